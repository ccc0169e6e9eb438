"""What a notebook calls: open the case, publish a figure."""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pandas import DataFrame

from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.case.on_demand import open_tables
from epicrisis.errors import UsageError
from epicrisis.figures import style
from epicrisis.figures.drawing import Drawing
from epicrisis.figures.encoding import encode
from epicrisis.notebooks.environment import CASE_VARIABLE, FIGURES_VARIABLE, PROJECT_VARIABLE
from epicrisis.notebooks.figure_files import words_bytes, write_figure_files
from epicrisis.paths import ProjectPaths, find_project

# What makes a spreadsheet compute, unless it is a signed number, as in "-7 to 3".
_FORMULA = re.compile(r"[=@\t\r]|[+-](?!\d)")
SCREEN_DPI = 96  # a CSS pixel, by definition


@dataclass(frozen=True)
class PublishedFigure:
    """A figure as it was published; a notebook that displays it shows the very bytes of the PNG file.

    Args:
        stem: The one name of the figure.
        alt: Its alternative text, shown where pictures are not.
        png: The content of `<stem>.png`.
    """

    stem: str
    alt: str
    png: bytes = field(repr=False)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what Jupyter shows: the picture at its printed size, or its alternative text."""
        width, height = struct.unpack(">II", self.png[16:24])  # of the PNG's first chunk, the header
        size = {
            "width": round(width * SCREEN_DPI / style.PNG_DPI),
            "height": round(height * SCREEN_DPI / style.PNG_DPI),
        }
        return {"image/png": self.png, "text/plain": self.alt}, {"image/png": size}


def open_case(case_id: str = "") -> Case:
    """Open the case that a notebook works on.

    Args:
        case_id: Its folder under `data/`. Blank is the case that the environment names, else the only one.

    Returns:
        The case with every table.

    Raises:
        UsageError: If there is no such case, or several to choose from.
        InvalidInput: If its data have problems.
    """
    paths = _project()
    chosen = case_id or os.environ.get(CASE_VARIABLE, "") or _only_case(paths)
    # A build has checked the case, and runs a notebook again only if a table that it asked for has changed.
    return open_tables(paths, chosen) if os.environ.get(FIGURES_VARIABLE) else load_case(paths, chosen)


def publish(drawing: Drawing, case: Case) -> PublishedFigure:
    """Write the files of a figure and return it for display.

    Args:
        drawing: The figure with its words and data.
        case: The case it was drawn from.

    Returns:
        The figure as published.

    Raises:
        OutputFailed: If a file could not be written.
    """
    staging, files = os.environ.get(FIGURES_VARIABLE, ""), {}
    for name, content in _made_in_turn(drawing):
        files[name] = content
        if staging:  # a build has use for the words and for one picture while the others are still being made
            write_figure_files({name: content}, Path(staging))
    if not staging:
        write_figure_files(files, _project().case_figures(case.id))
    return PublishedFigure(drawing.stem, drawing.alt, files[f"{drawing.stem}.png"])


def figure_files(drawing: Drawing) -> dict[str, bytes]:
    """Return the files of a figure; the same drawing gives the same bytes.

    Args:
        drawing: The figure with its words and data.

    Returns:
        Content by file name: the picture in three formats, its words as JSON, its data as CSV.
    """
    return dict(_made_in_turn(drawing))


def _made_in_turn(drawing: Drawing) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a figure: first what the page of a report needs."""
    stem = drawing.stem
    yield f"{stem}.json", words_bytes(drawing.alt, drawing.description)
    yield f"{stem}.svg", encode(drawing.figure, "svg")
    yield f"{stem}.pdf", encode(drawing.figure, "pdf")
    yield f"{stem}.png", encode(drawing.figure, "png")
    yield f"{stem}.csv", _inert(drawing.table).to_csv(index=False, lineterminator="\n").encode()


def _inert(table: DataFrame) -> DataFrame:
    """Return a table in which no text is a formula for a spreadsheet: one gets an apostrophe in front."""
    inert = table
    for name in table.columns:
        formulas = {cell for cell in {*table[name].tolist()} if isinstance(cell, str) and _FORMULA.match(cell)}
        if formulas:  # else, as nearly always, nobody has to go through a long table
            inert = inert.assign(**{str(name): [f"'{cell}" if cell in formulas else cell for cell in table[name]]})
    return inert


def _project() -> ProjectPaths:
    root = os.environ.get(PROJECT_VARIABLE, "")
    return ProjectPaths(Path(root)) if root else find_project(Path.cwd())


def _only_case(paths: ProjectPaths) -> str:
    cases = paths.case_ids()
    if len(cases) == 1:
        return cases[0]
    if not cases:
        raise UsageError("no case yet: data/ holds no folder with a datapackage.json.")
    raise UsageError(
        f"which case? Fill in case_id, or start with `make lab CASE={cases[0]}`. Cases here: {', '.join(cases)}."
    )
