"""The body of a Word document: captions with fields and bookmarks, images in size, callouts, equations."""

from __future__ import annotations

from typing import Any

import panflute as pf

from epicrisis.render.embedded.callouts import CALLOUT, CALLOUT_BODY, CALLOUT_TITLE
from epicrisis.render.embedded.docx.markup import (
    TEXT_WIDTH,
    centimetres,
    label,
    numbered_label,
    paragraph,
    styled,
    tab,
)
from epicrisis.render.embedded.docx.tables import layout_table, set_column_widths
from epicrisis.render.embedded.elements import EQUATION, FLOAT, Element, change_each, has_class, in_reading_order
from epicrisis.render.embedded.floats import caption_of, content_of, layout_of
from epicrisis.render.embedded.pandoc import Tree
from epicrisis.render.embedded.print_images import PrintImages, png_width
from epicrisis.render.embedded.target import Target

_BETWEEN = '<w:p><w:pPr><w:pStyle w:val="BetweenTables"/></w:pPr></w:p>'


def lay_out(document: Tree, target: Target, images: PrintImages) -> None:
    """Give every float, image, callout and equation the form that it has in Word.

    Args:
        document: The tree after all transforms, changed in place.
        target: The output.
        images: Where the images of the output are kept.

    Raises:
        RenderFailed: If an image is missing or a size is no size.
    """
    change_each(document, lambda element: _written(element, target, images))
    document.content = _spaced(list(document.content))


def _written(element: Element, target: Target, images: PrintImages) -> Any:
    if isinstance(element, pf.Image):
        return _sized(element, images)
    if isinstance(element, pf.Table):
        set_column_widths(element)
    if isinstance(element, pf.Para | pf.Plain):
        return _equation(element)
    if has_class(element, FLOAT):
        return _float(element, target, images)
    if has_class(element, CALLOUT) and isinstance(element, pf.Div):
        return _callout(element)
    if has_class(element, "colophon"):
        return styled("Colophon", *element.content)
    return None


def _spaced(blocks: list[Element]) -> list[Element]:
    # Word joins tables that follow each other, and sets text close under them.
    result: list[Element] = []
    for before, block in zip([None, *blocks], blocks, strict=False):
        follows = before is not None and isinstance(_edge(before, -1), pf.Table)
        if follows and isinstance(_edge(block, 0), pf.Table):
            result.append(pf.RawBlock(_BETWEEN, format="openxml"))
        result.append(styled("After Table", block) if follows and isinstance(block, pf.Para) else block)
    return result


def _edge(block: Element, position: int) -> Element:
    while isinstance(block, pf.Div) and block.content:
        block = block.content[position]
    return block


def _sized(image: Element, images: PrintImages) -> Element:
    image.url = images.name_of(image)
    image.title = ""
    for side in ("width", "height"):
        if side in image.attributes:
            image.attributes[side] = f"{min(centimetres(image.attributes[side]), TEXT_WIDTH):.3f}cm"
    return image


def _float(element: Element, target: Target, images: PrintImages) -> Element:
    kind = target.kinds[element.attributes["kind"]]
    inlines = _caption(element, target)
    caption = [paragraph("Table Caption" if kind.caption_on_top else "Image Caption", *inlines)] if inlines else []
    content = [_figure(block) for block in _rows(element, images)]
    return pf.Div(*caption, *content) if kind.caption_on_top else pf.Div(*content, *caption)


def _figure(block: Element) -> Element:
    is_image = isinstance(block, pf.Para | pf.Plain) and any(isinstance(item, pf.Image) for item in block.content)
    return styled("Captioned Figure", pf.Para(*block.content)) if is_image else block


def _caption(element: Element, target: Target) -> list[Element]:
    text = caption_of(element)
    space = [pf.Space()] if text else []
    if "part-of" in element.attributes:
        letter = element.attributes.get("letter")
        return [*([label(f"({letter})", element.identifier), *space] if letter else []), *text]
    if "number" not in element.attributes:
        return text
    kind = target.kinds[element.attributes["kind"]]
    prefix = f"{kind.caption_prefix}\u00a0" if kind.has_space else kind.caption_prefix
    return [numbered_label(prefix, element.attributes["number"], element.identifier), label(":"), *space, *text]


def _rows(element: Element, images: PrintImages) -> list[Element]:
    content = content_of(element)
    if not any(key.startswith("layout") for key in element.attributes):
        return content
    parts = iter(content)
    rows = []
    for widths in layout_of(element, len(content)):
        row = [(width / sum(widths), part) for width, part in zip(widths, parts, strict=False)]
        rows.append([(share, _fitted(part, share * TEXT_WIDTH - 0.2, images)) for share, part in row])
    filled = [row for row in rows if row]
    return [*([layout_table("FigurePanel", filled)] if filled else []), *parts]


def _fitted(block: Element, width: float, images: PrintImages) -> Element:
    for image in (inside for inside in in_reading_order(block) if isinstance(inside, pf.Image)):
        inches = png_width(images.files[image.url])
        own = centimetres(image.attributes["width"]) if "width" in image.attributes else (inches or width) * 2.54
        image.attributes["width"] = f"{min(own, width):.3f}cm"
        image.attributes.pop("height", None)
    return _figure(block)


def _callout(callout: Element) -> Element:
    title = next(block for block in callout.content if has_class(block, CALLOUT_TITLE))
    body = next(block for block in callout.content if has_class(block, CALLOUT_BODY))
    content = pf.Div(
        *(paragraph("Callout Title", *block.content) for block in title.content), styled("Callout", *body.content)
    )
    # A box of one cell, because a paragraph's own frame breaks at every list.
    return pf.Div(layout_table("CalloutBox", [[(1.0, content)]]), identifier=callout.identifier)


def _equation(block: Element) -> Any:
    content = [inline for inline in block.content if not isinstance(inline, pf.Space | pf.SoftBreak)]
    if len(content) == 1 and has_class(content[0], EQUATION):
        math, number = content[0].content[0], _number(content[0])
        # In a line of its own with tabulators, because Word has no number for a displayed formula.
        return paragraph("Equation", tab(), pf.Math(math.text, format="InlineMath"), tab(), number)
    for span in (inline for inline in content if has_class(inline, EQUATION)):
        span.content = [*span.content, pf.Space(), pf.Str(f"({span.attributes.pop('number')})")]
    return None


def _number(equation: Element) -> Element:
    return pf.Span(pf.Str(f"({equation.attributes['number']})"), identifier=equation.identifier)
