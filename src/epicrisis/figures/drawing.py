"""What every figure function returns: the picture and the words that go with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd
from matplotlib.figure import Figure


@dataclass(frozen=True)
class Drawing:
    """One figure with its words and numbers, all made from the same data.

    Args:
        stem: The one name of the figure: module, notebook, files and `#fig-` label.
        figure: The picture, at its final size.
        alt: Alternative text, one to three plain sentences without Markdown.
        description: Long description, plain sentences: everything that the picture shows.
        make_table: Makes `table`, which nobody who looks at the picture has to wait for.
    """

    stem: str
    figure: Figure
    alt: str
    description: str
    make_table: Callable[[], pd.DataFrame] = field(repr=False)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The data that were drawn, one row per mark, with readable column names and units."""
        return self.make_table()
