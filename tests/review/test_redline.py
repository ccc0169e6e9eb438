"""Word by word, what changed and who changed it."""

from __future__ import annotations

import pytest

from epicrisis.review.blocks import Block, Kind, Token, read_page, tokens_of
from epicrisis.review.redline import Authorship, BlockChange, align, compare_blocks, compare_words
from review.conftest import page

NOBODY = Authorship()


def block(text: str, kind: Kind = "paragraph", **datum: str) -> Block:
    """Return a block whose words in brackets are a datum of the named source."""
    tokens: list[Token] = []
    for number, part in enumerate(text.replace("]", "[").split("[")):
        source = datum.get("source", "a.csv#x") if number % 2 else ""
        tokens += tokens_of(part, Token("", source=source))
    return Block(kind, "sec", "Section", datum.get("label", ""), tuple(tokens))


def edits(change: BlockChange) -> list[tuple[str, str, str | None]]:
    """Return the changed passages of a block."""
    return [(passage.operation, passage.text, passage.by) for passage in change.passages if passage.by]


def compare_one(old: Block, new: Block, authorship: Authorship = NOBODY) -> BlockChange:
    """Compare two texts of one block."""
    (change,) = compare_blocks([old], [new], authorship)
    return change


@pytest.mark.parametrize(
    ("old", "new", "by"),
    [
        ("MRD was [0.5%] then.", "MRD was [0.7%] then.", "data"),
        ("MRD was [0.5%] then.", "MRD rose to [0.5%] then.", "author"),
        ("MRD was [0.5%] then.", "MRD rose to [0.7%] then.", "both"),
        ("MRD was [0.5%] then.", "MRD was 0.7% then.", "author"),
        ("MRD was low then.", "MRD was [0.5%] then.", "author"),
        ("[0.5%], then more.", "[0.5%], then [0.5%] more.", "author"),
        ("MRD was low.", "MRD was low!", "author"),
    ],
)
def test_a_change_is_by_data_by_author_or_by_both(old: str, new: str, by: str) -> None:
    """A value that the text names as often as before changed with the data; anything else the author did."""
    assert compare_one(block(old), block(new)).by == by


def test_a_block_with_two_changes_is_by_both() -> None:
    """Each change has its own maker."""
    change = compare_one(block("She came early. MRD was [0.5%]."), block("He came early. MRD was [0.7%]."))

    assert edits(change) == [
        ("gone", "She", "author"),
        ("new", "He", "author"),
        ("gone", "0.5%", "data"),
        ("new", "0.7%", "data"),
    ]
    assert change.by == "both"


def test_the_version_of_the_data_changes_by_data() -> None:
    """It is no datum, but the package itself says it."""
    authorship = Authorship(pairs=frozenset({("1.0.0", "1.1.0")}))

    assert compare_one(block("Version 1.0.0."), block("Version 1.1.0."), authorship).by == "data"
    assert compare_one(block("Version 1.0.0."), block("Version 2.0.0."), authorship).by == "author"


@pytest.mark.parametrize("kind", ["row", "description", "paragraph"])
@pytest.mark.parametrize(("words", "by"), [(frozenset(), "data"), (frozenset({"Second"}), "author")])
def test_words_that_no_changed_line_has_are_by_data(words: frozenset[str], by: str, kind: Kind) -> None:
    """The build writes most tables and the descriptions of figures, labels of events included."""
    change = compare_one(block("Relapse\t1", kind), block("Relapse Second\t1", kind), Authorship(words))

    assert change.by == by


def test_a_new_number_of_an_old_reference_is_no_change() -> None:
    """Neither in the text nor in the list."""
    old, new = read_page(page()), read_page(page(number="9").replace("1. </div>", "9. </div>"))

    assert not any(change.is_changed for change in compare_blocks(old, new, Authorship()))


def test_what_is_gone_and_what_is_new_stand_in_reading_order() -> None:
    """A paragraph that shares few words with its neighbour is not taken for it."""
    old = [block("First of all."), block("A wholly different matter here.")]
    new = [block("First of all."), block("Nothing shared at last."), block("Last.")]

    changes = compare_blocks(old, new, Authorship())

    assert [(change.old is None, change.new is None) for change in changes] == [
        (False, False),
        (False, True),
        (True, False),
        (True, False),
    ]


def test_words_between_which_only_a_space_stands_change_together() -> None:
    """A reader sees one change, not shreds."""
    old, new = (["a", " ", "b", " ", "c"], ["x", " ", "y", " ", "c"])

    assert compare_words(old, new) == [("replace", 0, 3, 0, 3), ("equal", 3, 5, 3, 5)]


def test_pairs_never_cross() -> None:
    """The best pairing that keeps the order of both sides."""
    pairs = list(align(["ab", "cd"], ["cx", "ay"], str, lambda a, b: float(a[0] == b[0])))

    assert len([pair for pair in pairs if None not in pair]) == 1
    assert [old for old, _ in pairs if old] == ["ab", "cd"]
    assert [new for _, new in pairs if new] == ["cx", "ay"]


def test_where_no_row_differs_every_change_is_by_author() -> None:
    """A full stop that no line of the manuscript tells, and a value that stands elsewhere now."""
    same_data = Authorship(frozenset(), data_differ=False)

    full_stop = compare_one(block("MRD was low)"), block("MRD was low,"), same_data)
    value = compare_one(block("Relapse\t[0.5%]", "row"), block("Relapse\t[1.5%]", "row"), same_data)

    assert (full_stop.by, value.by) == ("author", "author")
    assert compare_one(block("MRD was low)"), block("MRD was low,"), Authorship(frozenset())).by == "data"
