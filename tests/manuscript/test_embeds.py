"""Embedded cells: which notebook a shortcode means, and why it may be refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from epicrisis.checks.manuscript import check_manuscript
from epicrisis.manuscript.config import Config
from epicrisis.manuscript.embeds import embedded_notebooks, notebooks_of, with_embeds
from epicrisis.manuscript.source import read_source

PRINTED = {"output_type": "stream", "name": "stdout", "text": "said"}


def write_notebook(path: Path, *labels: str, outputs: tuple[dict[str, Any], ...] = (PRINTED,)) -> None:
    """Write a notebook with a labelled cell for each label."""
    cells = [
        {"cell_type": "code", "metadata": {}, "source": f"#| label: {label}\nx", "outputs": list(outputs)}
        for label in labels
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": cells}), "utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a stored notebook, its executed copy, and one more beside the manuscript."""
    (tmp_path / "data" / "tiny").mkdir(parents=True)
    (tmp_path / "_quarto.yml").write_text("epicrisis: {case: tiny}\n", "utf-8")
    write_notebook(tmp_path / "notebooks" / "mrd.ipynb", "mrd-said", outputs=())
    write_notebook(tmp_path / "report" / "_notebooks" / "tiny" / "mrd.ipynb", "mrd-said")
    write_notebook(tmp_path / "report" / "own.ipynb", "own-said", "own-silent")
    return tmp_path


def problems_of(project: Path, text: str, coming: frozenset[Path] = frozenset()) -> list[str]:
    """Return the problems of a manuscript of one text."""
    document = project / "report" / "tiny.qmd"
    document.write_text(text, "utf-8")
    return [str(problem) for problem in check_manuscript(document, project, {}, coming)]


@pytest.mark.parametrize(
    "path",
    ["../notebooks/mrd.ipynb", "/notebooks/mrd.ipynb", "_notebooks/tiny/mrd.ipynb", "./../notebooks/mrd.ipynb"],
)
def test_a_notebook_of_the_project_stands_for_its_executed_copy(project: Path, path: str) -> None:
    """Relative to the manuscript or, with a slash, to the project; the stored one has no outputs."""
    document = project / "report" / "tiny.qmd"
    document.write_text(f"Before.\n\n  {{{{< embed {path}#mrd-said >}}}}\n\nAfter.\n", "utf-8")
    source = read_source(document, project)
    notebooks = notebooks_of(document, project, Config())

    filled, refusals = with_embeds(source, notebooks, (), lambda _content, _suffix: "")

    assert refusals == ()
    assert [line.text for line in filled.lines if line.text] == ["Before.", "  ```", "  said", "  ```", "After."]
    assert {line.number for line in filled.lines if "said" in line.text} == {3}
    assert [found.name for found in embedded_notebooks(source, notebooks)] == ["mrd.ipynb"]


def test_a_document_without_a_case_embeds_from_the_case_of_the_project(project: Path) -> None:
    """A draft at the top of the project finds `notebooks/` under that very name."""
    draft = project / "draft.qmd"
    draft.write_text("{{< embed notebooks/mrd.ipynb#mrd-said >}}\n", "utf-8")

    assert check_manuscript(draft, project, {}) == ()


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (
            "../notebooks/mdr.ipynb#mrd-said",
            "the notebook ../notebooks/mdr.ipynb does not exist. Perhaps ../notebooks/mrd.ipynb is meant.",
        ),
        (
            "notebooks/mrd.ipynb#mrd-said",
            "the notebook notebooks/mrd.ipynb does not exist. Perhaps ../notebooks/mrd.ipynb is meant.",
        ),
        (
            "elsewhere/quite-another.ipynb#a",
            "the notebook elsewhere/quite-another.ipynb does not exist. Paths are relative to the main document.",
        ),
        (
            "own.ipynb#own-sad",
            "the notebook own.ipynb has no cell own-sad. Perhaps own-said is meant.",
        ),
        (
            "own.ipynb#own-said,b",
            "the notebook own.ipynb has no cell b. Label it with #| label: in its first line.",
        ),
        ("own.ipynb#own-said echo=yes", "an embed has no option echo=yes. The only option is echo=true."),
        ("own.qmd#a", "{{< embed own.qmd#a >}} does not name a cell of a notebook"),
        ("own.ipynb", "{{< embed own.ipynb >}} does not name a cell of a notebook"),
        ("own.ipynb#", "{{< embed own.ipynb# >}} does not name a cell of a notebook"),
        ("broken.ipynb#a", "the notebook broken.ipynb cannot be read: it is not a notebook."),
    ],
)
def test_what_cannot_be_embedded_is_refused_with_its_line(project: Path, call: str, problem: str) -> None:
    """File, line, what is wrong, and what was probably meant."""
    (project / "report" / "broken.ipynb").write_text("{}", "utf-8")

    (found,) = problems_of(project, f"One.\n\n{{{{< embed {call} >}}}}\n")

    assert found.startswith(f"report/tiny.qmd, line 3: {problem}")


