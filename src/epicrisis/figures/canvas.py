"""A page in millimetres: axes that span the whole figure width, so that x means the same in all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from epicrisis.figures import measure, style

# Where in a line the baseline is, from the top, so that capitals are centred on the line.
BASELINE_SHARE = 0.78


@dataclass(frozen=True)
class Canvas:
    """A figure with axes in millimetres over all of it.

    Args:
        figure: The figure.
        page: Axes whose x and y are millimetres from the left and the bottom edge.
    """

    figure: Figure
    page: Axes

    def panel(self, bottom_mm: float, height_mm: float, zorder: float = 1) -> Axes:
        """Add transparent axes over the full width, with x in millimetres and y left to the caller."""
        width, _ = style.size_mm(self.figure)
        axes = self.figure.add_axes(style.box(self.figure, 0, bottom_mm, width, height_mm), zorder=zorder)
        axes.set_axis_off()
        axes.set_xlim(0, width)
        return axes

    def lines(
        self,
        lines: Sequence[str],
        x_mm: float,
        top_mm: float,
        gid: str,
        *,
        ha: Literal["left", "center", "right"] = "center",
        size_pt: float = style.SMALL_PT,
        bold: bool = False,
    ) -> tuple[Text, ...]:
        """Write lines of text at an even pitch, which Matplotlib's own multi-line texts do not keep.

        Args:
            lines: The lines.
            x_mm: Where they are aligned.
            top_mm: Top of the first line.
            gid: Their gid.
            ha: How they are aligned.
            size_pt: Text size.
            bold: Whether they are semibold.

        Returns:
            The texts.
        """
        pitch = measure.height_mm(1, size_pt)
        texts = []
        for count, line in enumerate(lines):
            baseline = top_mm - (count + BASELINE_SHARE) * pitch
            text = self.page.text(
                x_mm, baseline, line, ha=ha, va="baseline", fontsize=size_pt, fontweight=600 if bold else 400
            )
            text.set_gid(gid)
            texts.append(text)
        return tuple(texts)

    def margin_label(
        self, lines: Sequence[str], right_mm: float, y_mm: float, gid: str, *, bold: bool = False
    ) -> tuple[Text, ...]:
        """Write right-aligned lines into the left margin, centred on a height."""
        top = y_mm + measure.height_mm(len(lines)) / 2
        return self.lines(lines, right_mm, top, gid, ha="right", bold=bold)

    def finish(self, notes: Sequence[str], left_mm: float, *, is_synthetic: bool) -> None:
        """Write what stands at the edges of a figure, and let it settle.

        Args:
            notes: The lines at its foot; empty ones are left out.
            left_mm: Where they begin.
            is_synthetic: Whether it must say that it shows made-up data.
        """
        if is_synthetic:
            style.mark_synthetic(self.figure)
        style.draw_foot(self.figure, notes, left_mm=left_mm)
        style.settle(self.figure)


def new_canvas(height_mm: float, width_mm: float = style.DOUBLE_COLUMN_MM) -> Canvas:
    """Make an empty page.

    Args:
        height_mm: Height.
        width_mm: Width.

    Returns:
        The page; its lines and texts lie over those of its panels.
    """
    figure = style.new_figure(width_mm, height_mm)
    page = figure.add_axes((0, 0, 1, 1), zorder=2)
    page.set_axis_off()
    page.set_xlim(0, width_mm)
    page.set_ylim(0, height_mm)
    page.patch.set_visible(False)
    return Canvas(figure, page)
