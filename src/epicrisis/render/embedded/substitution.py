"""Shortcodes in the tree: stand-ins become values, wherever Markdown put them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import panflute as pf

from epicrisis.errors import RenderFailed
from epicrisis.manuscript.prose import heading_identifier
from epicrisis.manuscript.shortcodes import STAND_IN, Shortcode, fill_stand_ins, look_up
from epicrisis.render.embedded.elements import (
    WITH_ATTRIBUTES,
    Element,
    body_in_reading_order,
    change_each,
    copies,
    plain_text,
    words,
)
from epicrisis.render.embedded.pandoc import Tree, parse_values
from epicrisis.render.embedded.target import Target

_PAGE_BREAK = {
    "html": ("html", '<div class="page-break"></div>'),
    "typst": ("typst", "#pagebreak(weak: true)"),
    "docx": ("openxml", '<w:r><w:br w:type="page"/></w:r>'),
    "jats": ("jats", ""),  # an article in JATS has no pages
}
_OPENING, _ENCODED = "\ue000", "%EE%80%80"
_TEXT_HOLDERS = (pf.Code, pf.CodeBlock, pf.Math, pf.RawInline, pf.RawBlock)
_HOLDERS = (pf.Str, pf.Para, *_TEXT_HOLDERS, *WITH_ATTRIBUTES)


def substitute_shortcodes(
    document: Tree,
    codes: Sequence[Shortcode],
    variables: Mapping[str, Any],
    target: Target,
    *,
    lenient: bool = False,
) -> None:
    """Replace every stand-in of a document, in its text, code, attributes, links and metadata.

    Args:
        document: The tree, changed in place.
        codes: What the stand-ins count.
        variables: What `var` prints.
        target: The output; `meta` prints its settings.
        lenient: Whether an unknown name is printed with a question mark, as Quarto does.

    Raises:
        RenderFailed: If a name is unknown; the manuscript checks report this earlier, with the line.
    """
    if codes:
        values = _values(codes, variables, target, lenient=lenient)
        headings = _headings_named_by_text(document)
        change_each(document, _Substitution(values), *_HOLDERS)
        _rename(document, headings)


class _Substitution:
    """Knows the value of every stand-in, as elements and as plain text."""

    def __init__(self, values: Sequence[list[Element]]) -> None:
        self._values = values
        self._texts: dict[int, str] = {}

    def __call__(self, element: Element) -> Any:
        if isinstance(element, pf.Str):
            return self._inlines(element.text) if _OPENING in element.text else None
        if isinstance(element, pf.Para) and len(element.content) == 1 and _is_page_break(element.content[0]):
            return pf.RawBlock(element.content[0].text, format=element.content[0].format)
        if isinstance(element, _TEXT_HOLDERS):
            element.text = self._filled(element.text)
        if isinstance(element, pf.Link | pf.Image):
            element.url, element.title = self._filled(element.url), self._filled(element.title)
        for name, value in getattr(element, "attributes", {}).items():
            element.attributes[name] = self._filled(value)
        return None

    def _inlines(self, text: str) -> list[Element]:
        pieces = STAND_IN.split(text)  # text, number, text, number, … text
        result: list[Element] = []
        for index, piece in enumerate(pieces):
            if index % 2:
                result += copies(self._values[int(piece)])
            elif piece:
                result.append(pf.Str(piece))
        return result

    def _filled(self, text: str) -> str:
        if _OPENING not in text and _ENCODED not in text:
            return text  # as nearly all are
        # Pandoc percent-encodes the private-use characters of a URL.
        text = text.replace(_ENCODED, _OPENING).replace("%EE%80%81", "\ue001")
        return STAND_IN.sub(lambda match: self._text(int(match[1])), text)

    def _text(self, number: int) -> str:
        if number not in self._texts:
            self._texts[number] = plain_text(self._values[number])
        return self._texts[number]


def _values(
    codes: Sequence[Shortcode], variables: Mapping[str, Any], target: Target, *, lenient: bool
) -> list[list[Element]]:
    texts = [_named(variables, code, lenient=lenient) if code.name == "var" else "" for code in codes]
    for index, code in enumerate(codes):
        if code.name == "meta":
            # The front matter may itself hold variables, so a setting is filled before it is printed.
            texts[index] = fill_stand_ins(_named(target.options, code, lenient=lenient), texts)
    parsed = parse_values(texts)
    return [_elements(code, inlines, target) for code, inlines in zip(codes, parsed, strict=True)]


def _named(values: Mapping[str, Any], code: Shortcode, *, lenient: bool) -> str:
    try:
        return _value(values, code)
    except RenderFailed:
        if lenient:
            return f"?{':'.join([code.name, *code.arguments])}"
        raise


def _value(values: Mapping[str, Any], code: Shortcode) -> str:
    try:
        value = look_up(values, code.arguments[0])
    except (KeyError, IndexError) as error:
        raise RenderFailed(f"nothing is known by the name in {code.text}") from error
    if isinstance(value, Mapping):
        raise RenderFailed(f"{code.text} names a group of values, not one value")
    if isinstance(value, list) and len(value) != 1:
        raise RenderFailed(f"{code.text} names a list, not one value")
    return _printed(value[0] if isinstance(value, list) else value)


def _printed(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _elements(code: Shortcode, parsed: list[Element], target: Target) -> list[Element]:
    if code.is_escaped:
        return words(code.text)
    if code.name == "pagebreak":
        form, text = _PAGE_BREAK[target.writer]
        return [pf.RawInline(text, format=form)]
    if code.name in {"var", "meta"}:
        return parsed
    raise RenderFailed(f"the embedded engine does not know the shortcode {code.text}")


def _is_page_break(element: Element) -> bool:
    # In Word a break is a run, and stays in a paragraph of its own.
    is_break = isinstance(element, pf.RawInline) and (element.format, element.text) in _PAGE_BREAK.values()
    return is_break and element.format != "openxml"


def _headings_named_by_text(document: Tree) -> list[Element]:
    headings = body_in_reading_order(document, pf.Header)
    named = [heading for heading in headings if STAND_IN.search(pf.stringify(heading))]
    # A heading with an identifier of its own keeps it.
    return [
        heading for heading in named if heading.identifier.startswith(heading_identifier(pf.stringify(heading)))
    ]


def _rename(document: Tree, headings: list[Element]) -> None:
    if not headings:
        return
    for heading in headings:
        heading.identifier = ""
    taken = {element.identifier for element in body_in_reading_order(document, *WITH_ATTRIBUTES)}
    for heading in headings:
        name = heading_identifier(pf.stringify(heading)) or "section"
        candidates = [name, *(f"{name}-{count}" for count in range(1, len(headings) + len(taken) + 1))]
        heading.identifier = next(candidate for candidate in candidates if candidate not in taken)
        taken.add(heading.identifier)
