"""Citations and the reference list, in the style that the settings name."""

from __future__ import annotations

from pathlib import Path

import panflute as pf

from epicrisis.errors import RenderFailed
from epicrisis.manuscript.config import as_list
from epicrisis.render.embedded.citeproc import process_citations
from epicrisis.render.embedded.elements import WITH_ATTRIBUTES, body_in_reading_order
from epicrisis.render.embedded.pandoc import Tree
from epicrisis.render.embedded.target import Target


def resolve_citations(document: Tree, target: Target, folder: Path) -> Tree:
    """Turn citation keys into citations, and add the reference list.

    Args:
        document: The tree, without cross-references.
        target: The output.
        folder: Where pandoc runs.

    Returns:
        A new tree. A list without a place of its own stands last, but for Typst under a heading.

    Raises:
        RenderFailed: If a key or a file is unknown.
    """
    bibliography = as_list(target.options.get("bibliography"))
    styles = as_list(target.options.get("csl"))
    for path in (*bibliography, *styles):
        if not Path(path).is_file():
            raise RenderFailed(f"{Path(path).name}, named in the settings, does not exist")
    if not bibliography and "references" not in document.metadata:
        return document
    has_place = _has_list(document)
    cited = process_citations(document, bibliography, styles[0] if styles else None, folder)
    if not target.is_typst and not has_place and _has_list(cited):
        # In HTML the title of the page is the first level; elsewhere the sections start there.
        heading = pf.Header(
            pf.Str("References"),
            level=2 if target.is_html else 1,
            identifier="bibliography",
            classes=["unnumbered", "unlisted"],
        )
        cited.content = [*list(cited.content)[:-1], heading, cited.content[-1]]
    return cited


def _has_list(document: Tree) -> bool:
    return any(element.identifier == "refs" for element in body_in_reading_order(document, *WITH_ATTRIBUTES))
