"""Output formats as conditions name them."""

from __future__ import annotations

from collections.abc import Mapping

FORMAT_NAMES: Mapping[str, frozenset[str]] = {
    "html": frozenset({"html"}),
    "html4": frozenset({"html"}),
    "html5": frozenset({"html"}),
    "html:js": frozenset({"html"}),
    "typst": frozenset({"typst"}),
    "docx": frozenset({"docx"}),
    "jats": frozenset({"jats"}),
    "jats_archiving": frozenset({"jats"}),
    "jats_publishing": frozenset({"jats"}),
    "jats_articleauthoring": frozenset({"jats"}),
    # Formats of Quarto that nothing here makes: a condition on them is known, and never met. Quarto's `pdf` and
    # `latex` are one group, PDF by way of LaTeX; our PDF is its `typst`.
    **dict.fromkeys(
        ("pdf", "latex", "beamer", "odt", "opendocument", "rtf", "pptx", "epub", "epub2", "epub3"), frozenset()
    ),
    **dict.fromkeys(
        ("revealjs", "dashboard", "email", "confluence", "hugo", "hugo-md", "docusaurus"), frozenset()
    ),
    **dict.fromkeys(("markdown", "commonmark", "gfm", "markua", "ipynb", "asciidoc", "asciidoctor"), frozenset()),
}
"""Every name that `when-format` may hold, with pandoc's writers that it means."""
