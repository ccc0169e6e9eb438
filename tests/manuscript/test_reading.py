"""The manuscript as its reader reads it: passages of plain text that know where each piece came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.manuscript.marks import plain_value
from epicrisis.manuscript.reading import Passage, read_passages
from epicrisis.manuscript.source import read_source

VARIABLES = {"x": {"mrd": {"text": "[0.05%^†^]{.datum data-source='data/x/mrd.csv#r' data-basis='derived'}"}}}


def passages(text: str) -> tuple[Passage, ...]:
    """Read a manuscript of the given text."""
    root = Path("/project")
    return read_passages(read_source(root / "paper.qmd", root, lambda _: text), VARIABLES)


def only(text: str) -> Passage:
    """Read a manuscript of one passage."""
    (passage,) = passages(text)
    return passage


def test_a_value_is_read_as_it_is_printed() -> None:
    """A variable stands as plain text, without its mark of basis, and keeps its name."""
    passage = only("MRD was {{< var x.mrd.text >}}.\n")
    assert passage.text == "MRD was 0.05%."
    assert [(piece.origin, piece.name) for piece in passage.pieces] == [
        ("author", ""),
        ("value", "x.mrd.text"),
        ("author", ""),
    ]


def test_wording_belongs_to_its_claim() -> None:
    """Everything inside a claim span carries the claim's name, values too."""
    passage = only('She [stayed at {{< var x.mrd.text >}}]{.claim of="low"} then.\n')
    assert [(piece.text, piece.claim) for piece in passage.pieces] == [
        ("She ", ""),
        ("stayed at ", "low"),
        ("0.05%", "low"),
        (" then.", ""),
    ]


@pytest.mark.parametrize(
    ("markdown", "read"),
    [
        ("**Not** *to* be used\n", "Not to be used"),
        ("seen before [@doe2020; -@roe2021, p. 3]\n", "seen before "),
        ("as @doe2020 said\n", "as  said"),
        ("see @fig-mrd and [@tbl-a; @tbl-b]\n", "see @fig-mrd and @tbl-a@tbl-b"),
        ("[Limitations](#sec-limitations) apply\n", "Limitations apply"),
        ("10^7^ cells, 3\\*4, CO~2~\n", "10⁷ cells, 3*4, CO~2~"),
        ("- an item\n", "an item"),
        ("2. second item\n", "second item"),
        ("text<!-- 12 hidden --> shown\n", "text                   shown"),
        ('![A scan.](a.png){#fig-a fig-alt="7 {{< var x.mrd.text >}} 8"}\n', "A scan."),
        ("[small]{.smallcaps} word\n", "small word"),
        ("a share (of alleles [VAF] 42%), “[sic]”\n", "a share (of alleles [VAF] 42%), “[sic]”"),
    ],
)
def test_markup_is_not_read(markdown: str, read: str) -> None:
    """Marks, citations, targets, attributes and comments are no text; what they enclose is."""
    assert only(markdown).text == read


def test_a_passage_knows_its_sections_and_care_items() -> None:
    """A passage stands in the open sections; the innermost `care` counts, and a new section closes deeper ones."""
    text = '# Case {care="5"}\n\n## Course {care="8a, 8b"}\n\nOne\n\n### Detail\n\nTwo\n\n# End\n\nThree\n'
    found = {passage.text: (passage.section, passage.care) for passage in passages(text)}
    assert found["One"] == (("Case", "Course"), ("8a", "8b"))
    assert found["Two"] == (("Case", "Course", "Detail"), ("8a", "8b"))
    assert found["Three"] == (("End",), ())


def test_front_matter_that_is_read_has_passages() -> None:
    """Title, abstract and keywords are read; other settings are not."""
    text = "---\ntitle: A case\nabstract: |\n  First.\n\n  Second.\nkeywords:\n  - one\nlang: en\n---\n\nBody\n"
    assert [(passage.kind, passage.text.strip()) for passage in passages(text)] == [
        ("title", "A case"),
        ("abstract", "First."),
        ("abstract", "Second."),
        ("keywords", "one"),
        ("paragraph", "Body"),
    ]


def test_the_cells_of_a_generated_table_are_not_written_by_a_person() -> None:
    """Cells of an included table are passages of their own, marked as generated."""
    root = Path("/project")
    files = {
        root / "p.qmd": "{{< include _tables/t.md >}}\n",
        root / "_tables/t.md": "| A | B |\n|---|---|\n| 1 | 2 |\n",
    }
    source = read_source(root / "p.qmd", root, files.__getitem__)
    cells = [(cell.kind, cell.text.strip(), cell.generated) for cell in read_passages(source, {})]
    assert cells == [("cell", text, True) for text in "AB12"]


def test_a_character_has_its_file_line_and_column() -> None:
    """The place of a character counts columns from 1, behind a value too."""
    passage = only("\n\nMRD {{< var x.mrd.text >}} on day 7\n")
    place = passage.place(passage.text.index("7"))
    assert (place.path, place.line, place.column) == ("paper.qmd", 3, "35")


def test_a_paragraph_of_several_lines_is_one_passage() -> None:
    """Lines without a blank line between them are read together, and each keeps its own line number."""
    passage = only("one\ntwo\nthree\n")
    assert passage.text == "one\ntwo\nthree"
    assert passage.place(passage.text.index("three")).line == 3


def test_code_is_not_read() -> None:
    """Code blocks and inline code are blank."""
    assert [passage.text.strip() for passage in passages("```\n7 + 7\n```\n\nuse `7`\n")] == ["use"]


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("[1.06 × 10^7^ cells/kg]{.datum data-source='data/x/facts.csv#y'}", "1.06 × 10⁷ cells/kg"),
        ("[\\<0.01%]{.datum data-source='data/x/mrd.csv#y'}", "<0.01%"),
        ("*KRAS*", "KRAS"),
    ],
)
def test_a_value_is_plain_without_its_marks(markdown: str, plain: str) -> None:
    """What a reader reads of a value has no markup and no mark of basis."""
    assert plain_value(markdown) == plain
