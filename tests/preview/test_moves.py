"""What counts as moved from one page to the next."""

from epicrisis.preview.moves import Move, find_moves, read_content


def page(*paragraphs: str) -> str:
    """Return a page with some paragraphs in its main part."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<!DOCTYPE html><html><body><nav><p>Contents</p></nav><main>{text}</main></body></html>"


def datum(text: str, row: str = "m1", column: str = "text") -> str:
    """Return a value as a page holds it."""
    return f'<span class="datum" data-source="data/tiny/mrd.csv#{row}" data-column="{column}">{text}</span>'


def moves(old: str, new: str, *kinds: str) -> list[Move]:
    """Return what has moved, of some kinds."""
    return [move for move in find_moves(read_content(old), read_content(new)) if move.kind in kinds]


def test_nothing_moves_between_equal_pages() -> None:
    """Also if only white space differs."""
    old, new = page(f"MRD was {datum('1%')}."), page(f"MRD  was\n{datum('1%')}.")

    assert find_moves(read_content(old), read_content(new)) == ()


def test_a_value_moves_where_it_reads_otherwise() -> None:
    """Each place of it, known by row, column and order."""
    old = page(datum("1%"), datum("1%"), datum("1%", column="value"), datum("1%", row="m2"))
    new = page(datum("2%"), datum("2%"), datum("1%", column="value"), datum("1%", row="m2"))

    key = ("data/tiny/mrd.csv#m1", "text")
    expected = [Move("value", key, 0, "1%", "2%"), Move("value", key, 1, "1%", "2%")]
    assert moves(old, new, "value") == expected


def test_what_stands_around_a_value_has_not_moved_with_it() -> None:
    """Neither the paragraph nor the claim; one mark says it all."""
    old, new = (
        page(f'MRD <span class="claim" data-of="rose">rose to {datum(text)}</span>.') for text in ("1%", "2%")
    )

    assert {move.kind for move in find_moves(read_content(old), read_content(new))} == {"value"}


def test_a_value_named_for_the_first_time_has_not_moved() -> None:
    """It is part of a text that has."""
    old, new = page("None."), page(f"MRD was {datum('1%')}.")

    assert moves(old, new, "value", "text") == [Move("text", ("", ""), 0)]


def test_a_claim_moves_with_its_words() -> None:
    """It is known by its name."""
    old, new = (
        page('<span class="claim" data-of="rose">rose</span>'),
        page('<span class="claim" data-of="rose">fell</span>'),
    )

    assert moves(old, new, "claim") == [Move("claim", ("rose", ""), 0, "rose", "fell")]


def test_a_figure_moves_with_its_bytes() -> None:
    """An embedded image, or SVG in the page; a picture outside of figures is nobody's result."""

    def figures(image: str, line: str, other: str = "") -> str:
        svg = f'<svg><path d="{line}"></path></svg>'
        return (
            f'<main><img src="data:{other}"><figure id="fig-a"><img src="data:{image}"></figure>'
            f'<figure id="fig-b">{svg}</figure></main>'
        )

    old = figures("A", "M0")
    assert moves(old, figures("B", "M0"), "figure") == [Move("figure", ("fig-a", ""), 0)]
    assert moves(old, figures("A", "M1"), "figure") == [Move("figure", ("fig-b", ""), 0)]
    assert moves(old, figures("A", "M0", "C"), "figure") == []


def test_text_moves_block_by_block() -> None:
    """A new paragraph moves itself, not the ones below it; the contents beside the text do not count."""
    old, new = page("One.", "Two.", "Three."), page("One.", "New.", "Two.", "Four.")

    assert [move.position for move in moves(old, new, "text")] == [1, 3]


def test_the_innermost_block_moves() -> None:
    """Not the list item around the paragraph, too."""
    old, new = page("<ul><li><p>One.</p></li></ul>"), page("<ul><li><p>Two.</p></li></ul>")

    content = read_content(new)
    (move,) = moves(old, new, "text")
    assert (content.blocks[move.position], content.holders[move.position]) == ("Two.", False)


def test_the_digest_in_the_colophon_does_not_move() -> None:
    """It is another one after every change and says nothing of it."""
    old, new = page("Recipe 0123456789ab."), page("Recipe ba9876543210.")

    assert find_moves(read_content(old), read_content(new)) == ()
