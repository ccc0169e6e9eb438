"""The seam between Epicrisis and what turns a manuscript into HTML and PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

FORMATS = ("html", "pdf")


@dataclass(frozen=True)
class Document:
    """A manuscript to render.

    Args:
        source: The `.qmd` file.
        project_root: Folder with `_quarto.yml`; for a lone document, its own folder.
        variables: What `{{< var … >}}` prints; None reads `_variables.yml`.
    """

    source: Path
    project_root: Path
    variables: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Artifact:
    """One finished output.

    Args:
        format: `html` or `pdf`.
        path: The file, `<stem>.<format>` in the output folder.
    """

    format: str
    path: Path


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
            formats: Any of `FORMATS`.
            output_dir: Where the outputs go; outputs of earlier runs stay until all formats are done.

        Returns:
            One artifact a format, in the order asked for.

        Raises:
            InvalidInput: If the manuscript has problems.
            RenderFailed: If a format cannot be made.
            OutputFailed: If an output cannot be written.
        """
