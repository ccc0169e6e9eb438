"""The body of an article in JATS: figures, tables and boxes with labels, links that say what they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import panflute as pf

from epicrisis.manuscript.kinds import Kind
from epicrisis.render.embedded.callouts import CALLOUT, CALLOUT_BODY, CALLOUT_TITLE
from epicrisis.render.embedded.elements import (
    EQUATION,
    FLOAT,
    Element,
    body_in_reading_order,
    change_each,
    has_class,
    plain_text,
)
from epicrisis.render.embedded.floats import caption_of, content_of, label_of, parts_of
from epicrisis.render.embedded.jats.markup import opening, raw, raw_block, wrapped
from epicrisis.render.embedded.pandoc import Tree
from epicrisis.render.embedded.print_images import PrintImages
from epicrisis.render.embedded.target import Target

EQUATION_MARK = "epicrisis-equation"
"""A processing instruction before a numbered formula, with its id and number; pandoc writes neither."""
_SECTION_TYPES = {
    "introduction": "intro",
    "methods": "methods",
    "results": "results",
    "discussion": "discussion",
    "conclusion": "conclusions",
    "conclusions": "conclusions",
    "supplementary material": "supplementary-material",
    "data availability": "data-availability",
}


def lay_out(document: Tree, target: Target, images: PrintImages, image_folder: str) -> None:
    """Give every float, image, callout, link and formula the form that it has in JATS.

    Args:
        document: The tree after all transforms, changed in place.
        target: The output.
        images: Where the images of the output are kept.
        image_folder: Folder of the images, relative to the article.

    Raises:
        RenderFailed: If an image is missing.
    """
    kinds = _kinds_of_targets(document, target.kinds)
    change_each(document, lambda element: _address(element, images, image_folder))
    change_each(document, lambda element: _written(element, target, kinds))


def _kinds_of_targets(document: Tree, kinds: Mapping[str, Kind]) -> dict[str, str]:
    """Return what every identifier names, in the words of JATS."""
    found: dict[str, str] = {}
    for element in body_in_reading_order(document):
        identifier = getattr(element, "identifier", "")
        if not identifier:
            continue
        if has_class(element, FLOAT):
            found[identifier] = float_type(kinds[element.attributes["kind"]])
        elif isinstance(element, pf.Header):
            found[identifier] = "sec"
        elif has_class(element, EQUATION):
            found[identifier] = "disp-formula"
        elif has_class(element, CALLOUT):
            found[identifier] = "boxed-text"
    return found


def float_type(kind: Kind) -> str:
    """Return the `ref-type` of a kind of float: that of its element, or of supplementary material."""
    if kind.caption_prefix.lower().startswith("supplement"):
        return "supplementary-material"
    return "table" if kind.key == "tbl" else "fig"


def _address(element: Element, images: PrintImages, folder: str) -> None:
    if isinstance(element, pf.Image):
        element.url = f"{folder}/{images.name_of(element)}"
        element.title = ""


def _written(element: Element, target: Target, kinds: Mapping[str, str]) -> Any:
    if isinstance(element, pf.Link):
        return _link(element, kinds)
    if isinstance(element, pf.Header):
        return _header(element)
    if has_class(element, "datum") and isinstance(element, pf.Span):
        # The row that a value comes from stays with the value.
        element.attributes = {"specific-use": element.attributes.get("data-source", "")}
        return None
    if isinstance(element, pf.Para | pf.Plain):
        return _paragraph(element)
    if has_class(element, FLOAT):
        return _float(element, target)
    if isinstance(element, pf.Div):
        return _div(element)
    return None


def _link(link: Element, kinds: Mapping[str, str]) -> None:
    kind = kinds.get(link.url.removeprefix("#"), "") if link.url.startswith("#") else ""
    if kind:
        link.attributes["ref-type"] = kind


def _header(header: Element) -> None:
    words = [inline for inline in header.content if not has_class(inline, "header-section-number")]
    kind = _SECTION_TYPES.get(plain_text(words).strip().lower())
    if kind:
        header.attributes["sec-type"] = kind


def _paragraph(block: Element) -> Any:
    content = list(block.content)
    for index, inline in enumerate(content):
        if has_class(inline, EQUATION):
            mark = f"<?{EQUATION_MARK} {inline.identifier} {inline.attributes['number']}?>"
            content[index : index + 1] = [raw(mark), inline.content[0]]
    words = [inline for inline in content if not isinstance(inline, pf.Space | pf.SoftBreak | pf.LineBreak)]
    if words and all(isinstance(inline, pf.Image) for inline in words):
        return [raw_block(_graphic(image)) for image in words]
    block.content = content
    return _lines(block) if isinstance(block, pf.Para) else None


def _lines(paragraph: Element) -> list[Element] | None:
    # JATS has no line break in a paragraph, so that each line is one.
    lines: list[list[Element]] = [[]]
    for inline in paragraph.content:
        if isinstance(inline, pf.LineBreak):
            lines.append([])
        else:
            lines[-1].append(inline)
    return [pf.Para(*line) for line in lines if line] if len(lines) > 1 else None


def _graphic(image: Element) -> str:
    suffix = image.url.rpartition(".")[2].lower().replace("jpg", "jpeg")
    start = f'<graphic mimetype="image" mime-subtype="{escape(suffix)}" xlink:href="{escape(image.url)}">'
    alt = plain_text(image.content)
    return f"{start}{wrapped('alt-text', alt) if alt else ''}</graphic>"


def _float(element: Element, target: Target) -> list[Element]:
    name = _element_name(element, target.kinds[element.attributes["kind"]])
    label, caption = label_of(element, target.kinds, space=" "), caption_of(element)
    start = opening(name, id=element.identifier) + (wrapped("label", label) if label else "")
    words = [raw_block("<caption>"), pf.Para(*caption), raw_block("</caption>")] if caption else []
    return [raw_block(start), *words, *content_of(element), raw_block(f"</{name}>")]


def _element_name(element: Element, kind: Kind) -> str:
    # The walk meets children first, so that the parts of a panel are markup by now; their count is in the layout.
    if float_type(kind) == "supplementary-material" and "part-of" not in element.attributes:
        return "supplementary-material"
    if "panel" in element.attributes:
        return str(element.attributes["panel"])
    return "table-wrap" if any(isinstance(block, pf.Table) for block in content_of(element)) else "fig"


def mark_panels(document: Tree) -> None:
    """Note on every float with parts which element groups them.

    Args:
        document: The tree, changed in place, before its floats are written.
    """
    for element in body_in_reading_order(document):
        if has_class(element, FLOAT) and parts_of(element):
            has_only_parts = len(parts_of(element)) == len(content_of(element))
            tables = [isinstance(content_of(part)[0], pf.Table) for part in parts_of(element) if content_of(part)]
            group = "table-wrap-group" if all(tables) else "fig-group" if not any(tables) else "boxed-text"
            element.attributes["panel"] = group if has_only_parts else "boxed-text"


def _div(div: Element) -> Any:
    if has_class(div, CALLOUT_TITLE) or has_class(div, CALLOUT_BODY) or div.identifier == "refs":
        return None
    if has_class(div, CALLOUT):
        return _callout(div)
    is_reference = has_class(div, "csl-entry") or has_class(div, "colophon")
    if is_reference or div.identifier or "epicrisis-" in " ".join(div.classes):
        return None
    return list(div.content)  # a frame for style alone, which pandoc would write as a box


def _callout(callout: Element) -> list[Element]:
    title = next(block for block in callout.content if has_class(block, CALLOUT_TITLE))
    body = next(block for block in callout.content if has_class(block, CALLOUT_BODY))
    kind = next(name.removeprefix("callout-") for name in callout.classes if name.startswith("callout-"))
    heading = [inline for block in title.content for inline in block.content]
    caption = (
        [raw_block("<caption><title>"), pf.Plain(*heading), raw_block("</title></caption>")] if heading else []
    )
    start = opening("boxed-text", id=callout.identifier, content_type=kind)
    return [raw_block(start), *caption, *body.content, raw_block("</boxed-text>")]
