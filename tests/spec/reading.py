"""Renders a small document and hands over what its readers get: the page, and the words of the PDF."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from epicrisis.render.embedded.engine import EmbeddedEngine
from epicrisis.render.engine import Document
from spec.comparison import words_of_pdf
from spec.dom import Node, parse_html

IMAGES = Path(__file__).parents[1] / "fixtures" / "quarto"


@dataclass(frozen=True)
class Copies:
    """A rendered document.

    Args:
        page: The main part of the HTML page.
        html: The source of the whole page.
        pdf: The words of the PDF, without its page numbers.
        tagged: What a screen reader finds in the PDF beside the words: its alternative texts.
    """

    page: Node
    html: str
    pdf: str
    tagged: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words of the page, without its title block."""
        return self.page.text(skip=lambda node: node.identifier == "title-block-header")

    def by_id(self, identifier: str) -> Node:
        """The element of the page with an identifier."""
        return next(node for node in self.page.descendants() if node.identifier == identifier)

    def style(self, node: Node) -> str:
        """The style of an element, which its page keeps under a class; empty for an element without one."""
        names = [name for name in node.attributes.get("class", "").split() if name.startswith("styled-")]
        rules = [re.search(rf"\.styled\.{name} \{{ (.*); \}}", self.html) for name in names]
        return "; ".join(rule[1] for rule in rules if rule)


def read(
    folder: Path,
    text: str,
    files: Mapping[str, str] | None = None,
    variables: Mapping[str, Any] | None = None,
) -> Copies:
    """Render a document in a folder that also holds `a.png`, `b.png` and `c.svg`.

    Args:
        folder: An empty folder.
        text: The document.
        files: More files by name, such as includes and `_quarto.yml`.
        variables: What `{{< var … >}}` prints.
    """
    for name in ("a.png", "b.png", "c.svg"):
        shutil.copyfile(IMAGES / name, folder / name)
    for name, content in {**(files or {}), "doc.qmd": text}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")
    document = Document(folder / "doc.qmd", folder, variables or {})
    html, pdf = EmbeddedEngine().render(document, ("html", "pdf"), folder / "out")
    source = html.path.read_text("utf-8")
    main = parse_html(source).first("main")
    assert main is not None
    reader = PdfReader(pdf.path)
    words = words_of_pdf("\n".join(page.extract_text() for page in reader.pages))
    return Copies(main, source, words, tuple(_alternatives(reader.trailer["/Root"].get("/StructTreeRoot", {}))))


def _alternatives(element: Any) -> list[str]:
    found = [str(element["/Alt"])] if "/Alt" in element else []
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object()
        found += _alternatives(child) if hasattr(child, "get") else []
    return found
