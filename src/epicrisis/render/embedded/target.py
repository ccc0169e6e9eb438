"""What a transform has to know about the output that it works for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from epicrisis.manuscript.kinds import Kind

Writer = Literal["html", "typst", "docx", "jats"]


@dataclass(frozen=True)
class Target:
    """One output format of one manuscript.

    Args:
        writer: Pandoc's writer, without its extensions.
        options: The settings for this format.
        kinds: The kinds of cross-reference.
    """

    writer: Writer
    options: Mapping[str, Any]
    kinds: Mapping[str, Kind]

    @property
    def is_html(self) -> bool:
        """Whether the output is HTML."""
        return self.writer == "html"

    @property
    def is_typst(self) -> bool:
        """Whether the output is Typst source, which numbers and lays out much by itself."""
        return self.writer == "typst"

    def flag(self, name: str) -> bool:
        """Return a setting that is true or false; absent is false."""
        return self.options.get(name) in (True, "true", "yes")
