"""The front matter of a manuscript: what an engine needs to find there, and files that it names."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from epicrisis.manuscript.config import Config, as_list
from epicrisis.manuscript.shortcodes import STAND_IN
from epicrisis.manuscript.source import FRONT_MATTER_FENCE, Source
from epicrisis.paths import ProjectPaths, is_file
from epicrisis.places import Place, Problem

# the words around a text, such as "Figure" and "Abstract", are only there in English
_ENGLISH = re.compile(r"^en(?:-[A-Za-z0-9]{2,8})*$")
_DATE_FORMATS = ("iso", "long")
_PUBLISHED = ("css", "template-partials", "include-after-body")
_FILES = ("csl", *_PUBLISHED)


def front_matter_problems(source: Source, name: str, config: Config, project_root: Path) -> Iterator[Problem]:
    """Yield the problems of the front matter, each with the line of its key.

    Args:
        source: The manuscript.
        config: Its settings.
        project_root: Folder with `_quarto.yml`.
    """
    if not source.text.strip():
        yield Problem(
            Place(name, line=1), "the manuscript is empty", "Write a title between --- lines, then the text"
        )
        return
    if FRONT_MATTER_FENCE.match(source.lines[0].text) and not source.front_matter_length:
        place = Place(source.lines[0].path, line=1)
        yield Problem(place, "the front matter is never closed", "End it with a line of three dashes")
        return
    yield from _title_problems(source, config)
    yield from _date_problems(source, config)
    yield from _language_problems(source, config)
    yield from _affiliation_problems(source, config)
    yield from _file_problems(source, config, project_root)


def _title_problems(source: Source, config: Config) -> Iterator[Problem]:
    standards = [str(name) for name in as_list(config.options("typst").get("pdf-standard"))]
    if "ua-1" in standards and not config.options("typst").get("title"):
        message = "there is no title, which an accessible PDF needs"
        yield Problem(_place("title", source), message, 'Add title: "…" to the front matter')


def _date_problems(source: Source, config: Config) -> Iterator[Problem]:
    options = config.options("html")
    date = str(options.get("date") or "")
    if date and not STAND_IN.search(date) and not _is_day(date):
        advice = "Write a day as YYYY-MM-DD, so that two builds print the same"
        yield Problem(_place("date", source), f"the date {date} is not a fixed day", advice)
    style = options.get("date-format")
    if style is not None and style not in _DATE_FORMATS:
        message = f"the date-format {style} is not supported"
        yield Problem(_place("date-format", source), message, f"Use {' or '.join(_DATE_FORMATS)}")


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _language_problems(source: Source, config: Config) -> Iterator[Problem]:
    language = str(config.options("html").get("lang") or "en")
    if not _ENGLISH.match(language) and not STAND_IN.search(language):
        message = (
            f"the language {language} is not supported: words such as Figure and Abstract are in English only"
        )
        yield Problem(_place("lang", source), message, "Write lang: en, or a kind of English such as en-GB")


def _affiliation_problems(source: Source, config: Config) -> Iterator[Problem]:
    options = config.options("html")
    known = {str(entry["id"]) for entry in as_list(options.get("affiliations")) if _has(entry, "id")}
    for author in as_list(options.get("author", options.get("authors"))):
        if isinstance(author, Mapping):
            own = as_list(author.get("affiliations", author.get("affiliation")))
            known |= {str(entry["id"]) for entry in own if _has(entry, "id")}
            for entry in own:
                if _has(entry, "ref") and str(entry["ref"]) not in known:
                    message = f"an author refers to the affiliation {entry['ref']}, which is not there"
                    place = _place("ref", source, str(entry["ref"]))
                    yield Problem(place, message, f"Add an entry with id: {entry['ref']} under affiliations")


def _has(entry: Any, key: str) -> bool:
    return isinstance(entry, Mapping) and key in entry


def _file_problems(source: Source, config: Config, project_root: Path) -> Iterator[Problem]:
    paths = ProjectPaths(project_root)
    for key in _FILES:
        named = [*as_list(config.options("html").get(key)), *as_list(config.options("typst").get(key))]
        for item in dict.fromkeys(
            str(item["file"]) if _has(item, "file") else str(item) for item in named if item
        ):
            path = Path(item)
            # what the project's dependencies lend is put there by the build
            if STAND_IN.search(item) or item.startswith("{") or path.is_relative_to(paths.cache):
                continue
            message = f"the file {paths.relative(path)}, named under {key},"
            place = _place(key, source, path.name)
            if key in _PUBLISHED and not paths.holds(path):
                yield Problem(place, f"{message} is outside the project", "Copy it into the project")
            elif not is_file(path):
                yield Problem(place, f"{message} does not exist")


def _place(key: str, source: Source, value: str = "") -> Place:
    """Return the line of a key in the front matter, of its value if several have the key; else the first line."""
    pattern = re.compile(rf"^[\s-]*{re.escape(key)}\s*:")
    lines = source.lines[: source.front_matter_length]
    found = [line for line in lines if pattern.match(line.text)]
    with_value = [line for line in found or lines if value and value in line.text]
    line = next(iter(with_value or found), source.lines[0])
    return Place(line.path, line=line.number)