def test_a_cell_that_shows_nothing_is_refused(project: Path) -> None:
    """Unless its code is what is wanted."""
    write_notebook(project / "report" / "own.ipynb", "own-silent", outputs=())

    (found,) = problems_of(project, "{{< embed own.ipynb#own-silent >}}\n")

    assert found == (
        "report/tiny.qmd, line 1: the cell own-silent of own.ipynb shows nothing. End it with what it shall show."
    )
    assert problems_of(project, "{{< embed own.ipynb#own-silent echo=true >}}\n") == []


def test_a_notebook_that_was_not_run_is_refused_unless_the_build_will_run_it(project: Path) -> None:
    """Before a build runs it, its labels are known and its outputs are to come."""
    copy = project / "report" / "_notebooks" / "tiny" / "mrd.ipynb"
    copy.unlink()
    text = "{{< embed ../notebooks/mrd.ipynb#mrd-said >}}\n"

    (found,) = problems_of(project, text)

    assert found.endswith("line 1: the notebook ../notebooks/mrd.ipynb was not run yet. Run make report.")
    assert problems_of(project, text, frozenset({copy.resolve()})) == []
    assert problems_of(project, text.replace("said", "sad"), frozenset({copy.resolve()})) != []


def test_an_old_copy_does_not_speak_for_a_notebook_that_will_run(project: Path) -> None:
    """A label that the author has taken out of the notebook is refused before the build."""
    copy = project / "report" / "_notebooks" / "tiny" / "mrd.ipynb"
    write_notebook(project / "notebooks" / "mrd.ipynb", "another", outputs=())

    (found,) = problems_of(
        project, "{{< embed _notebooks/tiny/mrd.ipynb#mrd-said >}}\n", frozenset({copy.resolve()})
    )

    assert "has no cell mrd-said" in found


def test_a_label_of_an_embedded_cell_can_be_referred_to_and_not_be_given_twice(project: Path) -> None:
    """It is a label of the manuscript like any other."""
    write_notebook(project / "report" / "own.ipynb", "fig-own")

    assert problems_of(project, "See @fig-own.\n\n{{< embed own.ipynb#fig-own >}}\n") == []
    (found,) = problems_of(project, "::: {#fig-own}\nWords.\n:::\n\n{{< embed own.ipynb#fig-own >}}\n")
    assert "line 5: the label #fig-own is defined again" in found


def test_one_wrong_name_is_one_problem(project: Path) -> None:
    """References to a cell that cannot be embedded are not reported too."""
    assert len(problems_of(project, "See @fig-own.\n\n{{< embed own.ipynb#fig-own >}}\n")) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See {{< embed own.ipynb#own-said >}} here.\n", ["an embed must stand alone on its line"]),
        ("<!--\n{{< embed none.ipynb#a >}}\n-->\n", []),
        ("{{{< embed none.ipynb#a >}}}\n", []),
    ],
)
def test_only_a_shortcode_alone_on_its_line_is_filled(project: Path, text: str, expected: list[str]) -> None:
    """One in a comment or escaped is not called."""
    found = problems_of(project, text)

    assert [message for message in expected if message not in " ".join(found)] == []
    assert len(found) == len(expected)
