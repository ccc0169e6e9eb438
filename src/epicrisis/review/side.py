"""One side of a review: a project as it was or as it is, with everything that its build says."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from epicrisis.case.model import Case
from epicrisis.checks.finding import Finding
from epicrisis.claims.book import ClaimBook
from epicrisis.inspection.whole import inspect
from epicrisis.notebooks.figure_files import read_figure_words
from epicrisis.paths import FIGURE_STEMS, ProjectPaths
from epicrisis.places import Problem
from epicrisis.review.marks import read_marks
from epicrisis.review.shelf import Copy

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


@dataclass(frozen=True)
class FigureFiles:
    """One figure as files.

    Args:
        svg: The picture in vectors; its groups are named.
        png: The picture in pixels.
        table: Its data table, CSV.
        alt: Its alternative text.
    """

    svg: bytes
    png: bytes
    table: str
    alt: str


@dataclass(frozen=True)
class Side:
    """One side of a review.

    Args:
        name: What people call it.
        commit: Its commit id; empty where there is none.
        case: The case; None where the present program cannot read its tables.
        version: Version of the data.
        created: Date of that version; empty if it cannot be read.
        problem: Why its report could not be built; empty if it was.
        stopped: What stops its publication; none if nothing does.
        supplied: What it lacked and was given, a sentence each.
        page: The HTML of its report; empty if it was not built.
        findings: What the checks say, acknowledged findings too.
        verdicts: Whether each claim holds, by id.
        book: Its claims and derived values.
        values: Every value that its manuscript can name, as Markdown, by its name without the case.
        figures: Its figures by stem; those that were published where it was not built.
        published: Its figures as they were published, before this program drew them again.
        texts: What its authors wrote, by path: manuscript, claims and references.
        changelog: The changelog of its data.
        libraries: Version of each pinned requirement by name.
        folder: Where its project stands.
    """

    name: str
    commit: str
    case: Case | None
    version: str
    created: str
    problem: str = ""
    stopped: tuple[Problem, ...] = ()
    supplied: tuple[str, ...] = ()
    page: str = ""
    findings: tuple[Finding, ...] = ()
    verdicts: Mapping[str, bool] = field(default_factory=dict)
    book: ClaimBook = field(default_factory=ClaimBook)
    values: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, FigureFiles] = field(default_factory=dict)
    published: Mapping[str, FigureFiles] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    changelog: str = ""
    libraries: Mapping[str, str] = field(default_factory=dict)
    folder: Path = Path()

    @property
    def is_built(self) -> bool:
        """Whether its report was built."""
        return bool(self.page)


def read_side(
    paths: ProjectPaths, case_id: str, name: str, commit: str, built: Copy, published: Mapping[str, FigureFiles]
) -> Side:
    """Read everything that a project folder says of a case.

    Args:
        paths: The project.
        case_id: The case.
        name: What people call this side.
        commit: Its commit id; may be empty.
        built: What came of building it.
        published: Its figures before the build.
    """
    inspection = inspect(paths, case_id)
    case = inspection.checked.case
    package = _package(paths, case_id)
    figures = read_figures(paths.case_figures(case_id))
    return Side(
        name=name,
        commit=commit,
        case=case,
        version=case.version if case else str(package.get("version", "")),
        created=case.created.isoformat() if case else str(package.get("created", ""))[:10],
        problem=built.problem,
        stopped=tuple(finding.as_problem() for finding in inspection.findings if finding.stops),
        supplied=built.supplied,
        page=built.page,
        findings=inspection.findings,
        verdicts={verdict.claim.id: verdict.holds for verdict in inspection.judgement.verdicts},
        book=inspection.book,
        values=_values(paths, case_id, inspection) if case and inspection.checked.chronology else {},
        figures=figures,
        published=published or figures,
        texts=_texts(paths, case_id),
        changelog=_text(paths.case_data(case_id) / "CHANGELOG.md"),
        folder=paths.root,
        libraries=dict(_PINNED.findall(_text(paths.root / "requirements.lock"))),
    )


def read_figures(folder: Path) -> dict[str, FigureFiles]:
    """Return the figures in a folder, by stem; one that lacks a file, or has one that is damaged, is left out.

    Args:
        folder: The figure folder of a case.
    """
    figures = {}
    for stem in FIGURE_STEMS:
        files = [folder / f"{stem}.{suffix}" for suffix in ("svg", "png", "csv", "json")]
        with suppress(OSError, ValueError, AttributeError, SyntaxError):
            svg, png, table, words = (path.read_bytes() for path in files)
            alt = str(json.loads(words).get("alt", ""))
            Image.open(io.BytesIO(png)).load()
            read_marks(svg)
            figures[stem] = FigureFiles(svg, png, table.decode("utf-8", errors="replace"), alt)
    return figures


def flat(values: Mapping[str, Any], before: str = "") -> dict[str, str]:
    """Return nested values by their full names.

    >>> flat({"mrd": {"relapse": {"text": "0.5%"}}, "version": "1.0.0"})
    {'mrd.relapse.text': '0.5%', 'version': '1.0.0'}
    """
    found: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{before}{name}.")
        else:
            found[f"{before}{name}"] = str(value)
    return found


def _values(paths: ProjectPaths, case_id: str, inspection: Any) -> dict[str, str]:
    words = read_figure_words(paths.case_figures(case_id))
    return flat(inspection.variables(words, "")[case_id])


def _package(paths: ProjectPaths, case_id: str) -> dict[str, Any]:
    try:
        package = json.loads(_text(paths.case_data(case_id) / "datapackage.json"))
    except ValueError:
        return {}
    return package if isinstance(package, dict) else {}


def _texts(paths: ProjectPaths, case_id: str) -> dict[str, str]:
    """Return what the authors wrote; another case's manuscript is not theirs."""
    others = {paths.manuscript(other) for other in paths.case_ids() if other != case_id}
    files = [*paths.report.glob("*.qmd"), *paths.report.glob("*.bib"), paths.claims(case_id)]
    return {paths.relative(path): _text(path) for path in sorted(files) if path not in others and path.is_file()}


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig", errors="replace") if path.is_file() else ""
