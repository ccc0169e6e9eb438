"""Cross-references: `@fig-mrd` becomes a link that says "Figure 2"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import panflute as pf

from epicrisis.errors import RenderFailed
from epicrisis.manuscript.kinds import Kind, label_of
from epicrisis.render.embedded.elements import Element, change_each, words
from epicrisis.render.embedded.numbering import Label
from epicrisis.render.embedded.pandoc import Tree
from epicrisis.render.embedded.target import Target

_NO_BREAK_SPACE = "\u00a0"


def resolve_crossrefs(
    document: Tree, labels: Mapping[str, Label], target: Target, *, lenient: bool = False
) -> None:
    """Replace every cross-reference by a link with the number of what it names.

    Args:
        document: The tree, changed in place; citations of the literature stay.
        labels: Everything that can be referred to.
        target: The output.
        lenient: Whether what cannot be resolved is printed with a question mark, as Quarto does.

    Raises:
        RenderFailed: If a name is unknown, or brackets mix cross-references and citations.
    """

    def resolve(element: Element) -> Any:
        names = [label_of(citation.id, target.kinds) for citation in element.citations]
        if not any(names):
            return None
        try:
            return _resolved(element, names)
        except RenderFailed:
            if lenient:
                return words(", ".join(f"?@{citation.id}" for citation in element.citations))
            raise

    def _resolved(element: Element, names: list[str]) -> list[Element]:
        if not all(names):
            written = "; ".join(f"@{citation.id}" for citation in element.citations)
            raise RenderFailed(f"[{written}] mixes a cross-reference and a citation; give each its own brackets")
        return _links(element.citations, names, labels)

    change_each(document, resolve, pf.Cite)


def _links(citations: Any, names: list[str], labels: Mapping[str, Label]) -> list[Element]:
    result: list[Element] = []
    for citation, name in zip(citations, names, strict=True):
        if name not in labels:
            raise RenderFailed(f"@{citation.id} refers to nothing that has a number")
        if citation.suffix:
            raise RenderFailed(f"Quarto drops the words after @{citation.id} in its brackets; put them behind")
        separator = [pf.Str(","), pf.Space()] if result else []
        result += [*separator, _link(citation, name, labels[name])]
    return result


def _link(citation: Any, name: str, label: Label) -> Element:
    if citation.prefix:
        content = [*citation.prefix, pf.Str(f"{_NO_BREAK_SPACE}{label.number}")]
    elif citation.mode == "SuppressAuthor":
        content = [pf.Str(label.number)]
    else:
        prefix = label.kind.reference_prefix
        # `@Fig-mrd` opens a sentence, whatever the settings say of the prefix elsewhere.
        prefix = prefix[:1].upper() + prefix[1:] if citation.id != name else prefix
        content = words(f"{_spaced(prefix, label.kind)}{label.number}")
    return pf.Link(*content, url=f"#{name}", classes=["quarto-xref"])


def _spaced(prefix: str, kind: Kind) -> str:
    return f"{prefix}{_NO_BREAK_SPACE}" if prefix and kind.has_space else prefix
