"""Portions of a document are written once, and the output is what pandoc writes of the whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from epicrisis.render.embedded import pandoc, portions
from epicrisis.render.embedded.portions import write_portions
from epicrisis.tracing import memory

ROOT = Path(__file__).parents[2]
RESOURCES = ROOT / "src/epicrisis/render/embedded/resources"
DOCUMENTS = sorted([*ROOT.glob("tests/fixtures/quarto/*.qmd"), *ROOT.glob("report/*.qmd")])
HTML = (
    "html5",
    ("--section-divs", "--toc", "--mathml", "--wrap=none", f"--template={RESOURCES / 'template.html'}"),
)
TYPST = ("typst-citations", ("--wrap=none", f"--template={RESOURCES / 'main.typ'}"))
Writer = tuple[str, Sequence[str]]
Json = dict[str, Any]


@pytest.fixture(autouse=True)
def trees(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The trees that pandoc is given, by a process that remembers nothing and calls nearly everything large."""
    given_trees: list[str] = []
    write_tree = portions.write_tree

    def noted(tree: str, *how: Any) -> str:
        given_trees.append(tree)
        return write_tree(tree, *how)

    monkeypatch.setattr(portions, "write_tree", noted)
    monkeypatch.setattr(portions, "_LARGE", 150)
    monkeypatch.setattr(portions, "_MOST", 10**6)
    memory.forget()
    yield given_trees
    memory.forget()


def written(tree: str, writer: Writer, write: Callable[..., str] = write_portions) -> str:
    """Return what a writer makes of a tree."""
    return write(pandoc.load(tree), writer[0], writer[1], ROOT)


@pytest.mark.parametrize("writer", [HTML, TYPST], ids=["html", "typst"])
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_is_written_as_a_whole(document: Path, writer: Writer, trees: list[str]) -> None:
    """Whether its portions were new or remembered, and pandoc is asked once each time."""
    tree = pandoc.parse(document.read_text(encoding="utf-8"))
    whole = written(tree, writer, pandoc.write)

    assert [written(tree, writer), written(tree, writer)] == [whole, whole]
    assert len(trees) == 2


TEXT = "# One\n\n{}\n\n| a |\n|---|\n| {} |\n\n# Two\n\n{}[^1] (a note)\n\n[^1]: Note.\n\n{}\n\n# Three\n\nEnd.\n"
PARAGRAPHS = [f"{word} {'words ' * 20}" for word in ("First", "Cell", "Noted", "Second")]


@pytest.mark.parametrize("writer", [HTML, TYPST], ids=["html", "typst"])
@pytest.mark.parametrize("changed", range(4))
def test_what_has_not_changed_is_not_written(changed: int, writer: Writer, trees: list[str]) -> None:
    """Only what has, and what hangs on its surroundings."""
    written(pandoc.parse(TEXT.format(*PARAGRAPHS)), writer)
    now = [f"New{text}" if number == changed else text for number, text in enumerate(PARAGRAPHS)]
    tree = pandoc.parse(TEXT.format(*now))

    assert written(tree, writer) == written(tree, writer, pandoc.write)
    names = [text.split()[0] for text in PARAGRAPHS]
    assert {name for name in names if f'{name}"' in trees[1]} == {names[changed], "Noted"}


def test_another_writer_finds_nothing_of_the_first(trees: list[str]) -> None:
    """Nor the same one with other options."""
    tree = pandoc.parse(TEXT.format(*PARAGRAPHS))
    for writer in (HTML, TYPST, ("html5", ("--email-obfuscation=references",))):
        assert written(tree, writer) == written(tree, writer, pandoc.write)

    assert all("Second" in given_tree for given_tree in trees)


@pytest.mark.parametrize("body", ["  $body$", "$body$ $body$", "$body/uppercase$", ""])
def test_a_template_that_changes_the_text_gets_it_whole(body: str, tmp_path: Path, trees: list[str]) -> None:
    """Marks do not come back as they were put there."""
    (tmp_path / "page.html").write_text(f"<p>\n{body}\n</p>\n", encoding="utf-8")
    writer = ("html5", (f"--template={tmp_path / 'page.html'}",))
    tree = pandoc.parse(TEXT.format(*PARAGRAPHS))

    assert written(tree, writer) == written(tree, writer, pandoc.write)
    assert len(trees) == 2


def test_a_text_with_marks_of_its_own_is_written_as_a_whole(trees: list[str]) -> None:
    """They could be taken for ours."""
    tree = pandoc.parse(TEXT.format(*PARAGRAPHS).replace("End", "\ue003From0\ue003"))

    assert written(tree, HTML) == written(tree, HTML, pandoc.write)
    assert len(trees) == 1


def node(kind: str, *content: Any) -> Json:
    """Return an element whose content is one thing, or a list of several."""
    return {"t": kind, "c": content[0] if len(content) == 1 else [*content]}


