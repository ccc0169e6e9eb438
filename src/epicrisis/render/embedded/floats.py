"""Floats: figures and tables with a caption, alone, in a labelled div or as a panel of several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import panflute as pf

from epicrisis.manuscript.kinds import CALLOUT_KINDS, Kind
from epicrisis.render.embedded.elements import (
    FLOAT,
    FLOAT_CAPTION,
    FLOAT_CONTENT,
    LAYOUT,
    Element,
    change_each,
    copies,
    has_class,
    in_reading_order,
)
from epicrisis.render.embedded.layout import ALIGNMENT_KEYS, LAYOUT_KEYS, has_layout, rows_of
from epicrisis.render.embedded.pandoc import Tree


def raise_lone_images(document: Tree, kinds: Mapping[str, Kind]) -> None:
    """Make figures of the images that pandoc makes none of: with a label but without words, or inside a link.

    Args:
        document: The tree, changed in place.
        kinds: The kinds of cross-reference.
    """

    def raise_image(element: Element) -> Any:
        if len(element.content) != 1:
            return None
        outer = element.content[0]
        image = outer.content[0] if isinstance(outer, pf.Link) and len(outer.content) == 1 else outer
        if not isinstance(image, pf.Image) or not (image.content or float_kind(image.identifier, kinds)):
            return None
        identifier, image.identifier = image.identifier, ""
        caption = pf.Caption(pf.Plain(*copies(image.content))) if image.content else pf.Caption()
        return pf.Figure(pf.Plain(outer), caption=caption, identifier=identifier)

    change_each(document, raise_image, pf.Para)


def gather_floats(document: Tree, kinds: Mapping[str, Kind]) -> None:
    """Give every float one shape: a div with its kind, holding a content div and a caption div.

    Args:
        document: The tree, changed in place.
        kinds: The kinds of cross-reference, the custom ones included.
    """

    def gather(element: Element) -> Any:
        # The walk meets children first, so the parts of a panel are floats when their div is met.
        if isinstance(element, pf.Figure):
            return _figure(element, kinds)
        if isinstance(element, pf.Table):
            return _table(element, kinds)
        return None if has_class(element, FLOAT) else _div(element, kinds)

    change_each(document, gather, pf.Figure, pf.Table, pf.Div)


def float_kind(identifier: str, kinds: Mapping[str, Kind]) -> str:
    """Return the key of the kind of float that a label names; empty for sections, equations and others."""
    key, dash, _ = identifier.partition("-")
    return key if dash and key in kinds and key not in {"sec", "eq", *CALLOUT_KINDS} else ""


def content_of(element: Element) -> list[Element]:
    """Return the blocks that a float shows."""
    return list(element.content[0].content)


def caption_of(element: Element) -> list[Element]:
    """Return the inline elements of a float's caption."""
    caption = element.content[1].content
    return list(caption[0].content) if caption else []


def label_of(element: Element, kinds: Mapping[str, Kind], space: str = "\u00a0") -> str:
    """Return what names a float before its caption: the letter of a part, or its kind and number; else nothing.

    Args:
        element: The float.
        kinds: The kinds of cross-reference.
        space: What stands between kind and number, where something does.
    """
    if "part-of" in element.attributes:
        letter = element.attributes.get("letter")
        return f"({letter})" if letter else ""
    if "number" not in element.attributes:
        return ""
    kind = kinds[element.attributes["kind"]]
    return f"{kind.caption_prefix}{space if kind.has_space else ''}{element.attributes['number']}"


def parts_of(element: Element) -> list[Element]:
    """Return the floats inside a float, in reading order, also those inside a layout of their own."""
    return list(_floats_in(content_of(element)))


def _floats_in(blocks: Iterable[Element]) -> Iterator[Element]:
    for block in blocks:
        if has_class(block, FLOAT):
            yield block
        elif isinstance(block, pf.Div):
            yield from _floats_in(block.content)


def layout_of(element: Element, count: int) -> list[list[float]]:
    """Return the relative widths of the cells of a panel, row by row, without its spaces.

    Args:
        element: A div with `layout-ncol`, `layout-nrow` or `layout`; without them, one cell a row.
        count: How many cells there are to place.
    """
    rows = rows_of(element.attributes, [pf.Null() for _ in range(count)])
    return [[cell.width for cell in row if cell.blocks] for row in rows]


def _float(identifier: str, kind: str, content: list[Element], caption: list[Element], **more: str) -> Element:
    holder = pf.Div(*content, classes=[FLOAT_CONTENT])
    words = pf.Div(pf.Plain(*caption), classes=[FLOAT_CAPTION])
    return pf.Div(holder, words, identifier=identifier, classes=[FLOAT], attributes={"kind": kind, **more})


def _figure(figure: Element, kinds: Mapping[str, Kind]) -> Element:
    kind = float_kind(figure.identifier, kinds) or "fig"
    caption = _inlines(figure.caption.content if figure.caption else [])
    return _float(figure.identifier, kind, list(figure.content), caption, **_alignment(figure.content))


def _alignment(content: Iterable[Element]) -> dict[str, str]:
    """Take `fig-align` from the images of a figure."""
    images = [image for block in content for image in in_reading_order(block, pf.Image)]
    values = [image.attributes.pop("fig-align") for image in images if "fig-align" in image.attributes]
    return {"align": values[0]} if values and values[0] != "default" else {}


def _table(table: Element, kinds: Mapping[str, Kind]) -> Element | None:
    _set_widths(table)
    caption = _inlines(table.caption.content if table.caption else [])
    kind = float_kind(table.identifier, kinds)
    if not caption and not kind:
        return None
    identifier, table.identifier = table.identifier, ""
    table.caption = pf.Caption()
    return _float(identifier, kind or "tbl", [table], caption)


def _div(div: Element, kinds: Mapping[str, Kind]) -> Element | None:
    kind = float_kind(div.identifier, kinds)
    if not kind:
        if has_layout(div):
            div.classes = [*div.classes, LAYOUT]
        return None
    content = list(div.content)
    caption: list[Element] = []
    if content and isinstance(content[-1], pf.Para) and not _is_image_alone(content[-1]):
        caption = list(content.pop().content)
    elif len(content) == 1 and has_class(content[0], FLOAT) and not content[0].identifier:
        # A single captioned image or table in a labelled div lends it the caption.
        caption, content = caption_of(content[0]), content_of(content[0])
    kept = (*LAYOUT_KEYS, *ALIGNMENT_KEYS)
    layout = {key: div.attributes[key] for key in kept if key in div.attributes}
    return _float(div.identifier, kind, content, caption, **layout)


def _is_image_alone(paragraph: Element) -> bool:
    return all(isinstance(inline, pf.Image | pf.Space | pf.SoftBreak) for inline in paragraph.content)


def _inlines(blocks: list[Element]) -> list[Element]:
    return [inline for block in blocks for inline in getattr(block, "content", [])]


def _set_widths(table: Element) -> None:
    widths = table.attributes.pop("tbl-colwidths", None)
    if widths is None:
        return
    numbers = [float(width) for width in widths.strip("[]").replace(" ", "").split(",")]
    total = max(sum(numbers), 100.0) if max(numbers) > 1 else 1.0
    table.colspec = [
        (alignment, number / total) for (alignment, _), number in zip(table.colspec, numbers, strict=False)
    ]
