"""Manuscripts of a few lines, for rules that read them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from epicrisis.manuscript.marks import citation_keys_of
from epicrisis.manuscript.reading import ManuscriptText, read_passages
from epicrisis.manuscript.references import read_references
from epicrisis.manuscript.source import read_source

ROOT = Path("/project")


def manuscript_of(
    markdown: str, variables: Mapping[str, Any] | None = None, bibliography: str = ""
) -> ManuscriptText:
    """Return a manuscript, `paper.qmd`, with the entries of a `.bib` file."""
    source = read_source(ROOT / "paper.qmd", ROOT, lambda _: markdown)
    references = read_references(bibliography, "references.bib") if bibliography else ()
    passages = read_passages(source, variables or {})
    return ManuscriptText(passages, source, references, citation_keys_of(markdown))
