"""Whatever stands in a cell is words in every output: readers find them to the letter, and nothing runs."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree, html
from pypdf import PdfReader

from epicrisis.cli import main
from epicrisis.paths import ProjectPaths
from hostile.payloads import PAYLOADS, write_hostile_project
from small_case import CASE_ID

SAFE = re.compile(r"^(?:https?:|mailto:|#|data:image/|[\w./-]+$)")
THEME = Path(__file__).parents[2] / "report" / "theme"
FIGURES = ("timeline", "mrd", "immune_cells")


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every output of the hostile case, built once by the commands that people use."""
    paths = write_hostile_project(tmp_path_factory.mktemp("hostile"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(paths.root)
        assert main(["build", "--engine", "embedded"]) == 0
        assert main(["render", str(paths.manuscript(CASE_ID)), "--engine", "embedded", "--to", "docx,jats"]) == 0
    return paths.root


def built(root: Path, name: str) -> Path:
    """Return an output of the case."""
    return ProjectPaths(root).case_build(CASE_ID) / name


def page_words(root: Path) -> str:
    """Return the text of the report's page."""
    return html.parse(built(root, f"{CASE_ID}.html")).find(".//main").text_content()


def pdf_words(root: Path) -> str:
    """Return the text of the PDF."""
    return "".join(page.extract_text() for page in PdfReader(built(root, f"{CASE_ID}.pdf")).pages)


def word_words(root: Path) -> str:
    """Return the text of the Word document."""
    with zipfile.ZipFile(built(root, f"{CASE_ID}.docx")) as archive:
        document = etree.parse(BytesIO(archive.read("word/document.xml")))
    return "".join(document.xpath("//*[local-name() = 't']/text()"))


def jats_words(root: Path) -> str:
    """Return the text of the article in JATS."""
    return "".join(etree.parse(built(root, f"{CASE_ID}.xml")).getroot().itertext())


def notebook_words(root: Path) -> str:
    """Return the text of the page of the MRD notebook, whose table has every specimen."""
    return html.parse(built(root, "notebooks/mrd.html")).find(".//main").text_content()


def table_words(root: Path) -> str:
    """Return the cells of the data of the MRD figure."""
    with (ProjectPaths(root).case_figures(CASE_ID) / "mrd.csv").open(encoding="utf-8", newline="") as file:
        return "\n".join(cell for row in csv.reader(file) for cell in row)


READERS: Mapping[str, Callable[[Path], str]] = {
    "html": page_words,
    "pdf": pdf_words,
    "docx": word_words,
    "jats": jats_words,
    "notebook": notebook_words,
    "csv": table_words,
}


def letters(text: str) -> str:
    """Return a text without spaces and hyphens, which an output may put at the ends of its lines."""
    return re.sub(r"[\s\u00a0\u00ad\u2010-]", "", text)


@pytest.mark.parametrize("output", READERS)
@pytest.mark.parametrize("name", PAYLOADS)
def test_a_reader_finds_the_words_of_the_cell(name: str, output: str, outputs: Path) -> None:
    """To the letter: nothing was taken for markup, a reference, a formula or a quotation mark."""
    assert letters(PAYLOADS[name]) in letters(READERS[output](outputs))


@pytest.mark.parametrize("name", [f"{CASE_ID}.html", *(f"notebooks/{stem}.html" for stem in FIGURES)])
def test_a_page_runs_and_fetches_nothing_of_it(name: str, outputs: Path) -> None:
    """Its elements are those of the theme and of plain text."""
    page = html.parse(built(outputs, name)).getroot()

    own = "".join((THEME / file).read_text("utf-8") for file in ("template.html", "script.html"))
    assert [script.text for script in page.iter("script") if script.text not in own] == []
    assert len([*page.iter("style")]) == 1
    assert [*page.iter("iframe", "object", "embed", "base", "form", "link")] == []
    attributes = [(key, value) for element in page.iter() for key, value in element.attrib.items()]
    assert [key for key, _ in attributes if key.startswith("on") or key in {"style", "srcset"}] == []
    assert [value for key, value in attributes if key in {"href", "src"} and not SAFE.match(value)] == []


def test_the_pdf_does_nothing(outputs: Path) -> None:
    """No script, no program to start, no address but of the web."""
    reader = PdfReader(built(outputs, f"{CASE_ID}.pdf"))
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]

    actions = [note["/A"] for note in notes if "/A" in note]
    assert {str(action["/S"]) for action in actions} <= {"/URI", "/GoTo"}
    assert [action["/URI"] for action in actions if "/URI" in action and not SAFE.match(action["/URI"])] == []
    assert not {"/OpenAction", "/AA"} & {*reader.trailer["/Root"]}


def test_the_word_document_does_nothing(outputs: Path) -> None:
    """No field that computes or fetches, no target but of the web."""
    with zipfile.ZipFile(built(outputs, f"{CASE_ID}.docx")) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels"))}
    trees = {name: etree.fromstring(content) for name, content in parts.items()}

    targets = [
        relation.get("Target")
        for name, tree in trees.items()
        if name.endswith(".rels")
        for relation in tree
        if relation.get("TargetMode") == "External"
    ]
    assert [target for target in targets if not SAFE.match(target)] == []
    fields = [text for tree in trees.values() for text in tree.xpath("//*[local-name()='instrText']/text()")]
    assert [field for field in fields if re.search(r"DDE|INCLUDE|HYPERLINK|cmd", field)] == []
    assert not any("vbaProject" in name for name in parts)


def test_the_article_is_valid_and_leads_to_the_web_only(outputs: Path) -> None:
    """It is valid against the tag set, and its links are addresses of the web or places in it."""
    article = etree.parse(built(outputs, f"{CASE_ID}.xml"))
    dtd = etree.DTD(str(Path(__file__).parents[1] / "fixtures" / "jats" / "publishing.dtd"))

    assert dtd.validate(article), dtd.error_log.last_error
    links = article.xpath("//@xlink:href", namespaces={"xlink": "http://www.w3.org/1999/xlink"})
    assert [link for link in links if not SAFE.match(link)] == []


@pytest.mark.parametrize("stem", FIGURES)
def test_a_drawing_is_lines_and_nothing_else(stem: str, outputs: Path) -> None:
    """No script, no handler, nothing to fetch."""
    drawing = etree.parse(ProjectPaths(outputs).case_figures(CASE_ID) / f"{stem}.svg")

    names = {etree.QName(element).localname for element in drawing.iter(etree.Element)}
    attributes = [
        (etree.QName(key).localname, value) for element in drawing.iter() for key, value in element.items()
    ]
    assert not {"script", "image", "foreignObject", "a", "iframe"} & names
    assert [key for key, _ in attributes if key.startswith("on")] == []
    assert [value for key, value in attributes if key == "href" and not value.startswith("#")] == []


@pytest.mark.parametrize("stem", FIGURES)
def test_a_spreadsheet_computes_nothing(stem: str, outputs: Path) -> None:
    """A cell that would be a formula has an apostrophe in front."""
    with (ProjectPaths(outputs).case_figures(CASE_ID) / f"{stem}.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]

    assert [cell for cell in cells if re.match(r"[=@\t\r]|[+-](?!\d)", cell)] == []
