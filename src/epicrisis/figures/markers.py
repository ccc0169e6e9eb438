"""Writes the markers that are drawn together, thousands in a long case, without what Matplotlib asks of each.

It has no setting for it: for each marker of an SVG it puts the look into words again and escapes every attribute,
and for each of a PDF it looks up how to write nine things. What is written is the same to the byte.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from matplotlib.backends.backend_pdf import Op, RendererPdf
from matplotlib.backends.backend_svg import RendererSVG


@contextmanager
def quick_in_svg(text: io.StringIO) -> Iterator[None]:
    """Write markers quickly inside the context.

    Args:
        text: Where the SVG is written.
    """
    ordinary: Any = RendererSVG.draw_markers

    def draw_markers(renderer: Any, gc: Any, form: Any, size: Any, places: Any, to_page: Any, face: Any) -> None:
        look, writer = renderer._get_style(gc, face), renderer.writer
        element, indent = writer.element, ""

        def use(tag: str, *content: Any, attrib: Any = None, **more: Any) -> None:
            nonlocal indent
            if tag == "use" and indent:  # the first one has closed the tag that they are in
                told = "".join([f' {key}="{value}"' for key, value in attrib.items()])
                text.write(f"{indent}<use{told}/>\n")
                return
            element(tag, *content, attrib=attrib, **more)
            indent = " " * len(writer._XMLWriter__tags) if tag == "use" else ""

        renderer._get_style, writer.element = lambda *_: look, use
        try:
            ordinary(renderer, gc, form, size, places, to_page, face)
        finally:
            del renderer._get_style, writer.element

    RendererSVG.draw_markers = draw_markers  # type: ignore[method-assign,assignment]  # as the module says
    try:
        yield
    finally:
        RendererSVG.draw_markers = ordinary  # type: ignore[method-assign]  # as above


@contextmanager
def quick_in_pdf() -> Iterator[None]:
    """Write markers quickly inside the context."""
    ordinary: Any = RendererPdf.draw_markers

    def draw_markers(renderer: Any, gc: Any, form: Any, size: Any, places: Any, to_page: Any, face: Any) -> None:
        file = renderer.file
        output = file.output

        def move_and_use(*data: Any) -> None:
            if data[6:9:2] != (Op.concat_matrix, Op.use_xobject):
                output(*data)
                return
            across, up, marker = _number(data[4]), _number(data[5]), data[7].pdfRepr()
            file.write(b"1 0 0 1 %b %b cm %b Do\n" % (across, up, marker))

        file.output = move_and_use
        try:
            ordinary(renderer, gc, form, size, places, to_page, face)
        finally:
            del file.output

    RendererPdf.draw_markers = draw_markers  # type: ignore[method-assign,assignment]  # as the module says
    try:
        yield
    finally:
        RendererPdf.draw_markers = ordinary  # type: ignore[method-assign]  # as above


def _number(value: float) -> bytes:
    """Return a number as Matplotlib writes it in a PDF."""
    return (b"%.10f" % value).rstrip(b"0").rstrip(b".")
