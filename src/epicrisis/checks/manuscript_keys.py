"""Settings that only Quarto acts on: refused, so that no engine leaves them out without a word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from epicrisis.manuscript.config import Config, as_list
from epicrisis.manuscript.kinds import BUILT_IN_KINDS, CALLOUT_KINDS
from epicrisis.manuscript.shortcodes import find_shortcodes
from epicrisis.manuscript.source import Source, read_text
from epicrisis.paths import ProjectPaths
from epicrisis.places import Place, Problem

# What changes the words of an output. Settings of looks alone, such as Quarto's themes, may differ by engine.
_QUARTO_ONLY = frozenset(
    [
        "about",
        "abstract-title",
        "affiliation-title",
        "author-title",
        "biblio-title",
        "brand",
        "callout-appearance",
        "cap-location",
        "categories",
        "citation",
        "citation-location",
        "cite-method",
        "code-annotations",
        "code-fold",
        "code-links",
        "code-tools",
        "comments",
        "date-modified",
        "default-image-extension",
        "description",
        "description-title",
        "doi-title",
        "draft",
        "fig-cap-location",
        "filters",
        "from",
        "funding",
        "include-after",
        "include-before",
        "include-before-body",
        "include-in-header",
        "institute",
        "keywords-title",
        "language",
        "lightbox",
        "listing",
        "metadata-files",
        "modified-title",
        "number-depth",
        "number-offset",
        "other-links",
        "published-title",
        "reader",
        "reference-location",
        "shift-heading-level-by",
        "shortcodes",
        "tbl-cap-location",
        "tbl-colwidths",
        "template",
        "thanks",
        "title-prefix",
    ]
)
# The filters that make Quarto do what the embedded engine does by itself.
OWN_FILTERS = ("report/theme/row-groups.lua",)
_CROSSREF = frozenset(f"{key}-{use}" for key in (*BUILT_IN_KINDS, *CALLOUT_KINDS) for use in ("title", "prefix"))
_CUSTOM = ("key", "kind", "reference-prefix")


_Lines = Sequence[tuple[str, Place]]


def key_problems(source: Source, config: Config, project_root: Path) -> Iterator[Problem]:
    """Yield a problem for every setting that one engine would act on and the other not.

    Args:
        source: The manuscript, for the lines of its front matter.
        config: Its settings.
        project_root: Folder with `_quarto.yml`.
    """
    path = ProjectPaths(project_root).quarto_config
    texts = read_text(path).splitlines() if path.is_file() else []
    project = [(text, Place(path.name, line=number)) for number, text in enumerate(texts, start=1)]
    header = source.lines[: source.front_matter_length]
    document = [(line.text, Place(line.path, line=line.number)) for line in header]
    for settings, lines in ((config.project, project), (config.document, document)):
        for key in _used(settings):
            yield Problem(_place(key, lines), f"the setting {key} is not supported", "Leave it out")
        crossref = settings.get("crossref")
        if isinstance(crossref, Mapping):
            yield from _crossref_problems(crossref, lines)
    for text, place in project:
        for code in find_shortcodes(text.partition(" #")[0]):
            message = f"{code.text} stands in the settings of the project"
            yield Problem(place, message, "Use it in the front matter of a document")


def _used(settings: Mapping[str, Any]) -> Iterator[str]:
    formats = settings.get("format")
    levels = [settings, *(formats.values() if isinstance(formats, Mapping) else ())]
    for level in levels:
        for key in level if isinstance(level, Mapping) else ():
            is_own = key == "filters" and set(as_list(level[key])) <= set(OWN_FILTERS)
            if key in _QUARTO_ONLY and level[key] not in (False, None) and not is_own:
                yield key


def _crossref_problems(crossref: Mapping[str, Any], lines: _Lines) -> Iterator[Problem]:
    custom = crossref.get("custom") or []
    entries = custom if isinstance(custom, list) else [custom]
    for entry in entries:
        missing = [name for name in _CUSTOM if not isinstance(entry, Mapping) or not entry.get(name)]
        if missing:
            message = f"an entry of crossref: custom has no {' and no '.join(missing)}"
            yield Problem(_place("custom", lines), message, f"It needs {', '.join(_CUSTOM)}")
        elif entry["kind"] != "float":
            yield Problem(_place("kind", lines), f"the kind {entry['kind']} is not supported", "Use kind: float")
    for key in crossref:
        if key != "custom" and key not in _CROSSREF and crossref[key] is not False:
            message = f"the setting {key} of crossref is not supported"
            yield Problem(_place(str(key), lines), message, "Leave it out")


def _place(key: str, lines: _Lines) -> Place:
    pattern = re.compile(rf"(?:^|[\s{{,\"'-]){re.escape(key)}[\"']?\s*:")
    return next((place for text, place in lines if pattern.search(text)), lines[0][1] if lines else Place(""))
