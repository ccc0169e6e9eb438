"""Citeproc, the part of pandoc that knows citation styles, asked about the citations of a tree alone.

It needs the citations in reading order, a few settings and the bibliography; the text around them it would only
hand back. So it is asked with a short document of nothing else, and its answer is remembered: a sentence without a
new citation needs it no more. Where a style has citations in notes, or raised, it moves the signs around them too;
then it gets the whole tree.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import panflute as pf

from epicrisis.digests import digest_file
from epicrisis.errors import RenderFailed
from epicrisis.manuscript.pandoc import pandoc_identity
from epicrisis.render.embedded.elements import (
    Element,
    body_in_reading_order,
    copies,
    has_class,
    in_reading_order,
    lists_inside,
)
from epicrisis.render.embedded.pandoc import Tree, cite, dump, load
from epicrisis.tracing.memory import recall

_SETTINGS = (
    "lang",
    "link-bibliography",
    "link-citations",
    "locale",
    "nocite",
    "notes-after-punctuation",
    "reference-section-title",
    "references",
    "suppress-bibliography",
)
_FILES_OF_ITS_OWN = ("bibliography", "citation-abbreviations", "citation-style", "csl")
_RESET = "reset-citation-positions"


@dataclass(frozen=True)
class _Citation:
    """A citation where it stands: in a list, before a full stop, which a style may take away."""

    element: Element
    siblings: list[Element]
    place: int
    stop: Element | None


def process_citations(document: Tree, bibliography: Sequence[str], csl: str | None, folder: Path) -> Tree:
    """Turn citation keys into the citations and the reference list of a style.

    Args:
        document: The tree, which may be changed.
        bibliography: Paths of the bibliography files.
        csl: Path of the style, or None for pandoc's own.
        folder: Where pandoc runs.

    Returns:
        What pandoc makes of the whole tree: its citations filled, the list in the place with the identifier
        `refs`, or at the end.

    Raises:
        RenderFailed: If a key or a file is unknown.
    """
    citations = [*_citations_of_text(document)]
    if _tell_all(document, citations):
        if not citations and "nocite" not in document.metadata:  # then there is no list either
            _contents(bibliography, csl, folder)
            return document
        places = _places(document)
        answer = [*_answer(_question(document, citations, places), bibliography, csl, folder).content]
        filled, rest = answer[: len(citations)], answer[len(citations) :]
        if _moves_nothing(filled):
            _fill(citations, filled)
            _place_list(document, places, rest)
            return document
    return load(cite(dump(document), bibliography, csl, folder))


def _citations_of_text(document: Tree) -> Iterator[_Citation]:
    """Yield the citations of a tree in the order in which pandoc counts them: those of the metadata first."""
    metadata = document.metadata.content
    for name in sorted(set(metadata) - set(_SETTINGS)):
        yield from _citations_in(metadata[name])
    for block in document.content:
        yield from _citations_in(block)


def _citations_in(element: Element) -> Iterator[_Citation]:
    for siblings in lists_inside(element):
        for place, (item, after) in enumerate(zip_longest(siblings, siblings[1:])):
            if isinstance(item, pf.Cite):
                is_stop = isinstance(after, pf.Str) and after.text == "."
                yield _Citation(item, siblings, place, after if is_stop else None)
            elif item._children:
                yield from _citations_in(item)


def _tell_all(document: Tree, citations: Sequence[_Citation]) -> bool:
    """Whether some citations are all that citeproc would find in a tree, and nothing else of it matters."""
    metadata = document.metadata.content
    settings = [metadata[name] for name in _SETTINGS if name in metadata and name != "nocite"]
    inside = [[*in_reading_order(found.element)][1:] for found in citations]
    return not (
        any(name in metadata for name in _FILES_OF_ITS_OWN)
        or any(has_class(block, _RESET) for block in document.content)
        or any(any(_citations_in(setting)) for setting in settings)
        or any(isinstance(element, pf.Cite) for elements in inside for element in elements)
    )


def _places(document: Tree) -> list[Element]:
    """Return the places that are kept for the reference list."""
    divs = body_in_reading_order(document, pf.Div)
    return [div for div in divs if div.identifier == "refs" or div.identifier.endswith("__refs")]


def _question(document: Tree, citations: Sequence[_Citation], places: Sequence[Element]) -> str:
    """Return a document of the citations, each in a paragraph, and of a place for the list if there is one."""
    metadata = document.metadata.content
    paragraphs = [
        {"t": "Para", "c": [item.to_json() for item in (found.element, found.stop) if item is not None]}
        for found in citations
    ]
    place = [{"t": "Div", "c": [["refs", [], []], []]}] if places else []
    tree = {
        "pandoc-api-version": list(document.api_version),
        "meta": {name: metadata[name].to_json() for name in _SETTINGS if name in metadata},
        "blocks": [*paragraphs, *place],
    }
    return json.dumps(tree, ensure_ascii=False, sort_keys=True)


def _answer(question: str, bibliography: Sequence[str], csl: str | None, folder: Path) -> Tree:
    before = _contents(bibliography, csl, folder)

    def ask() -> str:
        answer = cite(question, bibliography, csl, folder)
        if _contents(bibliography, csl, folder) != before:
            raise RenderFailed("the bibliography was changed while it was read. Build again.")
        return answer

    return load(recall(["citations", pandoc_identity(), before, question], ask))


def _contents(bibliography: Sequence[str], csl: str | None, folder: Path) -> list[list[str]]:
    """Return what the named files hold; their reading is noted, also where citeproc need not be asked."""
    try:
        return [[Path(name).suffix, digest_file(folder / name)] for name in (*bibliography, csl or "") if name]
    except OSError as error:
        raise RenderFailed(f"{error.filename} cannot be read: {error.strerror}") from error


def _moves_nothing(paragraphs: Sequence[Element]) -> bool:
    """Whether citations stay between the signs around them: those in notes and raised ones change places."""
    return not any(
        any(in_reading_order(paragraph.content[0], pf.Note, pf.Superscript)) for paragraph in paragraphs
    )


def _fill(citations: Sequence[_Citation], paragraphs: Sequence[Element]) -> None:
    for found, paragraph in reversed([*zip(citations, paragraphs, strict=True)]):
        found.element.content = [*paragraph.content[0].content]
        if found.stop is not None and len(paragraph.content) == 1:
            del found.siblings[found.place + 1]


def _place_list(document: Tree, places: Sequence[Element], rest: Sequence[Element]) -> None:
    """Put the reference list into its places, or at the end, with the heading that the settings may name."""
    if not places:
        last = document.content[-1] if document.content else None
        if len(rest) == 1 and isinstance(last, pf.Header):
            last.classes = ["unnumbered", *(name for name in last.classes if name != "unnumbered")]
        document.content = [*document.content, *rest]
        return
    (made,) = rest
    if made.content:
        for number, place in enumerate(places):
            place.classes = [*dict.fromkeys([*place.classes, *made.classes])]
            place.attributes.update(made.attributes)
            place.content = [*place.content, *(copies(made.content) if number else made.content)]
