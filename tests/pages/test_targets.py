"""In every output of both cases, each link to another place of the report has a place to lead to."""

from __future__ import annotations

import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import etree, html

from epicrisis.inspection.whole import inspect
from epicrisis.notebooks.figure_files import read_figure_words
from epicrisis.paths import ProjectPaths
from epicrisis.render.document import render_document
from pages.conftest import CASES, DIGEST, ENGINE_TEXT, RenderedCase

DTD = Path(__file__).parents[1] / "fixtures" / "jats" / "publishing.dtd"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


@pytest.fixture(scope="module")
def submissions(project_copy: ProjectPaths) -> dict[str, tuple[Path, Path]]:
    """The Word document and the article in JATS of each case."""
    found = {}
    for case_id in CASES:
        words = read_figure_words(project_copy.case_figures(case_id))
        variables = inspect(project_copy, case_id).variables(words, ENGINE_TEXT, DIGEST)
        source = project_copy.manuscript(case_id)
        root = project_copy.root
        rendered = render_document(source, ("docx", "jats"), "embedded", project_root=root, variables=variables)
        word, article = (artifact.path for artifact in rendered.artifacts)
        found[case_id] = (word, article)
    return found


@pytest.mark.parametrize("case_id", CASES)
def test_links_of_the_page_lead_somewhere(case_id: str, rendered: dict[str, RenderedCase]) -> None:
    """Those of values to the data appendix too; and no place has the name of another."""
    page = html.parse(rendered[case_id].html).getroot()

    names = Counter(element.get("id") for element in page.iter() if element.get("id"))
    links = {unquote(link.get("href")[1:]) for link in page.iter("a") if link.get("href", "").startswith("#")}
    assert [name for name, count in names.items() if count > 1] == []
    assert len(links) > 100
    assert links - set(names) == set()


@pytest.mark.parametrize("case_id", CASES)
def test_links_of_the_word_document_lead_somewhere(
    case_id: str, submissions: dict[str, tuple[Path, Path]]
) -> None:
    """Its tables are tables of Word's own, and every picture has its words."""
    with zipfile.ZipFile(submissions[case_id][0]) as archive:
        document = etree.parse(BytesIO(archive.read("word/document.xml")))

    links = {link.get(f"{WORD}anchor") for link in document.iter(f"{WORD}hyperlink")} - {None}
    marks = {mark.get(f"{WORD}name") for mark in document.iter(f"{WORD}bookmarkStart")}
    assert links
    assert links - marks == set()
    assert len([*document.iter(f"{WORD}tbl")]) > 5
    assert all(picture.get("descr") for picture in document.iter(f"{DRAWING}docPr"))


@pytest.mark.parametrize("case_id", CASES)
def test_the_article_is_valid_and_its_links_lead_somewhere(
    case_id: str, submissions: dict[str, tuple[Path, Path]]
) -> None:
    """The tag set makes every reference name an id of the article; all else is outside of it."""
    article = etree.parse(submissions[case_id][1])
    dtd = etree.DTD(str(DTD))

    assert dtd.validate(article), dtd.error_log.last_error
    addresses = article.xpath("//@xlink:href", namespaces={"xlink": "http://www.w3.org/1999/xlink"})
    assert [address for address in addresses if address.startswith("#")] == []
