"""Settings of a manuscript that an engine would refuse without saying where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from epicrisis.checks.suggestion import suggestion
from epicrisis.manuscript.config import Config, as_list
from epicrisis.manuscript.source import Source, read_text
from epicrisis.paths import ProjectPaths
from epicrisis.places import Place, Problem

PDF_STANDARD = "pdf-standard"
# What Typst, which writes the PDF in both engines, knows.
PDF_VERSIONS = ("1.4", "1.5", "1.6", "1.7", "2.0")
PDF_ARCHIVES = ("a-1a", "a-1b", "a-2a", "a-2b", "a-2u", "a-3a", "a-3b", "a-3u", "a-4", "a-4e", "a-4f")
PDF_STANDARDS = (*PDF_VERSIONS, *PDF_ARCHIVES, "ua-1")
_KEY = re.compile(rf"^\s*{PDF_STANDARD}\s*:")


def setting_problems(source: Source, config: Config, project_root: Path) -> Iterator[Problem]:
    """Yield a problem for every PDF standard that there is not, and for two archive standards at once.

    Args:
        source: The manuscript, for its front matter.
        config: Its settings.
        project_root: Folder with `_quarto.yml`, if there is one.
    """
    known = frozenset(PDF_STANDARDS)
    for place, standards in _standards(source, config, project_root):
        for name in standards:
            if name not in known:
                advice = suggestion(name, known) or f"Known are {', '.join(PDF_STANDARDS)}"
                yield Problem(place, f"there is no {PDF_STANDARD} {name}", advice)
        archives = [name for name in standards if name in PDF_ARCHIVES]
        if len(archives) > 1:
            message = f"a PDF follows one archive standard only, not {' and '.join(archives)}"
            yield Problem(place, message, f"Keep one of them in {PDF_STANDARD}")


def _standards(source: Source, config: Config, project_root: Path) -> Iterator[tuple[Place, Sequence[str]]]:
    front_matter = source.lines[: source.front_matter_length]
    for line in front_matter:
        if _KEY.match(line.text):
            yield Place(line.path, line=line.number), _named(Config(document=config.document))
    project_file = ProjectPaths(project_root).quarto_config
    if project_file.is_file():
        for number, text in enumerate(read_text(project_file).splitlines(), start=1):
            if _KEY.match(text):
                yield Place(project_file.name, line=number), _named(Config(project=config.project))


def _named(config: Config) -> list[str]:
    return [str(name) for name in as_list(config.options("typst").get(PDF_STANDARD))]
