"""What pandoc's writer of JATS leaves to do: labels, names of groups, and wrappings that are one too many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml import etree

from epicrisis.errors import RenderFailed
from epicrisis.render.embedded.jats.blocks import EQUATION_MARK

Element = Any
"""An XML element; lxml has no types of its own."""
_OTHERS = "others"
"""What stands for `et al.` in a BibTeX list of authors, and what pandoc takes for a name."""


def tidied(article: str, labels: Sequence[str]) -> bytes:
    """Return the article in its final form.

    Args:
        article: The article as pandoc wrote it.
        labels: The label of every reference, in order.

    Raises:
        RenderFailed: If it is not well-formed, because of raw JATS in the manuscript.
    """
    parser = etree.XMLParser(strip_cdata=False, resolve_entities=False)
    try:
        root = etree.fromstring(article.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise RenderFailed(f"the article is not well-formed XML: {error.msg}") from error
    _unwrap(root, "table-wrap/table-wrap")
    _unwrap(root, "caption/title/p")
    _number_equations(root)
    _number_sections(root)
    _label_references(root, labels)
    _shorten_author_lists(root)
    _drop_empty(root)
    etree.cleanup_namespaces(root, keep_ns_prefixes=["mml", "xlink", "ali"])
    tree = root.getroottree()
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8")) + b"\n"


def _unwrap(root: Element, path: str) -> None:
    # Pandoc writes a wrapping of its own inside the one that has the label.
    for inner in root.findall(f".//{path}"):
        outer, before = inner.getparent(), inner.getprevious()
        if before is None:
            outer.text = inner.text
        else:
            before.tail = inner.text
        position = outer.index(inner)
        outer[position : position + 1] = list(inner)


def _number_equations(root: Element) -> None:
    for mark in list(root.iter(etree.ProcessingInstruction)):
        if mark.target != EQUATION_MARK:
            continue
        identifier, number = mark.text.split()
        formula = mark.getnext()
        formula.set("id", identifier)
        label = etree.Element("label")
        label.text = f"({number})"
        formula.insert(0, label)
        _remove(mark)


def _number_sections(root: Element) -> None:
    for number in root.findall(".//sec/title/named-content[@content-type='header-section-number']"):
        title = number.getparent()
        label = etree.Element("label")
        label.text = number.text
        title.addprevious(label)
        title.text = (number.tail or "").lstrip()
        number.tail = None
        title.remove(number)


def _label_references(root: Element, labels: Sequence[str]) -> None:
    # By order and not by name, because pandoc makes other names of keys that XML does not allow as ids.
    for reference, text in zip(root.iter("ref"), labels, strict=False):
        if text:
            label = etree.Element("label")
            label.text = text
            reference.insert(0, label)


def _shorten_author_lists(root: Element) -> None:
    for group in root.iter("person-group"):
        for name in list(group):
            if "".join(name.itertext()).strip() == _OTHERS:
                name.addnext(etree.Element("etal"))
                group.remove(name)


def _drop_empty(root: Element) -> None:
    # A page range of one page has an empty last page.
    for name in ("lpage", "fpage"):
        for element in list(root.iter(name)):
            if not (element.text or "").strip():
                _remove(element)


def _remove(element: Element) -> None:
    parent, before = element.getparent(), element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)
