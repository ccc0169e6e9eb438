"""The material of a report: what people wrote for it besides the tables of the case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from epicrisis.checks.pictures import SUFFIXES as PICTURE_SUFFIXES
from epicrisis.claims.book import ClaimBook, parse_claims
from epicrisis.errors import InvalidInput
from epicrisis.manuscript.config import as_list, read_config
from epicrisis.manuscript.marks import citation_keys_of
from epicrisis.manuscript.reading import ManuscriptText, read_passages
from epicrisis.manuscript.references import read_references
from epicrisis.manuscript.source import read_source
from epicrisis.paths import ProjectPaths
from epicrisis.places import Place, Problem


def source_texts(paths: ProjectPaths, case_id: str) -> Iterator[str]:
    """Yield what people wrote for a report, as it stands in the files: text, references, data; long ones last."""
    for files in (paths.report.glob("*.qmd"), paths.report.glob("*.bib"), paths.case_data(case_id).glob("*.*")):
        sizes = sorted((path.stat().st_size, path) for path in files if path.is_file())
        yield from (path.read_text("utf-8", errors="replace") for _, path in sizes)


def read_book(paths: ProjectPaths, case_id: str) -> tuple[ClaimBook, tuple[Problem, ...]]:
    """Return the claims of a manuscript, and the problems of their file; an empty book if there is none."""
    path = paths.claims(case_id)
    if not path.is_file():
        return ClaimBook(), ()
    name = paths.relative(path)
    try:
        return parse_claims(path.read_text(encoding="utf-8-sig"), name)
    except UnicodeDecodeError:
        return ClaimBook(), (Problem(Place(name), "this is not UTF-8 text", "Save it as UTF-8"),)


def read_text(paths: ProjectPaths, case_id: str, variables: Mapping[str, Any]) -> ManuscriptText | None:
    """Return the manuscript of a case; None if it cannot be read, of which it has findings already.

    Args:
        paths: The project.
        case_id: The case.
        variables: What `{{< var … >}}` prints.
    """
    manuscript = paths.manuscript(case_id)
    try:
        source = read_source(manuscript, paths.root)
        config = read_config(source, manuscript, paths.root)
        files = [Path(name) for name in as_list(config.options("html").get("bibliography"))]
        references = [read_references(path.read_text("utf-8-sig"), paths.relative(path)) for path in files]
        texts = [source.text, *(path.read_text("utf-8-sig") for path in sorted(paths.report.glob("*.qmd")))]
    except (InvalidInput, OSError, UnicodeDecodeError):
        return None
    cited = frozenset(key for text in texts for key in citation_keys_of(text))
    return ManuscriptText(read_passages(source, variables), source, tuple(chain(*references)), cited)


def pictures(paths: ProjectPaths, case_id: str, *, with_figures: bool = True) -> Iterator[Path]:
    """Yield the pictures that the authors of a case brought along, and its figures, sorted.

    Args:
        paths: The project.
        case_id: The case.
        with_figures: Whether the generated figures are among them.
    """
    figures = paths.case_figures(case_id).glob("*") if with_figures else ()
    brought = [path for path in paths.report.rglob("*") if not path.is_relative_to(paths.report / "theme")]
    for path in sorted([*brought, *figures]):
        if path.suffix.lower() in PICTURE_SUFFIXES and path.is_file():
            yield path
