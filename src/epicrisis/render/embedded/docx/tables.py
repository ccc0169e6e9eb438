"""Tables of a Word document: every column has a width, so that no reader has to drag them."""

from __future__ import annotations

import panflute as pf

from epicrisis.render.embedded.elements import Element, plain_text

LINE = 100
"""About as many characters of a table's type stand on one line of the page."""
_PADDING = 4


def set_column_widths(table: Element) -> None:
    """Give a table without widths such as suit its text; widths that an author has set are kept.

    Args:
        table: The table, changed in place.
    """
    if any(isinstance(width, float) for _, width in table.colspec):
        return
    widths = column_widths(_texts(table))
    table.colspec = [(alignment, width) for (alignment, _), width in zip(table.colspec, widths, strict=True)]


def column_widths(columns: list[list[str]]) -> list[float]:
    """Return widths as parts of the line: what the text needs, or what the longest words need and a fair share.

    Args:
        columns: The texts of every column.

    >>> column_widths([["CD4"], ["404"]])
    [0.07, 0.07]
    """
    natural = [_longest(texts) + _PADDING for texts in columns]
    if sum(natural) <= LINE:
        return [round(length / LINE, 4) for length in natural]
    least = [_longest(" ".join(texts).split()) + _PADDING for texts in columns]
    spare = max(LINE - sum(least), 0)
    # The square root keeps one column of sentences from starving all others.
    wishes = [(length - word) ** 0.5 for length, word in zip(natural, least, strict=True)]
    shares = [word + spare * wish / (sum(wishes) or 1) for word, wish in zip(least, wishes, strict=True)]
    return [round(share / sum(shares), 4) for share in shares]


def _longest(texts: list[str]) -> int:
    return max((len(text) for text in texts), default=0)


def _texts(table: Element) -> list[list[str]]:
    columns: list[list[str]] = [[] for _ in table.colspec]
    bodies = [row for body in table.content for row in (*body.head, *body.content)]
    for row in (*table.head.content, *bodies, *table.foot.content):
        position = 0
        for cell in row.content:
            # A cell over several columns says nothing about the width of one.
            if cell.colspan == 1 and position < len(columns):
                columns[position].append(plain_text(cell.content))
            position += cell.colspan
    return columns


def layout_table(style: str, rows: list[list[tuple[float, Element]]]) -> Element:
    """Return a table that only lays out: the parts of a panel, or a box around a callout.

    Args:
        style: Id of its style in the reference document.
        rows: For every row, the width of each cell as a part of the line, and its block.
    """
    longest = max(rows, key=len)
    colspec = [("AlignDefault", width) for width, _ in longest]
    table_rows = [_row([block for _, block in row], len(longest)) for row in rows]
    return pf.Table(pf.TableBody(*table_rows), colspec=colspec, attributes={"custom-style": style})


def _row(blocks: list[Element], columns: int) -> Element:
    # The last cell of a short row fills what is left of the line.
    *first, last = blocks
    return pf.TableRow(*(pf.TableCell(block) for block in first), pf.TableCell(last, colspan=columns - len(first)))
