"""HTML, SVG and XML: text and what is spoken or drawn are values; tags, styles, scripts are how it is written."""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from epicrisis.digests import digest_bytes
from epicrisis.provenance.comparison.parts import Part, Parts
from epicrisis.provenance.comparison.pictures import picture_parts

# what a browser shows or speaks of an element besides its text, and what makes up a drawing
_SPOKEN = ("alt", "aria-label", "content", "data-source", "datetime", "href", "lang", "title", "value")
_TABLE = ("colspan", "rowspan")
_DRAWN = ("d", "height", "points", "transform", "viewBox", "width")
_COORDINATES = ("cx", "cy", "r", "rx", "ry", "x", "x1", "x2", "y", "y1", "y2")
VALUES = frozenset((*_SPOKEN, *_TABLE, *_DRAWN, *_COORDINATES))
UNSEEN = frozenset({"script", "style"})
_PICTURE = re.compile(r"data:image/(?P<kind>png|jpeg|svg\+xml)[^,]*;base64,(?P<content>.*)", re.DOTALL)
_NAMESPACE = re.compile(r"\{[^}]*\}")


def html_parts(content: bytes) -> Parts:
    """Return the parts of an HTML page, with the pictures inside it.

    Args:
        content: The file.

    Raises:
        ValueError: If it is no HTML.
    """
    return _all_parts(_parsed(html.document_fromstring, content, html.HTMLParser(encoding="utf-8")))


def xml_parts(content: bytes) -> Parts:
    """Return the parts of an SVG or XML file.

    Args:
        content: The file.

    Raises:
        ValueError: If it is no XML.
    """
    safe = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return _all_parts(_parsed(etree.fromstring, content, safe))


def _parsed(parse: Any, content: bytes, parser: Any) -> Any:
    try:
        return parse(content, parser=parser)
    except (etree.LxmlError, AssertionError) as error:
        raise ValueError(str(error)) from error


def _all_parts(root: Any) -> Parts:
    return tuple(_parts(root, _name(root)))


def _parts(element: Any, path: str) -> Iterator[Part]:
    if not isinstance(element.tag, str):  # a comment or an instruction to a program
        yield Part(path, f"comment {element.text}", is_value=False)
        return
    seen = _name(element) not in UNSEEN
    yield Part(path, f"<{_name(element)}>", is_value=False)
    for name, value in sorted(element.attrib.items()):
        yield from _attribute(f"{path}, {_bare(name)}", _bare(name), value)
    yield from _text(path, element.text, seen=seen)
    count: Counter[str] = Counter()
    for child in element:
        name = _name(child)
        count[name] += 1
        yield from _parts(child, _path(child, path, f"{name}[{count[name]}]"))
        yield from _text(path, child.tail, seen=seen)


def _attribute(place: str, name: str, value: str) -> Iterator[Part]:
    picture = _PICTURE.match(value) if name in ("src", "href") else None
    if picture is None:
        # the ids that links inside a file lead to are names, and a reader sees none of them
        yield Part(place, value, is_value=name in VALUES and not value.startswith("#"))
        return
    try:
        content = base64.b64decode(picture["content"])
        parts = xml_parts(content) if "svg" in picture["kind"] else picture_parts(content)
    except (binascii.Error, ValueError, OSError):
        parts = (Part("picture", digest_bytes(value.encode())),)
    yield from (part.within(place) for part in parts)
    yield Part(place, f"written as {digest_bytes(value.encode())}", is_value=False)


def _text(place: str, text: str | None, *, seen: bool) -> Iterator[Part]:
    """Spaces that a browser does not show are no value."""
    if text and text.strip():
        yield Part(place, " ".join(text.split()), is_value=seen)
    if text:
        yield Part(place, text, is_value=False)


def _path(child: Any, path: str, step: str) -> str:
    """An id is how a person finds an element; without one, it is counted from the nearest that has one."""
    identifier = child.get("id") if isinstance(child.tag, str) else None
    return f"#{identifier}" if identifier else f"{path}/{step}"


def _name(element: Any) -> str:
    return _bare(element.tag) if isinstance(element.tag, str) else "comment"


def _bare(name: str) -> str:
    return _NAMESPACE.sub("", name)