NO_ATTRIBUTES = ["", [], []]
ATTRIBUTES = st.sampled_from(
    [
        NO_ATTRIBUTES,
        ["one", [], []],
        ["", ["datum", "unnumbered"], [["key", 'ü "v"']]],
        ["refs", ["csl-entry"], []],
    ]
)
WORDS = st.sampled_from(
    [
        "word",
        "+",
        "-",
        "=",
        "1.",
        "/",
        "#",
        "[",
        "]",
        "$",
        "*",
        "_",
        "<b>",
        "~",
        "//",
        "a\u00a0b",
        "…",
        "é",
        "x",
        "@k",
    ]
)
RAW = st.tuples(
    st.sampled_from(["html", "typst", "tex"]),
    st.sampled_from(["<i>", "", "\n", "#x", "\na\n\n", "- a", "a\n", " "]),
)
LEAVES = st.one_of(
    WORDS.map(lambda word: node("Str", word)),
    st.sampled_from([{"t": "Space"}, {"t": "SoftBreak"}, {"t": "LineBreak"}]),
    RAW.map(lambda raw: node("RawInline", *raw)),
    st.sampled_from([NO_ATTRIBUTES, ["", ["python"], []]]).map(
        lambda attributes: node("Code", attributes, "a = `1`")
    ),
    st.sampled_from(["InlineMath", "DisplayMath"]).map(lambda kind: node("Math", {"t": kind}, "x^2")),
)


def _inlines_of(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    lists = st.lists(inner, max_size=4)
    return st.one_of(
        st.tuples(st.sampled_from(["Emph", "Strong", "Superscript", "SmallCaps"]), lists).map(
            lambda pair: {"t": pair[0], "c": pair[1]}
        ),
        lists.map(lambda content: node("Quoted", {"t": "DoubleQuote"}, content)),
        st.tuples(ATTRIBUTES, lists).map(lambda pair: node("Span", *pair)),
        st.tuples(ATTRIBUTES, lists, st.sampled_from(["#one", "https://a.org/?b=c&d", "mailto:a@b.org"])).map(
            lambda parts: node("Link", parts[0], parts[1], [parts[2], "title"])
        ),
        lists.map(lambda content: node("Note", [node("Para", content)])),
    )


INLINES = st.lists(st.recursive(LEAVES, _inlines_of, max_leaves=6), max_size=8)


def _table(cells: Sequence[Sequence[Json]], attributes: Any, caption: Sequence[Json]) -> Json:
    rows = [
        [NO_ATTRIBUTES, [[NO_ATTRIBUTES, {"t": "AlignLeft"}, 1, 1, [{"t": "Plain", "c": cell}]]]] for cell in cells
    ]
    columns = [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}]]
    body = [NO_ATTRIBUTES, 0, [], rows[1:]]
    caption_blocks = [{"t": "Plain", "c": caption}] if caption else []
    foot = [NO_ATTRIBUTES, []]
    return node("Table", attributes, [None, caption_blocks], columns, [NO_ATTRIBUTES, rows[:1]], [body], foot)


def _list(kind: str, items: Sequence[Sequence[Json]]) -> Json:
    if kind == "BulletList":
        return {"t": kind, "c": items}
    return node("OrderedList", [3, {"t": "LowerRoman"}, {"t": "OneParen"}], items)


def _blocks_of(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    lists = st.lists(inner, max_size=3)
    return st.one_of(
        st.tuples(ATTRIBUTES, lists).map(lambda pair: node("Div", *pair)),
        lists.map(lambda content: {"t": "BlockQuote", "c": content}),
        st.tuples(st.sampled_from(["BulletList", "OrderedList"]), st.lists(lists, min_size=1, max_size=3)).map(
            lambda pair: _list(*pair)
        ),
        st.tuples(ATTRIBUTES, lists, INLINES).map(
            lambda parts: node("Figure", parts[0], [None, [{"t": "Plain", "c": parts[2]}]], parts[1])
        ),
        lists.map(lambda content: node("Div", ["refs", ["csl-bib-body"], [["entry-spacing", "0"]]], content)),
    )


SIMPLE = st.one_of(
    INLINES.map(lambda content: {"t": "Para", "c": content}),
    INLINES.map(lambda content: {"t": "Plain", "c": content}),
    RAW.map(lambda raw: node("RawBlock", *raw)),
    st.tuples(st.lists(INLINES, min_size=1, max_size=3), ATTRIBUTES, INLINES).map(lambda parts: _table(*parts)),
    st.sampled_from([{"t": "HorizontalRule"}, node("CodeBlock", ["", ["python"], []], "a = 1\n\nb")]),
    st.tuples(st.integers(1, 3), ATTRIBUTES, INLINES).map(lambda parts: node("Header", *parts)),
    INLINES.map(lambda content: {"t": "LineBlock", "c": [content, content]}),
)
END = node("Para", [node("Str", "End.")])
BLOCKS = st.lists(st.recursive(SIMPLE, _blocks_of, max_leaves=5), max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    blocks=BLOCKS,
    also=BLOCKS,
    ends=st.sampled_from([[END], [END], [END], []]),
    writer=st.sampled_from([HTML, TYPST]),
)
def test_any_blocks_are_written_as_a_whole(
    blocks: list[Json], also: list[Json], ends: list[Json], writer: Writer
) -> None:
    """However they follow each other, and whatever was written before: some of them, all of them, none."""
    for content in (blocks, also + blocks, blocks + also, blocks):
        tree = json.dumps({"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": content + ends})
        assert written(tree, writer) == written(tree, writer, pandoc.write)
