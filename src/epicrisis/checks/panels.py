"""Figures and tables: each is referred to, and so are only panels that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator

from epicrisis.checks.finding import Finding
from epicrisis.manuscript.reading import ManuscriptText

_PANEL = re.compile(
    r"@(?P<label>(?:fig|suppfig)-[\w-]+?)(?:,? panels? (?P<named>[A-Za-z])|\s?(?P<letter>[A-H]))(?![\w-])"
)
_LABEL = re.compile(r"\{[^{}]*#((?:fig|tbl|suppfig|supptbl)-[\w-]+)")
_SUBFIGURE = re.compile(r"#([\w-]+)")


def check_panels(text: ManuscriptText) -> Iterator[Finding]:
    """Find references to a panel that neither the caption nor a sub-figure names."""
    for passage in text.passages:
        for match in _PANEL.finditer(passage.text):
            letter = match["named"] or match["letter"]
            about = _about(text, match["label"])
            if about and not re.search(rf"(?<!\w)\(?{letter}[).,:]", about, re.IGNORECASE):
                message = f"@{match['label']} has no panel {letter}"
                fix = "Name the panel in the caption, or refer to the whole figure"
                yield Finding("text.panel", "warning", passage.place(match.start()), message, fix)


def check_floats_are_referred_to(text: ManuscriptText) -> Iterator[Finding]:
    """Find figures and tables that the text never refers to."""
    pieces = [piece for passage in text.passages for piece in passage.pieces if piece.origin == "reference"]
    named = {piece.name.lower() for piece in pieces}
    labels = list(_LABEL.finditer(text.source.text))
    for match in labels:
        label = match[1]
        is_part = any(label != other[1] and label.startswith(f"{other[1]}-") for other in labels)
        if label.lower() not in named and not is_part:
            place = text.source.place_at(match.start())
            message = f"the text never refers to {label}"
            yield Finding("text.unreferenced", "info", place, message, f"Write @{label} where it belongs")


def _about(text: ManuscriptText, label: str) -> str:
    """Return the caption of a figure with a mark for each of its sub-figures; empty if it is not there."""
    source = text.source.text
    at = re.search(rf"#{re.escape(label)}(?![\w-])", source, re.IGNORECASE)
    if at is None:
        return ""
    near = [passage for passage in text.passages if passage.kind == "caption" and _holds(passage.raw, label)]
    if near:
        return near[0].text
    end = source.find("\n:::", at.end())
    body = source[at.end() : end if end >= 0 else None]
    parts = [name for name in _SUBFIGURE.findall(body) if name.lower().startswith(f"{label.lower()}-")]
    letters = " ".join(f"({chr(ord('a') + index)})" for index in range(len(parts)))
    return f"{body} {letters}"


def _holds(raw: str, label: str) -> bool:
    return re.search(rf"#{re.escape(label)}(?![\w-])", raw, re.IGNORECASE) is not None
