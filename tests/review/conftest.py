"""Two sides of a review of the small case, made by hand: no notebook and no engine runs."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from epicrisis.case.load import load_case
from epicrisis.case.resolution import resolve
from epicrisis.claims.book import parse_claims
from epicrisis.claims.verdict import judge
from epicrisis.paths import ProjectPaths
from epicrisis.review.impact import impacts
from epicrisis.review.packet import Review, compare_sides, data_changes
from epicrisis.review.side import FigureFiles, Side, flat
from epicrisis.values.natural import NATURAL_COLUMNS
from epicrisis.values.variables import case_variables
from small_case import CASE_ID, TABLES_TEXT, write_case

CLAIMS = """\
claims:
  relapsed:
    query: select value_percent > 0.1 from mrd where id = 'relapse'
  seen_again:
    query: select latest = 28 from times where event = 'visit_1' and edge = 'start'
"""

PAGE = """\
<html><body><nav>Contents</nav><main>
<header><h1>A case</h1><p class="data-version">Data version {version}</p></header>
<section id="sec-course" data-care="{care}"><h2>Course</h2>
<p>{sentence} At relapse MRD was {value}.
It was seen <span class="datum" data-source="data/tiny/timing.csv#visit_1_day">{visit}</span>
<span class="citation" data-cites="doe2020">({number})</span>,
see <a href="#tbl-mrd" class="quarto-xref">Table 1</a>.</p>
<figure id="fig-mrd"><img src="x.svg" alt="{alt}">
<figcaption><span class="caption-label">Figure 1:</span> MRD.</figcaption></figure>
<table id="tbl-mrd"><caption><span class="caption-label">Table 1:</span> Tests.</caption>
<thead><tr><th>Occasion</th><th>MRD</th></tr></thead>
<tbody><tr><td>Relapse</td><td>{value}</td></tr>
<tr><td></td><td>not detected</td></tr></tbody></table>
</section>
<section id="references"><h2>References</h2>{references}</section>
</main></body></html>
"""

VALUE = '<a class="datum" href="#d" data-source="data/tiny/mrd.csv#relapse" data-column="{columns}">{text}</a>'

REFERENCE = (
    '<div id="ref-{key}" class="csl-entry"><div class="csl-left-margin">{number}. </div>'
    '<div class="csl-right-inline">{text}</div></div>'
)

SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">
<g id="axes"><g id="mrd:relapse"><path d="M 50 {y} L 54 {y}"/></g>
<g id="mrd:marrow_1"><path d="M 120 80 L 124 80"/></g></g></svg>
"""


def page(**parts: str) -> str:
    """Return the page of a report; parts take the place of its own."""
    reference = REFERENCE.format(key="doe2020", number="1", text="Doe J. A trial.")
    own = {
        "version": "0.1.0",
        "sentence": "She came early.",
        "visit": "on Day 28",
        "number": "1",
    }
    value = VALUE.format(columns=" ".join(NATURAL_COLUMNS["mrd"]), text=parts.pop("mrd", "0.5%"))
    return PAGE.format(
        **({**own, "value": value, "alt": "One test.", "references": reference, "care": "5"} | parts)
    )


def figure(y: int = 20, value: str = "0.5%", dots: tuple[tuple[int, int], ...] = ()) -> FigureFiles:
    """Return the files of a figure with two marks, one of them at the height `y`, and dots that are no marks."""
    picture = Image.new("RGB", (400, 200), "white")
    picture.paste("black", (100, 2 * y - 4, 108, 2 * y + 4))
    for x, dot in dots:
        picture.paste("black", (x, dot, x + 6, dot + 6))
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    table = f"Mark,Event,Result\ntest,Relapse,{value}\ntest,First visit,not detected\n"
    return FigureFiles(SVG.format(y=y).encode(), stream.getvalue(), table, "One test.")


MakeSide = Callable[..., Side]
MakeReview = Callable[[Side, Side], Review]


@pytest.fixture
def make_side(tmp_path: Path) -> MakeSide:
    """Make a side of the small case; tables take the place of its own, everything else that of the side's."""
    count = 0

    def make(tables: dict[str, str] | None = None, version: str = "0.1.0", **parts: object) -> Side:
        nonlocal count
        count += 1
        root = tmp_path / f"side-{count}"
        root.mkdir()
        case = load_case(write_case(root, tables=tables, package={"version": version}), CASE_ID)
        chronology = resolve(case)
        book, _ = parse_claims(CLAIMS, "report/tiny.claims.yml")
        judgement = judge(book, case, chronology)
        own: dict[str, object] = {
            "name": f"side {count}",
            "commit": "",
            "case": case,
            "version": version,
            "created": "2024-02-29",
            "page": page(version=version),
            "book": book,
            "verdicts": {verdict.claim.id: verdict.holds for verdict in judgement.verdicts},
            "values": flat(case_variables(case, chronology, {}, judgement.results)),
            "figures": {"mrd": figure()},
        }
        return Side(**({**own, **parts}))  # type: ignore[arg-type]  # parts are the side's own fields

    return make


@pytest.fixture
def make_review(tmp_path: Path) -> MakeReview:
    """Compare two sides as the command does."""

    def make(old: Side, new: Side) -> Review:
        changes = data_changes(old, new)
        root = next(path for path in sorted(tmp_path.glob("side-*"), reverse=True))
        assert new.case is not None
        return compare_sides(CASE_ID, old, new, changes, impacts(ProjectPaths(root), new.case, new.book, changes))

    return make


@pytest.fixture
def changed(make_side: MakeSide, make_review: MakeReview) -> Review:
    """A review in which one cell, one sentence, one reference and one figure changed."""
    return make_changed(make_side, make_review)


def make_changed(make_side: MakeSide, make_review: MakeReview) -> Review:
    """Make the review that `changed` is."""
    tables = {"mrd": TABLES_TEXT["mrd"].replace("=,0.5,0.01", "=,0.7,0.01")}
    references = "".join(
        REFERENCE.format(key=key, number=number, text=text)
        for number, (key, text) in enumerate((("roe2021", "Roe R. A survey."), ("doe2020", "Doe J. A trial.")), 1)
    )
    text = page(
        mrd="0.7%", version="0.1.1", sentence="She came in time.", number="2", references=references, care="5 6"
    )
    qmd = {"report/tiny.qmd": "She came {}. At relapse MRD was {{{{< var tiny.mrd.relapse.text >}}}}."}
    old = make_side(texts={name: line.format("early") for name, line in qmd.items()})
    new = make_side(
        tables,
        "0.1.1",
        page=text,
        figures={"mrd": figure(15, "0.7%")},
        texts={name: line.format("in time") for name, line in qmd.items()},
    )
    return make_review(old, new)
