"""Cross-references: `@fig-mrd` becomes a link that says "Figure 2"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import panflute as pf

from epicrisis.errors import RenderFailed
from epicrisis.manuscript.config import Kind
from epicrisis.render.embedded.elements import Element, words
from epicrisis.render.embedded.floats import kind_of
from epicrisis.render.embedded.numbering import Label
from epicrisis.render.embedded.pandoc import Tree
from epicrisis.render.embedded.target import Target

_NO_BREAK_SPACE = "\u00a0"


def resolve_crossrefs(document: Tree, labels: Mapping[str, Label], target: Target) -> None:
    """Replace every cross-reference by a link with the number of what it names.

    Args:
        document: The tree, changed in place; citations of the literature stay.
        labels: Everything that can be referred to.
        target: The output.

    Raises:
        RenderFailed: If a name is unknown, or brackets mix cross-references and citations.
    """

    def resolve(element: Element, _: Tree) -> Any:
        if not isinstance(element, pf.Cite):
            return None
        kinds = [kind_of(citation.id, target.kinds) for citation in element.citations]
        if not any(kinds):
            return None
        if not all(kinds):
            names = "; ".join(f"@{citation.id}" for citation in element.citations)
            raise RenderFailed(f"[{names}] mixes a cross-reference and a citation; give each its own brackets")
        return _links(element.citations, labels)

    document.walk(resolve)


def _links(citations: Any, labels: Mapping[str, Label]) -> list[Element]:
    result: list[Element] = []
    for citation in citations:
        if citation.id not in labels:
            raise RenderFailed(f"@{citation.id} refers to nothing in the manuscript")
        separator = [pf.Str(","), pf.Space()] if result else []
        result += [*separator, _link(citation, labels[citation.id]), *citation.suffix]
    return result


def _link(citation: Any, label: Label) -> Element:
    if citation.mode == "SuppressAuthor":
        content = [pf.Str(label.number)]
    elif citation.prefix:
        content = [*citation.prefix, pf.Str(f"{_NO_BREAK_SPACE}{label.number}")]
    else:
        content = words(f"{_spaced(label.kind.reference_prefix, label.kind)}{label.number}")
    return pf.Link(*content, url=f"#{citation.id}", classes=["quarto-xref"])


def _spaced(prefix: str, kind: Kind) -> str:
    return f"{prefix}{_NO_BREAK_SPACE}" if kind.has_space else prefix
