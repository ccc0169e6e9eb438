"""Makes projects to measure: the synthetic case `demo` of this repository, with more events and notebooks.

Nothing in them comes from a patient. The added events are visits on days after the transplantation, drawn from a
fixed seed; every fifth has a cell count, every tenth an MRD test. The added notebooks draw one small figure each.
The manuscript is a page of made-up text with the figures: no report prints a hundred thousand rows.
"""

from __future__ import annotations

import csv
import json
import random
import shutil
from pathlib import Path
from typing import Any

from epicrisis.paths import FIGURE_STEMS, ProjectPaths

REPOSITORY = Path(__file__).parents[1]
CASE = "demo"
OWN_EVENTS = 29
LAST_DAY = 360
SEED = 1
COUNTS_EVERY, MRD_EVERY = 5, 10
POPULATION = "B cells"
BASIS = ("Made up by benchmarks/synthetic.py", "synthetic", "")
COPIED = ("_quarto.yml", "requirements.lock", "report/references.bib", "report/theme", f"data/{CASE}")

SENTENCE = (
    "Sentence {} of paragraph {} says nothing, but it has the length that a sentence of a report has [@{}]. "
)
CITED = ("hoelzer2016", "ding2017", "wan2022", "pan2017", "cao2018", "sun2022")
PARAGRAPHS, SENTENCES = 20, 6
FIGURE = (
    '![Synthetic data. {0}.](../figures/{1}/{0}.svg){{#fig-{2} fig-alt="{{{{< var {1}.figures.{0}.alt >}}}}"}}'
)


def make_project(root: Path, events: int, notebooks: int) -> ProjectPaths:
    """Make a project.

    Args:
        root: Its folder, not there yet.
        events: How many events the case has, at least those of `demo`.
        notebooks: How many notebooks, at least one; the first three are those of this repository.

    Returns:
        Its paths.
    """
    for name in COPIED:
        source, target = REPOSITORY / name, root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    paths = ProjectPaths(root)
    config = paths.quarto_config.read_text(encoding="utf-8")
    paths.quarto_config.write_text(config.replace("case: li2025", f"case: {CASE}"), encoding="utf-8")
    for table, rows in added_rows(events - OWN_EVENTS).items():
        with (paths.case_data(CASE) / f"{table}.csv").open("a", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows)
    paths.notebooks.mkdir()
    stems = FIGURE_STEMS[:notebooks]
    for stem in stems:
        shutil.copy(REPOSITORY / "notebooks" / f"{stem}.ipynb", paths.notebooks)
    for number in range(len(stems), notebooks):
        content = json.dumps(small_notebook(number))
        (paths.notebooks / f"more_{number:03}.ipynb").write_text(content, encoding="utf-8")
    paths.manuscript(CASE).write_text(manuscript(stems), encoding="utf-8")
    return paths


def manuscript(stems: tuple[str, ...]) -> str:
    """Return the text of a report with the figures of some stems."""
    text = Path(__file__).with_name("manuscript.qmd").read_text(encoding="utf-8")
    paragraphs = (
        "".join(SENTENCE.format(s, p, CITED[(p + s) % len(CITED)]) for s in range(1, SENTENCES + 1))
        for p in range(1, PARAGRAPHS + 1)
    )
    figures = (f"See @fig-{_label(stem)}.\n\n{FIGURE.format(stem, CASE, _label(stem))}" for stem in stems)
    return text.replace("PARAGRAPHS", "\n\n".join(paragraphs)).replace("FIGURES", "\n\n".join(figures))


def _label(stem: str) -> str:
    return stem.replace("_", "-")


def added_rows(count: int) -> dict[str, list[list[str]]]:
    """Return the rows of added events, by table."""
    chance = random.Random(SEED)
    rows: dict[str, list[list[str]]] = {"events": [], "timing": [], "immune_cells": [], "mrd": []}
    for number in range(count):
        event, day = f"visit_{number}", str(chance.randint(1, LAST_DAY))
        rows["events"].append([event, "response", "point", f"Visit {number}", "", *BASIS])
        rows["timing"].append([f"{event}_day", event, "start", "hsct", "start", day, day, *BASIS])
        if number % COUNTS_EVERY == 0:
            cells = str(chance.randint(1, 500))
            rows["immune_cells"].append([f"b_{event}", event, POPULATION, "=", cells, "flow cytometry", *BASIS])
        if number % MRD_EVERY == 0:
            rows["mrd"].append([f"m_{event}", event, "bone marrow", "", "not_detected", "", "0.01", *BASIS])
    return rows


def small_notebook(number: int) -> dict[str, Any]:
    """Return a notebook that draws one small figure of the case."""
    sources = (
        "import matplotlib.pyplot as plt\nfrom epicrisis.notebooks.desk import open_case",
        "case = open_case()",
        "counts = [count.cells_per_ul for count in case.immune_cells if count.cells_per_ul]",
        f"figure, axes = plt.subplots(figsize=(4, 3))\naxes.plot(counts[{number % 7}::7])\nplt.show()",
        "sum(counts)",
    )
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    cells = [{**cell, "id": f"cell-{place}", "source": source} for place, source in enumerate(sources)]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
