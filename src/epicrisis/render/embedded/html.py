"""From the finished tree to one HTML page that fetches nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import panflute as pf

from epicrisis.errors import RenderFailed
from epicrisis.manuscript.config import as_list
from epicrisis.render.embedded.elements import (
    EQUATION,
    FLOAT,
    LAYOUT,
    Element,
    change_each,
    has_class,
    plain_text,
    words,
)
from epicrisis.render.embedded.floats import caption_of, content_of, label_of
from epicrisis.render.embedded.images import data_uri, take_images_out
from epicrisis.render.embedded.layout import ALIGNMENT_KEYS, LAYOUT_KEYS, has_layout, rows_of
from epicrisis.render.embedded.pandoc import Tree
from epicrisis.render.embedded.policy import addresses, with_policy
from epicrisis.render.embedded.portions import write_portions
from epicrisis.render.embedded.target import Target
from epicrisis.tracing.listening import note_folder

INCLUDE_AFTER = "include-after-body"
_CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")
_COMMENT = re.compile(r"\s*<!--(?:(?!-->).)*-->\s*$", re.DOTALL)
_FOOTNOTES = re.compile(r'(<section[^>]*role="doc-endnotes"[^>]*>)\s*<hr />')


def write_html(
    document: Tree, target: Target, folder: Path, template: Path, styles: Sequence[Path]
) -> tuple[str, dict[str, Path]]:
    """Write a page, all of it but the bytes of its images.

    Args:
        document: The tree after all transforms; changed on the way.
        target: The output.
        folder: What image paths are relative to.
        template: The page around the text.
        styles: Style sheets, put into the page in this order.

    Returns:
        The page, and the images that `with_images` puts into it.

    Raises:
        RenderFailed: If something would be fetched when the page is read.
    """
    kinds = (pf.RawBlock, pf.RawInline, pf.Div, pf.Span, pf.Table)
    change_each(document, lambda element: _written(element, target), *kinds)
    images = take_images_out(document, folder)
    document.metadata["page-style"] = _raw(page_style(styles))
    document.metadata.content.pop(INCLUDE_AFTER, None)  # paths of this machine
    included = [_included(item) for item in as_list(target.options.get(INCLUDE_AFTER))]
    document.metadata["include-after"] = pf.MetaList(*(_raw(text) for text in included))
    arguments = [
        "--section-divs",
        "--mathml",
        "--wrap=none",
        "--syntax-highlighting=none",
        f"--template={template}",
    ]
    if target.flag("toc"):
        arguments += ["--toc", f"--toc-depth={target.options.get('toc-depth', 3)}"]
        document.metadata["toc-title"] = str(target.options.get("toc-title", "Table of contents"))
    note_folder(template.parent)  # pandoc lets a template include its neighbours
    html = _FOOTNOTES.sub(r"\1\n<h2>Footnotes</h2>", write_portions(document, "html5", arguments, folder))
    refuse_fetching(html)
    return with_policy(html, [template.read_text(encoding="utf-8"), *included]), images


def _written(element: Element, target: Target) -> Any:
    if isinstance(element, pf.RawBlock | pf.RawInline) and _COMMENT.match(element.text):
        return []  # what authors tell each other is not for readers
    if has_class(element, FLOAT):
        return _float(element, target)
    if has_class(element, LAYOUT):
        element.content = _rows(element, list(element.content))
        element.classes = ["layout", *(name for name in element.classes if name != LAYOUT)]
        for key in (*LAYOUT_KEYS, *ALIGNMENT_KEYS):
            element.attributes.pop(key, None)
    if has_class(element, EQUATION):
        number = pf.Span(pf.Str(f"({element.attributes.pop('number')})"), classes=["equation-number"])
        element.classes = ["equation"]
        element.attributes.pop("alt", None)  # MathML speaks for itself
        element.content = [*element.content, number]
    if isinstance(element, pf.Table) and not isinstance(element.parent, pf.Div):
        return _scrollable(element, "Table", role="group")
    return None


def _float(element: Element, target: Target) -> Element:
    content, caption = content_of(element), caption_of(element)
    prefix = label_of(element, target.kinds)
    if prefix and caption and "part-of" not in element.attributes:
        prefix += ":"
    label = [pf.Span(*words(prefix), classes=["caption-label"])] if prefix else []
    full_caption = [*label, *([pf.Space()] if prefix and caption else []), *caption]
    if len(content) == 1 and isinstance(content[0], pf.Table):
        return _table(element, content[0], full_caption, prefix, target)
    rows = _rows(element, content)
    kind = element.attributes["kind"]
    return pf.Figure(
        *rows,
        caption=pf.Caption(pf.Plain(*full_caption)) if full_caption else pf.Caption(),
        identifier=element.identifier,
        classes=["part" if "part-of" in element.attributes else "float", f"float-{kind}"],
        attributes=_side(element),
    )


def _side(element: Element) -> dict[str, str]:
    side = element.attributes.get("align")
    return {"style": f"text-align: {side}"} if side else {}


def _table(element: Element, table: Element, caption: list[Element], prefix: str, target: Target) -> Element:
    kind = target.kinds[element.attributes["kind"]]
    table.caption = pf.Caption(pf.Plain(*caption))
    table.identifier = element.identifier
    table.classes = [*table.classes, f"float-{kind.key}", *([] if kind.caption_on_top else ["caption-bottom"])]
    return _scrollable(table, prefix.rstrip(":") or plain_text(caption) or "Table")


def _scrollable(table: Element, name: str, role: str = "region") -> Element:
    # A wide table scrolls in its own frame, which the keyboard can reach and a screen reader can name. A region
    # is a landmark, whose name has to be its own: what has no caption is none.
    attributes = {"role": role, "tabindex": "0", "aria-label": name.replace("\u00a0", " ")}
    return pf.Div(table, classes=["table-frame"], attributes=attributes)


def _rows(element: Element, content: list[Element]) -> list[Element]:
    if not has_layout(element):
        return content
    placed: list[Element] = []
    for row in rows_of(element.attributes, content):
        cells = [pf.Div(*cell.blocks, classes=["panel-cell"]) for cell in row]
        tracks = " ".join(f"{cell.width:g}fr" for cell in row)
        style = f"grid-template-columns: {tracks}{_alignment(element.attributes)}"
        placed.append(pf.Div(*cells, classes=["panel-row"], attributes={"style": style}))
    return placed


def _alignment(attributes: Mapping[str, str]) -> str:
    sides = {"left": "start", "right": "end", "center": "center", "top": "start", "bottom": "end"}
    rules = (("layout-align", "justify-items"), ("layout-valign", "align-items"))
    return "".join(f"; {rule}: {sides[attributes[key]]}" for key, rule in rules if attributes.get(key) in sides)


def _raw(html: str) -> Element:
    return pf.MetaBlocks(pf.RawBlock(html, format="html"))


def _included(item: Any) -> str:
    """Return what the settings put at the end of the page: a file, `file: …` or `text: …`."""
    if isinstance(item, Mapping) and "text" in item:
        return str(item["text"])
    path = Path(str(item["file"] if isinstance(item, Mapping) and "file" in item else item))
    if not path.is_file():
        raise RenderFailed(f"{INCLUDE_AFTER} names {path.name}, which is not a file of the project")
    return _text(path).rstrip()


def page_style(styles: Sequence[Path]) -> str:
    """Return style sheets as one text that fetches nothing.

    Args:
        styles: The files, in their order.

    Raises:
        RenderFailed: If one imports another, or names a file that is not there.
    """
    return "\n".join(_style(path) for path in styles)


def refuse_fetching(html: str) -> None:
    """Refuse a page that would fetch something when it is read.

    Args:
        html: The page.

    Raises:
        RenderFailed: If it would.
    """
    for address in addresses(html):
        if not address.startswith("data:"):
            raise RenderFailed(f"the page would fetch {address} when it is read; put it in the project")


def _style(path: Path) -> str:
    css = _text(path)
    if "@import" in css:
        raise RenderFailed(f"{path.name} has an @import; a page fetches nothing, so put the rules in the file")
    return _CSS_URL.sub(lambda match: f'url("{_local(match[1], path)}")', css)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise RenderFailed(f"{path.name}, named in the settings, does not exist") from error
    except UnicodeDecodeError as error:
        raise RenderFailed(f"{path.name}, named in the settings, is not UTF-8 text") from error


def _local(url: str, style: Path) -> str:
    if url.startswith(("data:", "#")):
        return url
    file = style.parent / url
    if not file.is_file():
        raise RenderFailed(f"{style.name} names {url}, which is not a file of the project")
    return data_uri(file)
