"""The tables of the data appendix as HTML and as Typst.

They hold every cell of a case, word by word. As Markdown they would be three quarters of a manuscript's tree, over
which each transform of an engine walks, and each cell would have to be kept from being read as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import NamedTuple

from epicrisis.values.numerals import on_one_line

MOST_TEXTS = 4096
"""How many texts are remembered as they are printed: most of them stand in many cells, as names of columns do."""


class Run(NamedTuple):
    """Text of a cell.

    Args:
        text: What is printed.
        is_name: Whether it is the name of a column, not content.
        column: The column that it is the content of, by which a card finds it; empty for other text.
        anchor: The name under which it can be linked to.
        target: The anchor that it leads to.
    """

    text: str
    is_name: bool = False
    column: str = ""
    anchor: str = ""
    target: str = ""


Cell = tuple[Run, ...]


@dataclass(frozen=True)
class AppendixTable:
    """One table of the appendix.

    Args:
        name: Its name, in words.
        heads: The heads of its three columns.
        rows: Its rows, three cells each.
        widths: The shares of the columns in the width.
    """

    name: str
    heads: tuple[str, str, str]
    rows: Sequence[tuple[Cell, Cell, Cell]]
    widths: tuple[int, int, int] = (20, 60, 20)

    @property
    def title(self) -> str:
        """The name with the number of rows."""
        return f"{self.name}, {len(self.rows)} row{'' if len(self.rows) == 1 else 's'}"


def html_table(table: AppendixTable) -> str:
    """Return a table as HTML, folded under its name.

    Args:
        table: The table.
    """
    title = escape(table.title)
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.heads)
    columns = "".join(f'<col style="width: {width}%">' for width in table.widths)
    rows = "\n".join(f"<tr>{''.join(f'<td>{_html_cell(cell)}</td>' for cell in row)}</tr>" for row in table.rows)
    return (
        f'<details class="data-table" data-table="{escape(table.name)}"><summary>{title}</summary>\n'
        f'<div class="table-frame" role="region" tabindex="0" aria-label="{title}"><table>\n'
        f"<colgroup>{columns}</colgroup>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n"
        "</table></div>\n</details>"
    )


def _html_cell(cell: Cell) -> str:
    return "".join(map(_html_run, cell))


@lru_cache(MOST_TEXTS)
def _html_run(run: Run) -> str:
    text = _html_text(run.text)
    # a break may follow an underscore, or long names would push the other columns off the page
    text = text.replace("_", "_<wbr>") if run.anchor or run.target else text
    if run.target:
        return f'<a href="#{run.target}">{text}</a>'
    if run.anchor:
        return f'<span id="{run.anchor}">{text}</span>'
    if run.column:
        return f'<span data-column="{run.column}">{text}</span>'
    return f"<em>{text}</em>" if run.is_name else text


@lru_cache(MOST_TEXTS)
def _html_text(text: str) -> str:
    return escape(on_one_line(text), quote=False).replace("::", "&#58;&#58;")  # no border of a div for a check


def typst_table(table: AppendixTable) -> str:
    """Return a table as Typst, under its name.

    Args:
        table: The table.
    """
    heads = ", ".join(f"[{_typst_text(head)}]" for head in table.heads)
    columns = ", ".join(f"{width}fr" for width in table.widths)
    rows = ",\n".join("  " + ", ".join(f"[{_typst_cell(cell)}]" for cell in row) for row in table.rows)
    return (
        f"#block(sticky: true)[#strong[{_typst_text(table.title)}]]\n"
        f"#table(columns: ({columns}), table.header({heads}), table.hline(),\n{rows}\n)"
    )


def _typst_cell(cell: Cell) -> str:
    return "".join(map(_typst_run, cell))


@lru_cache(MOST_TEXTS)
def _typst_run(run: Run) -> str:
    named = run.anchor or run.target
    text = _typst_text(run.text.replace("_", "_\u200b") if named else run.text)
    if run.target:
        return f"#link(<{run.target}>)[{text}]"
    if run.anchor:
        return f"#box[{text}] <{run.anchor}>"
    return f"#emph[{text}]" if run.is_name else text


@lru_cache(MOST_TEXTS)
def _typst_text(text: str) -> str:
    """Return text as a Typst string in markup: nothing in a string is markup, and here nothing a shortcode."""
    escaped = on_one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    escaped = escaped.replace("{{", "{\\u{7b}").replace("}}", "}\\u{7d}").replace("::", ":\\u{3a}")
    return f'#"{escaped}"'
