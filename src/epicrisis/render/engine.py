"""The seam between Epicrisis and what turns a manuscript into HTML, PDF, Word and JATS XML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from epicrisis.tracing.trace import Trace

FORMATS = ("html", "pdf")
"""What is made if nobody says."""
SUFFIXES = {"html": ".html", "pdf": ".pdf", "docx": ".docx", "jats": ".xml"}
"""Every format that can be asked for, with the suffix of its file."""


@dataclass(frozen=True)
class NotebookLink:
    """The page of an executed notebook.

    Args:
        title: What the link says.
        href: Where the page is, relative to the HTML of the document.
    """

    title: str
    href: str


@dataclass(frozen=True)
class Document:
    """A manuscript to render.

    Args:
        source: The `.qmd` file.
        project_root: Folder with `_quarto.yml`; for a lone document, its own folder.
        variables: What `{{< var … >}}` prints; None reads `_variables.yml`.
        notebooks: The pages that the HTML links to.
        lenient: Whether what the checks refuse is rendered all the same, as well as it can be: to be compared, not
            to be published.
        checked: SHA-256 of its text as it was checked already, includes in place; empty if nobody has.
        on_made: Told name and content of a format when it is made, in a thread of its own, while others are not
            yet; an engine that makes one after the other need not.
    """

    source: Path
    project_root: Path
    variables: Mapping[str, Any] | None = None
    notebooks: tuple[NotebookLink, ...] = ()
    lenient: bool = False
    checked: str = ""
    on_made: Callable[[str, bytes], object] | None = None


@dataclass(frozen=True)
class Artifact:
    """One finished output.

    Args:
        format: One of `SUFFIXES`.
        path: The file in the output folder, named by `output_name`.
        reads: What this format was made from; None if the engine does not tell formats apart, or nobody asked.
    """

    format: str
    path: Path
    reads: Trace | None = None


def output_name(stem: str, format_name: str) -> str:
    """Return the name of an output.

    >>> output_name("case", "jats")
    'case.xml'
    """
    return f"{stem}{SUFFIXES[format_name]}"


def image_folder(stem: str) -> str:
    """Return the name of the folder, beside an output in JATS, that holds its images.

    >>> image_folder("case")
    'case-files'
    """
    return f"{stem}-files"


class Engine(Protocol):
    """What renders documents. Its fake lives in the tests."""

    @property
    def name(self) -> str:
        """What the colophon calls it."""

    @property
    def version(self) -> str:
        """Its version, for the colophon and the manifest."""

    def render(self, document: Document, formats: tuple[str, ...], output_dir: Path) -> tuple[Artifact, ...]:
        """Render a document.

        Args:
            document: What to render.
            formats: Any of `SUFFIXES`.
            output_dir: Where the outputs go; outputs of earlier runs stay until all formats are done.

        Returns:
            One artifact a format, in the order asked for.

        Raises:
            InvalidInput: If the manuscript has problems.
            RenderFailed: If a format cannot be made.
            OutputFailed: If an output cannot be written.
        """
