"""Callouts: notes, tips, warnings, each with a title and a body."""

from __future__ import annotations

from typing import Any

import panflute as pf

from epicrisis.errors import RenderFailed
from epicrisis.render.embedded.elements import Element, change_each, plain_text, raw_typst, words
from epicrisis.render.embedded.pandoc import Tree
from epicrisis.render.embedded.target import Target

TITLES = {"note": "Note", "tip": "Tip", "warning": "Warning", "important": "Important", "caution": "Caution"}
CALLOUT, CALLOUT_TITLE, CALLOUT_BODY = "callout", "callout-title", "callout-body"
CALLOUT_PREFIX = "callout-"


def build_callouts(document: Tree, target: Target) -> None:
    """Turn every `.callout-…` div into a callout of the output.

    Args:
        document: The tree, changed in place.
        target: The output.

    Raises:
        RenderFailed: If the kind of a callout is unknown.
    """

    def build(element: Element) -> Any:
        name = next((name for name in element.classes if name.startswith(CALLOUT_PREFIX)), "")
        kind = name.removeprefix(CALLOUT_PREFIX)
        if not name or "callout" in element.classes or kind in {"title", "body"}:
            return None
        if kind not in TITLES:
            raise RenderFailed(f"the embedded engine does not know the callout .{name}")
        title = _take_title(element)
        if target.is_html:
            return _html(element, kind, title)
        return _typst(element, kind, title) if target.is_typst else _plain(element, kind, title)

    change_each(document, build, pf.Div)


def _take_title(callout: Element) -> list[Element]:
    title = words(callout.attributes.get("title", ""))
    if callout.content and isinstance(callout.content[0], pf.Header):
        heading = callout.content[0]
        callout.content = list(callout.content)[1:]
        title = list(heading.content)
    number = callout.attributes.get("number-title")
    if number is None:
        return title
    return [*words(number), *([pf.Str(":"), pf.Space(), *title] if title else [])]


def _html(callout: Element, kind: str, title: list[Element]) -> Element:
    # The kind is what colour and icon say, so a titled callout says it to a screen reader too.
    is_spoken = bool(title) and "number-title" not in callout.attributes
    spoken = [pf.Span(pf.Str(f"{TITLES[kind]}: "), classes=["visually-hidden"])] if is_spoken else []
    is_simple = callout.attributes.get("appearance") in {"simple", "minimal"}
    heading = [*spoken, *title] if title else [] if is_simple else words(TITLES[kind])
    body = pf.Div(*callout.content, classes=["callout-body"])
    label = plain_text(title) if title else TITLES[kind]
    if "collapse" in callout.attributes:
        return _foldable(callout, kind, heading or words(TITLES[kind]), body)
    parts = [pf.Div(pf.Plain(*heading), classes=["callout-title"])] if heading else []
    return pf.Div(
        *parts,
        body,
        identifier=callout.identifier,
        classes=["callout", f"{CALLOUT_PREFIX}{kind}"],
        attributes={"role": "note", "aria-label": label},
    )


def _foldable(callout: Element, kind: str, heading: list[Element], body: Element) -> Element:
    is_open = " open" if callout.attributes["collapse"] == "false" else ""
    opening = pf.RawInline(f"<details{is_open}><summary>", format="html")
    closing = pf.RawInline("</summary>", format="html")
    return pf.Div(
        pf.Plain(opening, pf.Span(*heading, classes=["callout-title"]), closing),
        body,
        pf.RawBlock("</details>", format="html"),
        identifier=callout.identifier,
        classes=["callout", f"{CALLOUT_PREFIX}{kind}"],
    )


def _plain(callout: Element, kind: str, title: list[Element]) -> Element:
    # A title and a body, which the writers of Word and JATS dress in their own way.
    is_simple = callout.attributes.get("appearance") in {"simple", "minimal"}
    heading = title or ([] if is_simple else words(TITLES[kind]))
    return pf.Div(
        pf.Div(*([pf.Plain(*heading)] if heading else []), classes=[CALLOUT_TITLE]),
        pf.Div(*callout.content, classes=[CALLOUT_BODY]),
        identifier=callout.identifier,
        classes=[CALLOUT, f"{CALLOUT_PREFIX}{kind}"],
    )


def _typst(callout: Element, kind: str, title: list[Element]) -> Element:
    opening = raw_typst(f'#callout(kind: "{kind}", title: [')
    label = f" <{callout.identifier}>" if callout.identifier else ""
    return pf.Div(
        pf.Plain(opening, *(title or words(TITLES[kind])), raw_typst("], body: [")),
        *callout.content,
        pf.Plain(raw_typst(f"]){label}")),
        classes=["callout"],
    )
