"""A cell of an executed notebook as Markdown: its figures, tables and text, under its own label and caption."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from epicrisis.manuscript.cells import Cell, text_of

CELL_OUTPUT = "epicrisis-cell-output"
"""Class of the div around the HTML that a cell showed; the engine turns it into a table of its own."""

PICTURE_TO_COME = "data:,"
"""Path of the pictures of a notebook while a manuscript is only checked."""

MISSING = ("<NA>", "NaN", "NaT", "None")
"""What pandas prints for a value that is not there."""

SavePicture = Callable[[bytes, str], str]
"""Keeps a picture (its bytes and its suffix) and returns the path under which Markdown names it."""

# Quarto prefers the same for what it cannot show as HTML; `text/plain` is what is left.
_PREFERENCE = ("text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/html", "text/plain")
_SUFFIXES = {"image/svg+xml": ".svg", "image/png": ".png", "image/jpeg": ".jpg"}
_LAYOUT_KEYS = ("layout-ncol", "layout-nrow", "layout")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# What Python calls an object that has no words of its own, such as `<Figure size 640x480 with 1 Axes>`.
_REPRESENTATION = re.compile(r"^\[?<.*>\]?$", re.DOTALL)


@dataclass(frozen=True)
class _Display:
    """One thing that a cell showed: a picture, or any other text of a type."""

    media_type: str
    content: str
    alt: str
    size: Mapping[str, Any]

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture."""
        return self.media_type in _SUFFIXES


def has_output(cell: Cell) -> bool:
    """Whether a cell showed anything that can be embedded."""
    return any(True for _ in _displays(cell))


def alternative_text(data: Mapping[str, Any]) -> str:
    """Return the words that a notebook shows where pictures are not; empty if they are only Python's name for it.

    Args:
        data: What a cell showed, by media type.
    """
    plain = " ".join(text_of(data.get("text/plain", "")).split())
    return "" if _REPRESENTATION.match(plain) else plain


def without_colours(text: str) -> str:
    """Return printed text without the signs by which a terminal colours it.

    Args:
        text: The text.
    """
    return _COLOURS.sub("", text)


def cell_markdown(cell: Cell, echo: bool, kinds: Container[str], save: SavePicture) -> list[str]:
    """Return a cell as lines of Markdown.

    Args:
        cell: The cell, executed.
        echo: Whether its code is shown above what it gave.
        kinds: The kinds of float; a label of one of them makes the output a float that can be referred to.
        save: Keeps the pictures.
    """
    if not cell.is_code:
        return ["", *cell.source.split("\n"), ""]
    displays = tuple(_displays(cell))
    code = ["", *_fenced(cell.source, "python")] if echo else []
    label = cell.label if cell.label.partition("-")[0] in kinds and "-" in cell.label else ""
    if not label:
        return [*code, *_blocks(cell, displays, "", save), ""]
    layout = "".join(f' {key}="{cell.options[key]}"' for key in _LAYOUT_KEYS if key in cell.options)
    caption = _caption(cell)
    return [
        *code,
        "",
        f"::: {{#{label}{layout}}}",
        *_blocks(cell, displays, label, save),
        *(["", caption] if caption else []),
        "",
        ":::",
        "",
    ]


def _displays(cell: Cell) -> Iterator[_Display]:
    for output in cell.outputs:
        if output.get("output_type") == "stream" and output.get("name") == "stdout":
            yield _Display("text/plain", text_of(output["text"]), "", {})
        data = output.get("data", {})
        media_type = next((known for known in _PREFERENCE if known in data), None)
        if media_type:
            size = output.get("metadata", {}).get(media_type, {})
            yield _Display(media_type, text_of(data[media_type]), alternative_text(data), size)


def _blocks(cell: Cell, displays: Sequence[_Display], label: str, save: SavePicture) -> Iterator[str]:
    pictures = [display for display in displays if display.is_picture]
    captions = _listed(cell.options.get("fig-subcap")) or _listed(cell.options.get("fig-cap"))
    if not label and len(pictures) == 1:
        captions = [_caption(cell)]
    alts = _listed(cell.options.get("fig-alt")) or [str(cell.options.get("fig-alt", ""))]
    count = 0
    for display in displays:
        yield ""
        if not display.is_picture:
            yield from _text(display)
            continue
        caption = str(captions[count]) if count < len(captions) else ""
        alt = (str(alts[count]) if count < len(alts) else "") or display.alt
        count += 1
        part = f"#{label}-{count} " if label and caption else ""
        path = quote(save(_bytes(display), _SUFFIXES[display.media_type]), safe="/:,")
        yield f"![{caption}]({path}){{{part}{_about(display, alt)}}}"


def _about(display: _Display, alt: str) -> str:
    words = " ".join(alt.split()).replace("\\", "\\\\").replace('"', '\\"')
    sizes = [f'{side}="{display.size[side]}px"' for side in ("width", "height") if side in display.size]
    return " ".join([*([f'fig-alt="{words}"'] if words else []), *sizes]) or ".cell-picture"


def _text(display: _Display) -> list[str]:
    if display.media_type == "text/markdown":
        return display.content.split("\n")
    if display.media_type == "text/html":
        return [f"::: {{.{CELL_OUTPUT}}}", *_fenced(display.content, "{=html}"), ":::"]
    return _fenced(without_colours(display.content), "")


def _fenced(text: str, language: str) -> list[str]:
    longest = max((len(ticks) for ticks in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{language}", *text.rstrip("\n").split("\n"), fence]


def _bytes(display: _Display) -> bytes:
    if display.media_type == "image/svg+xml":
        return display.content.encode()
    return base64.b64decode(display.content)


def _caption(cell: Cell) -> str:
    first, second = ("tbl-cap", "fig-cap") if "tbl" in cell.label.partition("-")[0] else ("fig-cap", "tbl-cap")
    caption = cell.options.get(first, cell.options.get(second, ""))
    return "" if isinstance(caption, list) else " ".join(str(caption).split())


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
