"""What a notebook's cell showed, for every format: pictures as files, HTML tables as tables of the manuscript."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import panflute as pf

from epicrisis.manuscript.cell_markdown import CELL_OUTPUT, MISSING
from epicrisis.render.embedded.elements import Element, change_each, has_class
from epicrisis.render.embedded.pandoc import dump, load, parse
from epicrisis.render.outputs import write_file


class Pictures:
    """Keeps the pictures of embedded cells for as long as a render lasts.

    Args:
        folder: Where they are.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def save(self, content: bytes, suffix: str) -> str:
        """Keep a picture and return its path.

        Args:
            content: Its bytes.
            suffix: What its file ends with.

        Raises:
            OutputFailed: If it cannot be written.
        """
        self._count += 1
        path = self._folder / f"{self._count}{suffix}"
        write_file(path, content)
        return path.as_posix()


def with_cell_outputs(tree: str) -> str:
    """Replace the HTML of embedded cells by what it says, without its styles and scripts.

    Args:
        tree: A syntax tree, as JSON.
    """
    if CELL_OUTPUT not in tree:
        return tree
    document = load(tree)

    def resolve(element: Element) -> Any:
        if has_class(element, CELL_OUTPUT):
            html = "\n".join(block.text for block in element.content if isinstance(block, pf.RawBlock))
            shown = load(parse(html, "html"))
            change_each(shown, _plainly)
            return _without_divs(list(shown.content))
        return None

    change_each(document, resolve, pf.Div)
    return dump(document)


def _without_divs(blocks: list[Element]) -> list[Element]:
    result: list[Element] = []
    for block in blocks:
        if isinstance(block, pf.Div):
            result += _without_divs(list(block.content))
        elif not (isinstance(block, pf.Plain) and not block.content):  # what a style sheet leaves behind
            result.append(block)
    return result


def _plainly(element: Element) -> Any:
    # The manuscript has a theme of its own, so the notebook's styles, classes and alignments go.
    if isinstance(element, pf.RawBlock | pf.RawInline):
        return []
    if isinstance(element, pf.TableCell) and pf.stringify(element).strip() in MISSING:
        element.content = []
    if isinstance(element, pf.Table | pf.TableRow | pf.TableCell):
        element.classes, element.attributes = [], {}
    return None
