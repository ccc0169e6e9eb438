"""The title block of a Word document, and what its properties say."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import panflute as pf

from epicrisis.manuscript.config import as_list
from epicrisis.render.embedded.docx.markup import paragraph, styled
from epicrisis.render.embedded.elements import Element, words
from epicrisis.render.embedded.pandoc import Tree
from epicrisis.render.embedded.title_block import LABELS, orcid_url, place_of

_CORRESPONDING = "*"


def title_block(document: Tree) -> list[Element]:
    """Return title, authors, affiliations, date, abstract and keywords as paragraphs.

    Args:
        document: The tree after all transforms.
    """
    authors = as_list(document.get_metadata("by-author"))
    affiliations = as_list(document.get_metadata("by-affiliation"))
    blocks = [
        *(paragraph(style, *inlines) for style, inlines in _titles(document) if inlines),
        *([paragraph("Author", *_names(authors, len(affiliations)))] if authors else []),
        *(paragraph("Author Details", *_affiliation(entry, len(affiliations))) for entry in affiliations),
        *(paragraph("Author Details", *line) for line in _contacts(authors)),
    ]
    date = document.get_metadata("date")
    if date:
        blocks.append(paragraph("Author Details", *words(f"{LABELS['published']}: {date}")))
    return [*blocks, *_abstract(document), *_keywords(document)]


def properties(document: Tree) -> dict[str, Any]:
    """Return the metadata that becomes properties of the file, and nothing else.

    Args:
        document: The tree after all transforms.
    """
    authors = [author["name"]["literal"] for author in as_list(document.get_metadata("by-author"))]
    keywords = [str(keyword) for keyword in as_list(document.get_metadata("keywords"))]
    # As inlines, because pandoc leaves plain strings out of its list of keywords.
    lists = {"author": authors, "keywords": keywords}
    single = {name: document.get_metadata(name) for name in ("title", "lang")}
    several = {name: [pf.MetaInlines(*words(text)) for text in texts] for name, texts in lists.items()}
    return {name: value for name, value in {**single, **several}.items() if value}


def _titles(document: Tree) -> list[tuple[str, list[Element]]]:
    return [(style, _inlines(document.metadata, style.lower())) for style in ("Title", "Subtitle")]


def _inlines(metadata: Any, name: str) -> list[Element]:
    if name not in metadata:
        return []
    value = metadata[name]
    if isinstance(value, pf.MetaInlines):
        return [_copied(inline) for inline in value.content]
    return words(str(getattr(value, "text", "")))


def _copied(element: Element) -> Element:
    # An element knows what it stands in, so that a plain deep copy is one of the whole document.
    around = (element.parent, element.container)
    return copy.deepcopy(element, {id(outer): None for outer in around})


def _names(authors: Sequence[Mapping[str, Any]], affiliation_count: int) -> list[Element]:
    inlines: list[Element] = []
    for author in authors:
        marks = [place["number"] for place in author["affiliations"]] if affiliation_count > 1 else []
        marks += [_CORRESPONDING] if author["attributes"].get("corresponding") else []
        separator = [pf.Str(","), pf.Space()] if inlines else []
        raised = [pf.Superscript(pf.Str(",".join(marks)))] if marks else []
        inlines += [*separator, *words(author["name"]["literal"]), *raised]
    return inlines


def _affiliation(entry: Mapping[str, Any], count: int) -> list[Element]:
    number = [pf.Superscript(pf.Str(entry["number"])), pf.Space()] if count > 1 else []
    return [*number, *words(place_of(entry))]


def _contacts(authors: Sequence[Mapping[str, Any]]) -> list[list[Element]]:
    lines: list[list[Element]] = []
    for author in authors:
        name, mail = author["name"]["literal"], author.get("email")
        if mail and author["attributes"].get("corresponding"):
            link = pf.Link(pf.Str(mail), url=f"mailto:{mail}")
            lines.append([*words(f"{_CORRESPONDING}Correspondence: {name},"), pf.Space(), link])
    for author in authors:
        if author.get("orcid"):
            link = pf.Link(pf.Str(orcid_url(author["orcid"])), url=orcid_url(author["orcid"]))
            lines.append([*words(f"ORCID: {author['name']['literal']},"), pf.Space(), link])
    return lines


def _abstract(document: Tree) -> list[Element]:
    if "abstract" not in document.metadata:
        return []
    value = document.metadata["abstract"]
    is_long = isinstance(value, pf.MetaBlocks)
    blocks = value.content if is_long else [pf.Para(*_inlines(document.metadata, "abstract"))]
    text = styled("Abstract", *(_copied(block) for block in blocks))
    return [paragraph("Abstract Title", pf.Str(LABELS["abstract"])), text]


def _keywords(document: Tree) -> list[Element]:
    keywords = [str(keyword) for keyword in as_list(document.get_metadata("keywords"))]
    if not keywords:
        return []
    label = pf.Strong(pf.Str(f"{LABELS['keywords']}:"))
    return [paragraph("Abstract", label, pf.Space(), *words(", ".join(keywords)))]
