"""The one look of all figures: sizes, colours by meaning, fonts, and marks of doubt.

A figure is made and encoded inside `context()`, which starts from Matplotlib's own defaults, so that a user's
`matplotlibrc` or another figure of the same process cannot change a byte:

    with style.context():
        figure = style.new_figure(style.DOUBLE_COLUMN_MM, 95)
        ...
        style.settle(figure)
    svg = encoding.encode(figure, "svg")

Nothing here touches pyplot or the file system.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from epicrisis.case.model import Basis, Case, Row, weakest
from epicrisis.figures import fonts

SINGLE_COLUMN_MM = 85.0
DOUBLE_COLUMN_MM = 180.0
MM_PER_INCH = 25.4
PNG_DPI = 300

MIN_TEXT_PT = 7.0
SMALL_PT = 7.0
TEXT_PT = 7.5
TITLE_PT = 8.5

HAIRLINE_PT = 0.5
LINE_PT = 0.9
MARKER_PT = 5.5

# How much of its colour remains in what is possible.
PALE = 0.28

# The width that the synthetic badge takes from the top line of a figure.
BADGE_MM = 22.0
FOOT_LINE_MM = 3.0


@dataclasses.dataclass(frozen=True)
class Palette:
    """Colours by what they mean.

    The hues are those of Okabe and Ito (2008), darkened until each has a contrast of at least 3:1 on white, so
    that thin lines and small markers can be told apart by readers with any kind of colour vision. Colour never
    carries a meaning alone: shape, position or a label says it too.
    """

    disease: str = "#B8450F"
    therapy: str = "#0B64A0"
    cellular: str = "#A34A86"
    transplant: str = "#00755A"
    response: str = "#2C85B8"
    complication: str = "#B07200"
    outcome: str = "#3B4148"
    bone_marrow: str = "#16375E"
    apheresis: str = "#B8450F"
    blood: str = "#8C2F5F"
    other_specimen: str = "#5F6B2D"
    ink: str = "#1B1F24"
    muted: str = "#59626D"
    rule: str = "#A9B1BA"
    grid: str = "#E4E8EC"
    band: str = "#DCEAE3"
    phase: str = "#F3F5F7"
    paper: str = "#FFFFFF"


COLOUR = Palette()

LANE_COLOURS: Mapping[str, str] = {
    "disease": COLOUR.disease,
    "systemic_therapy": COLOUR.therapy,
    "cellular_therapy": COLOUR.cellular,
    "transplant": COLOUR.transplant,
    "response": COLOUR.response,
    "complication": COLOUR.complication,
    "outcome": COLOUR.outcome,
}

BASIS_MARKS: Mapping[str, str] = {"derived": "†", "assumed": "‡", "synthetic": "§"}
BASIS_NOTES: Mapping[str, str] = {
    "derived": "derived from the source",
    "assumed": "rests on an assumption",
    "synthetic": "synthetic",
}
SYNTHETIC_LABEL = "Synthetic data"

# Any: the stubs of rcParams know each key as a literal, which a mapping that is put together does not keep.
_RC: Any = {
    "font.family": [fonts.FONT_FAMILY],
    "font.size": TEXT_PT,
    "text.color": COLOUR.ink,
    "text.hinting": "none",
    "text.parse_math": False,  # a dollar sign of the data is no formula
    # Superscripts (10^-4) are set as mathtext, for the font has no raised minus.
    "mathtext.fontset": "custom",
    "mathtext.default": "regular",
    **{f"mathtext.{style}": fonts.FONT_FAMILY for style in ("rm", "it", "bf", "sf", "cal", "tt")},
    "axes.edgecolor": COLOUR.rule,
    "axes.labelcolor": COLOUR.ink,
    "axes.labelsize": TEXT_PT,
    "axes.titlesize": TITLE_PT,
    "axes.linewidth": HAIRLINE_PT,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "xtick.color": COLOUR.rule,
    "ytick.color": COLOUR.rule,
    "xtick.labelcolor": COLOUR.ink,
    "ytick.labelcolor": COLOUR.ink,
    "xtick.labelsize": SMALL_PT,
    "ytick.labelsize": SMALL_PT,
    "xtick.major.width": HAIRLINE_PT,
    "ytick.major.width": HAIRLINE_PT,
    "xtick.minor.width": HAIRLINE_PT,
    "ytick.minor.width": HAIRLINE_PT,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "xtick.minor.size": 1.5,
    "ytick.minor.size": 1.5,
    "hatch.linewidth": HAIRLINE_PT,
    "lines.linewidth": LINE_PT,
    "lines.markersize": MARKER_PT,
    "patch.linewidth": HAIRLINE_PT,
    "figure.autolayout": False,
    "figure.constrained_layout.use": False,
    "figure.dpi": PNG_DPI,
    "savefig.dpi": PNG_DPI,
    "savefig.bbox": None,
    "savefig.facecolor": COLOUR.paper,
    "path.simplify": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "epicrisis",
    "pdf.fonttype": 42,
    # The zlib that Python was built with differs between machines, and with it the bytes of a compressed PDF.
    "pdf.compression": 0,
}

_in_context: ContextVar[bool] = ContextVar("in_context", default=False)


@contextmanager
def context() -> Iterator[None]:
    """Draw and encode under the house style, whatever Matplotlib was told before; restore it afterwards.

    Inside itself it does nothing: to set 300 parameters takes longer than to measure a text.
    """
    if _in_context.get():
        yield
        return
    token = _in_context.set(True)
    try:
        with mpl.rc_context(_parameters()):
            fonts.load()
            yield
    finally:
        _in_context.reset(token)


@cache
def _parameters() -> Any:
    # Not `rcdefaults`, for which Matplotlib reads every style that it ships with.
    defaults = {name: value for name, value in mpl.rcParamsDefault.items() if name != "backend"}
    return {**defaults, **_RC}


def pale(colour: str) -> str:
    """Return the colour of what is possible, beside that of what is sure."""
    red, green, blue = (1 - PALE * (1 - channel) for channel in to_rgb(colour))
    return to_hex((red, green, blue))


def inches(mm: float) -> float:
    """Return a length in inches."""
    return mm / MM_PER_INCH


def points(mm: float) -> float:
    """Return a length in points of 1/72 inch."""
    return mm / MM_PER_INCH * 72


def new_figure(width_mm: float, height_mm: float) -> Figure:
    """Make an empty figure at its final size.

    Args:
        width_mm: Width; a journal takes `SINGLE_COLUMN_MM` or `DOUBLE_COLUMN_MM`.
        height_mm: Height.

    Returns:
        A white figure with an Agg canvas, without pyplot and without automatic layout.
    """
    figure = Figure(figsize=(inches(width_mm), inches(height_mm)), dpi=PNG_DPI, facecolor=COLOUR.paper)
    FigureCanvasAgg(figure)
    return figure


def size_mm(figure: Figure) -> tuple[float, float]:
    """Return width and height of a figure in millimetres."""
    width, height = figure.get_size_inches()
    return float(width) * MM_PER_INCH, float(height) * MM_PER_INCH


def box(
    figure: Figure, left_mm: float, bottom_mm: float, width_mm: float, height_mm: float
) -> tuple[float, float, float, float]:
    """Return a rectangle given in millimetres as the figure fractions that `Figure.add_axes` takes."""
    width, height = size_mm(figure)
    return left_mm / width, bottom_mm / height, width_mm / width, height_mm / height


def settle(figure: Figure) -> None:
    """Let Matplotlib make its ticks and labels now, inside the context, rather than when somebody saves."""
    figure.draw_without_rendering()


def mark_of(bases: Iterable[Basis], case: Case) -> str:
    """Return the mark that a text bears: that of the weakest basis it rests on.

    Args:
        bases: Every basis that it rests on.
        case: Its case; in one that is synthetic throughout, the figure's own mark says so once for all.

    Returns:
        `†`, `‡`, `§`, or nothing for what is reported.
    """
    return _mark_of(frozenset(bases), case.synthetic)


@cache
def _mark_of(bases: frozenset[Basis], is_synthetic: bool) -> str:
    shown = (basis for basis in bases if not (is_synthetic and basis == "synthetic"))
    return BASIS_MARKS.get(weakest(shown), "")


def marks_note(texts: Iterable[str]) -> str:
    """Return the note that explains every mark that these texts bear; empty if they bear none."""
    borne = "".join(texts)
    return "   ".join(f"{mark} {BASIS_NOTES[basis]}" for basis, mark in BASIS_MARKS.items() if mark in borne)


def is_synthetic(case: Case, rows: Iterable[Row] = ()) -> bool:
    """Say whether a figure of these rows must bear the synthetic mark."""
    return case.synthetic or any(row.basis == "synthetic" for row in rows)


def mark_synthetic(figure: Figure, right_mm: float = 1.5, top_mm: float = 1.5) -> Text:
    """Draw the badge that says that a figure shows made-up data.

    Args:
        figure: The figure, at its final size.
        right_mm: Distance of the badge from the right edge.
        top_mm: Distance of the badge from the top edge.

    Returns:
        The text, with the gid `mark:synthetic`.
    """
    width, height = size_mm(figure)
    badge = figure.text(
        1 - (right_mm + 1) / width,
        1 - (top_mm + 1) / height,
        SYNTHETIC_LABEL,
        ha="right",
        va="top",
        fontsize=TEXT_PT,
        fontweight=600,
        color=COLOUR.disease,
        bbox={
            "boxstyle": "square,pad=0.3",
            "facecolor": COLOUR.paper,
            "edgecolor": COLOUR.disease,
            "linewidth": 0.8,
        },
    )
    badge.set_gid("mark:synthetic")
    return badge


def draw_foot(
    figure: Figure, notes: Iterable[str], left_mm: float = 1.5, bottom_mm: float = 1.6
) -> tuple[Text, ...]:
    """Write the notes of a figure at its foot, one line each.

    Args:
        figure: The figure, at its final size.
        notes: The lines, top to bottom; empty ones are left out.
        left_mm: Distance from the left edge.
        bottom_mm: Distance of the last baseline from the bottom edge.

    Returns:
        The texts, top to bottom, with the gid `foot`.
    """
    lines = [note for note in notes if note]
    width, height = size_mm(figure)
    texts = []
    for above, line in enumerate(reversed(lines)):
        baseline = bottom_mm + above * FOOT_LINE_MM
        text = figure.text(left_mm / width, baseline / height, line, fontsize=SMALL_PT, color=COLOUR.muted)
        text.set_gid("foot")
        texts.append(text)
    return tuple(reversed(texts))
