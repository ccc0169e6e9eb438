"""From the finished tree to Typst source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import panflute as pf

from epicrisis.manuscript.kinds import Kind
from epicrisis.render.embedded.elements import (
    EQUATION,
    FLOAT,
    LAYOUT,
    Element,
    change_each,
    has_class,
    raw_typst,
    typst_string,
)
from epicrisis.render.embedded.floats import caption_of, content_of
from epicrisis.render.embedded.images import lay_out_images
from epicrisis.render.embedded.layout import has_layout, rows_of
from epicrisis.render.embedded.pandoc import Tree
from epicrisis.render.embedded.portions import write_portions
from epicrisis.render.embedded.sections import numbering_pattern
from epicrisis.render.embedded.target import Target

# The extension citations would undo what the citation style wrote.
WRITER = "typst-citations"
_DOTS = re.compile(r"(\.{3,})")


def write_typst(
    document: Tree, target: Target, folder: Path, partials: Sequence[Path], work: Path
) -> tuple[str, dict[Path, str]]:
    """Write Typst source.

    Args:
        document: The tree after all transforms; changed on the way.
        target: The output.
        folder: What image paths are relative to.
        partials: The template and the partials that it includes.
        work: Folder for the source.

    Returns:
        The source, and the images that `copy_images` brings beside it.

    Raises:
        RenderFailed: If an image is on the internet.
    """
    for path in partials:
        (work / path.name).write_bytes(path.read_bytes())
    images = lay_out_images(document, folder)
    # Layouts first, because a float is no longer one block when it is written.
    change_each(document, _laid_out, pf.Div)
    kinds = (pf.Div, pf.Span, pf.Table, pf.Math, pf.Str)
    change_each(document, lambda element: _written(element, target), *kinds)
    pattern = numbering_pattern(target)
    if pattern:
        document.metadata["section-numbering"] = pattern
    arguments = [f"--template={work / partials[0].name}", "--wrap=none", "--syntax-highlighting=idiomatic"]
    return write_portions(document, WRITER, arguments, work), images


def _written(element: Element, target: Target) -> Any:
    if isinstance(element, pf.Str):  # most of what there is
        return _dotted(element.text) if "..." in element.text else None
    if has_class(element, FLOAT):
        return _float(element, target)
    if isinstance(element, pf.Table):
        # A figure around every table would number those that have no caption.
        element.classes = [*element.classes, "typst:no-figure"]
    if isinstance(element, pf.Math):
        return _equation(element)
    if has_class(element, EQUATION):
        return _numbered(element)
    if has_class(element, "csl-entry"):
        return _reference(element)
    return None


def _laid_out(element: Element) -> Element | None:
    if not has_class(element, LAYOUT):
        return None
    opening, closing = raw_typst("#[#show figure: figure-in-layout"), raw_typst("]")
    return pf.Div(pf.Plain(opening), *_rows(element, list(element.content)), pf.Plain(closing))


def _dotted(text: str) -> list[Element]:
    # Typst makes one sign of three dots; what shall be one is one already.
    pieces = _DOTS.split(text)
    return [
        raw_typst(f'#"{piece}";') if index % 2 else pf.Str(piece) for index, piece in enumerate(pieces) if piece
    ]


def _equation(math: Element) -> list[Element]:
    # PDF/UA wants every formula in words; its TeX source is what screen readers are used to.
    block = ", block: true" if math.format == "DisplayMath" else ""
    alt = typst_string(" ".join(math.text.split()))
    return [raw_typst(f"#math.equation(alt: {alt}{block}, "), math, raw_typst(");")]


def _numbered(span: Element) -> list[Element]:
    opening, math, _ = span.content
    if "alt" in span.attributes:
        opening = raw_typst(f"#math.equation(alt: {typst_string(span.attributes['alt'])}, block: true, ")
    opening.text = opening.text.replace("block: true", 'block: true, numbering: "(1)"')
    return [opening, math, raw_typst(f") <{span.identifier}>")]


def _float(element: Element, target: Target) -> Element | list[Element]:
    if "part-of" in element.attributes:
        return _part(element, target)
    kind = target.kinds[element.attributes["kind"]]
    position = "top" if kind.caption_on_top else "bottom"
    settings = f'kind: "quarto-float-{kind.key}", {_supplement(kind)}'
    holder = _wrapped(
        element,
        opening="#figure([",
        between=f"], caption: figure.caption(position: {position}{_separator(element)}, [",
        closing=f"]), {settings}){_label(element)}",
        caption=caption_of(element),
    )
    # Without the div, which Typst would see as a block: a theme can float a figure only past its own siblings.
    return list(holder.content)


def _part(element: Element, target: Target) -> Element:
    position = "top" if target.kinds[element.attributes["kind"]].caption_on_top else "bottom"
    letter = element.attributes.get("letter")
    caption = [*([pf.Str(f"({letter})"), pf.Space()] if letter else []), *caption_of(element)]
    return _wrapped(
        element,
        opening="#figure([",
        between=f"], caption: figure.caption(position: {position}, [",
        closing=f']), kind: "quarto-subfloat", supplement: none, numbering: none){_label(element)}',
        caption=caption,
    )


def _wrapped(element: Element, opening: str, between: str, closing: str, caption: list[Element]) -> Element:
    return pf.Div(
        pf.Plain(raw_typst(opening)),
        *_aligned(element, _rows(element, content_of(element))),
        pf.Plain(raw_typst(between), *caption, raw_typst(closing)),
        classes=["float"],
    )


def _label(element: Element) -> str:
    return f" <{element.identifier}>" if element.identifier else ""


def _supplement(kind: Kind) -> str:
    if kind.has_space:
        return f"supplement: [{kind.caption_prefix}]"
    # "Supplementary Figure S" with "1" is "Supplementary Figure S1": the letter belongs to the number.
    words, _, letter = kind.caption_prefix.rpartition(" ")
    return f"supplement: [{words}], numbering: n => {typst_string(letter)} + str(n)"


def _separator(element: Element) -> str:
    return "" if caption_of(element) else ', separator: ""'


def _aligned(element: Element, content: list[Element]) -> list[Element]:
    side = element.attributes.get("align")
    return [pf.Plain(raw_typst(f"#align({side})[")), *content, pf.Plain(raw_typst("]"))] if side else content


def _rows(element: Element, content: list[Element]) -> list[Element]:
    if not has_layout(element):
        return content
    placed: list[Element] = []
    for row in rows_of(element.attributes, content):
        tracks = ", ".join(f"{cell.width:g}fr" for cell in row)
        opening = f"#grid(columns: ({tracks},), gutter: 1em{_alignment(element)}, ["
        placed.append(pf.Plain(raw_typst(opening)))
        for index, cell in enumerate(row):
            placed += [pf.Plain(raw_typst("], ["))] if index else []
            placed += cell.blocks
        placed.append(pf.Plain(raw_typst("])")))
    return placed


def _alignment(element: Element) -> str:
    sides = {"left": "left", "right": "right", "center": "center"}
    heights = {"top": "top", "bottom": "bottom", "center": "horizon"}
    across = sides.get(element.attributes.get("layout-align", ""))
    along = heights.get(element.attributes.get("layout-valign", ""))
    named = " + ".join(side for side in (across, along) if side)
    return f", align: {named}" if named else ""


def _reference(entry: Element) -> Element:
    # The style's left margin and text stand side by side, as a list item would.
    inlines = [inline for block in entry.content for inline in getattr(block, "content", [])]
    margin = [inline for inline in inlines if has_class(inline, "csl-left-margin")]
    text = [inline for inline in inlines if not has_class(inline, "csl-left-margin")]
    if not margin:
        return entry
    return pf.Para(
        raw_typst("#reference-entry(["),
        *margin[0].content,
        raw_typst("], ["),
        *text,
        raw_typst(f"]) <{entry.identifier}>"),
    )
