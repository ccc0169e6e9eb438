"""The genes that the checks know: approved symbols and the names that they had before."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def gene_symbols() -> Mapping[str, tuple[str, ...]]:
    """Return the approved symbols of `genes.csv` with their older names."""
    text = files("epicrisis.checks").joinpath("genes.csv").read_text("utf-8")
    return {row["symbol"]: tuple(row["aliases"].split()) for row in csv.DictReader(io.StringIO(text))}
