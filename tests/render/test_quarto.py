"""The Quarto engine, against a program that records how it is called and writes what Quarto would write."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from epicrisis.errors import InvalidInput, MissingTool, RenderFailed
from epicrisis.render.engine import Document, NotebookLink
from epicrisis.render.quarto import QuartoEngine

FAKE = """#!{python}
import json, os, pathlib, sys, yaml
log = pathlib.Path({log!r})
calls = json.loads(log.read_text()) if log.exists() else []
names = ("EPICRISIS_PREPARED", "QUARTO_LOG_LEVEL", "SOURCE_DATE_EPOCH")
named = [word.partition("=")[2] for word in sys.argv if word.startswith("--metadata-file=")]
settings = yaml.safe_load(pathlib.Path(named[0]).read_text()) if named else None
environment = {{name: os.environ.get(name) for name in names}}
calls.append({{"arguments": sys.argv[1:], "environment": environment, "settings": settings}})
log.write_text(json.dumps(calls))
if sys.argv[1] == "--version":
    print("1.10.18")
elif sys.argv[4] in {fails!r}:
    sys.exit({says!r} or ("ERROR: typst said no\\n" if sys.argv[4] == "typst" else 1))
elif sys.argv[4] not in {silent!r}:
    source = pathlib.Path(sys.argv[2])
    suffix = {{"html": ".html", "typst": ".pdf", "docx": ".docx", "jats": ".xml"}}[sys.argv[4]]
    made = pathlib.Path({output!r}, source).with_suffix(suffix)
    made.parent.mkdir(parents=True, exist_ok=True)
    shown = pathlib.Path({shows!r}).read_text() if {shows!r} else ""
    made.write_text({writes!r} or shown or f"{{suffix}} of {{source}}")
"""
SCHEMA_ERROR = """\x1b[31mERROR: \x1b[39mValidation of YAML front matter failed.
\x1b[31mERROR: \x1b[39mIn file report/tiny.qmd
(line 3, columns 1--3) property name tok is invalid
3: tok: true
   ~~~
ERROR: In file report/tiny.qmd
(line 5, column 6) value must be a boolean.
"""
CRASH = """\x1b[31mERROR: \x1b[39mSomething broke

Stack trace:
    at renderPandoc (file:///opt/quarto/bin/quarto.js:1:2)
    at async Command.fn (file:///opt/quarto/bin/quarto.js:3:4)
"""


class FakeQuarto:
    """A program `quarto` in a folder, and what it was called with."""

    def __init__(self, folder: Path, output: str = "_build") -> None:
        self.program = folder / "bin" / "quarto"
        self._log = folder / "calls.json"
        self._output = output
        self.program.parent.mkdir()
        self.behave()

    def behave(
        self,
        fails: tuple[str, ...] = (),
        silent: tuple[str, ...] = (),
        says: str = "",
        writes: str = "",
        shows: str = "",
    ) -> None:
        """Write the program; it fails for some formats and makes nothing of others."""
        settings = {"log": str(self._log), "fails": fails, "silent": silent, "output": self._output}
        settings |= {"says": says, "writes": writes, "shows": shows}
        self.program.write_text(FAKE.format(python=sys.executable, **settings), "utf-8")
        self.program.chmod(0o755)

    @property
    def calls(self) -> list[dict[str, object]]:
        """Arguments and environment of every call."""
        calls: list[dict[str, object]] = json.loads(self._log.read_text("utf-8"))
        return calls


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a manuscript."""
    root = tmp_path / "project"
    (root / "report").mkdir(parents=True)
    (root / "_quarto.yml").write_text("project: {output-dir: _build}\n", "utf-8")
    (root / "report" / "tiny.qmd").write_text("---\ntitle: T\n---\n\nText.\n", "utf-8")
    return root


@pytest.fixture
def fake(tmp_path: Path) -> FakeQuarto:
    """A Quarto that writes into `_build`."""
    return FakeQuarto(tmp_path)


def test_each_format_is_rendered_in_the_project(project: Path, fake: FakeQuarto) -> None:
    """PDF is Quarto's typst; the pre-render step is told that everything is prepared."""
    document = Document(project / "report" / "tiny.qmd", project)

    QuartoEngine(fake.program).render(document, ("html", "pdf"), project / "_build" / "tiny")

    environment = {"EPICRISIS_PREPARED": "1", "QUARTO_LOG_LEVEL": "ERROR"}
    assert [call["arguments"] for call in fake.calls] == [
        ["render", "report/tiny.qmd", "--to", "html"],
        ["render", "report/tiny.qmd", "--to", "typst"],
    ]
    assert all(environment.items() <= call["environment"].items() for call in fake.calls)  # type: ignore[attr-defined]


def test_outputs_are_collected_under_the_documents_name(project: Path, fake: FakeQuarto) -> None:
    """Quarto mirrors the source folder; the output folder is ours, and holds nothing else."""
    output = project / "_build" / "tiny"

    artifacts = QuartoEngine(fake.program).render(
        Document(project / "report/tiny.qmd", project), ("pdf", "html"), output
    )

    assert [(artifact.format, artifact.path.name) for artifact in artifacts] == [
        ("pdf", "tiny.pdf"),
        ("html", "tiny.html"),
    ]
    assert sorted(path.name for path in output.iterdir()) == ["tiny.html", "tiny.pdf"]
    assert (output / "tiny.html").read_text("utf-8") == ".html of report/tiny.qmd"


def test_word_and_jats_are_quartos_own(project: Path, fake: FakeQuarto) -> None:
    """By the same names, and collected under those of every engine."""
    document = Document(project / "report/tiny.qmd", project)

    artifacts = QuartoEngine(fake.program).render(document, ("docx", "jats"), project / "out")

    assert [call["arguments"] for call in fake.calls] == [
        ["render", "report/tiny.qmd", "--to", "docx"],
        ["render", "report/tiny.qmd", "--to", "jats"],
    ]
    assert [artifact.path.name for artifact in artifacts] == ["tiny.docx", "tiny.xml"]
    assert (project / "out" / "tiny.xml").read_text("utf-8") == ".xml of report/tiny.qmd"


def test_a_lone_document_is_rendered_in_its_folder(tmp_path: Path) -> None:
    """Without a project, Quarto writes beside the source."""
    (tmp_path / "lone.qmd").write_text("Text.\n", "utf-8")
    fake = FakeQuarto(tmp_path, output="")

    QuartoEngine(fake.program).render(Document(tmp_path / "lone.qmd", tmp_path), ("html",), tmp_path / "out")

    assert (tmp_path / "out" / "lone.html").is_file()


def test_a_failure_shows_what_quarto_said_and_keeps_old_outputs(project: Path, fake: FakeQuarto) -> None:
    """HTML was made, but is not published without the PDF."""
    output = project / "_build" / "tiny"
    output.mkdir(parents=True)
    (output / "tiny.html").write_text("old", "utf-8")
    fake.behave(fails=("typst",))

    with pytest.raises(RenderFailed, match="ERROR: typst said no"):
        QuartoEngine(fake.program).render(Document(project / "report/tiny.qmd", project), ("html", "pdf"), output)

    assert (output / "tiny.html").read_text("utf-8") == "old"
    assert [path.name for path in output.iterdir()] == ["tiny.html"]


def test_an_old_file_does_not_pass_for_a_new_one(project: Path, fake: FakeQuarto) -> None:
    """Quarto may exit 0 without writing anything."""
    stale = project / "_build" / "report" / "tiny.html"
    stale.parent.mkdir(parents=True)
    stale.write_text("stale", "utf-8")
    fake.behave(silent=("html",))

    with pytest.raises(RenderFailed, match=r"made no html of report/tiny\.qmd"):
        QuartoEngine(fake.program).render(
            Document(project / "report/tiny.qmd", project), ("html",), project / "out"
        )


def test_a_bad_manuscript_never_reaches_quarto(project: Path, fake: FakeQuarto) -> None:
    """Quarto would publish `?var:x` and exit 0."""
    (project / "report" / "tiny.qmd").write_text("{{< var x >}}\n", "utf-8")

    with pytest.raises(InvalidInput, match="there is no variable x"):
        QuartoEngine(fake.program).render(
            Document(project / "report/tiny.qmd", project), ("html",), project / "out"
        )

    assert not (project.parent / "calls.json").exists()


def test_values_that_are_not_in_the_file_are_refused(project: Path, fake: FakeQuarto) -> None:
    """Quarto reads `_variables.yml` and nothing else; what the manuscript does not print need not be there."""
    (project / "report" / "tiny.qmd").write_text("{{< var tiny.age >}}\n", "utf-8")
    document = Document(project / "report/tiny.qmd", project, variables={"tiny": {"age": "39", "sex": "female"}})
    (project / "_variables.yml").write_text("tiny: {age: '38'}\n", "utf-8")

    with pytest.raises(RenderFailed, match=r"_variables\.yml does not hold the values of this build"):
        QuartoEngine(fake.program).render(document, ("html",), project / "out")

    (project / "_variables.yml").write_text("tiny: {age: '39'}\n", "utf-8")
    assert QuartoEngine(fake.program).render(document, ("html",), project / "out")


def test_what_quarto_says_of_settings_has_a_place(project: Path, fake: FakeQuarto) -> None:
    """Its schema knows more keys than we do, and its words become a problem like any other."""
    fake.behave(fails=("html",), says=SCHEMA_ERROR)

    with pytest.raises(InvalidInput) as caught:
        QuartoEngine(fake.program).render(
            Document(project / "report/tiny.qmd", project), ("html",), project / "out"
        )

    assert [str(problem) for problem in caught.value.problems] == [
        "report/tiny.qmd, line 3: property name tok is invalid.",
        "report/tiny.qmd, line 5: value must be a boolean.",
    ]


def test_a_failure_is_told_without_quartos_insides(project: Path, fake: FakeQuarto) -> None:
    """No colours, no stack of its TypeScript."""
    fake.behave(fails=("html",), says=CRASH)

    with pytest.raises(RenderFailed) as caught:
        QuartoEngine(fake.program).render(
            Document(project / "report/tiny.qmd", project), ("html",), project / "out"
        )

    assert str(caught.value) == "quarto render report/tiny.qmd --to html failed:\nERROR: Something broke"


@pytest.mark.parametrize("mark", ["?var:tiny.x", "?meta:titel", "?invalid meta type:keywords", "?@fig-x"])
def test_a_page_with_a_mark_of_quartos_is_not_published(project: Path, fake: FakeQuarto, mark: str) -> None:
    """The checks come first; should they miss a name, Quarto's mark in the page is caught."""
    fake.behave(writes=f"<p>See <strong>{mark}</strong>.</p>")

    with pytest.raises(RenderFailed) as caught:
        QuartoEngine(fake.program).render(
            Document(project / "report/tiny.qmd", project), ("html",), project / "out"
        )

    assert f"quarto published {mark} in report/tiny.qmd" in str(caught.value)


def test_a_page_with_an_unknown_citation_is_not_published(project: Path, fake: FakeQuarto) -> None:
    """Pandoc, inside Quarto, prints the key with a question mark."""
    fake.behave(writes='<span class="citation" data-cites="ding">(<strong>ding?</strong>)</span>')

    with pytest.raises(RenderFailed, match=r"quarto published ding\? in report/tiny\.qmd"):
        QuartoEngine(fake.program).render(
            Document(project / "report/tiny.qmd", project), ("html",), project / "out"
        )


def test_bold_text_is_no_mark(project: Path, fake: FakeQuarto) -> None:
    """A question in bold is a question."""
    fake.behave(writes="<p><strong>Which dose?</strong> <strong>Why?</strong></p>")

    artifacts = QuartoEngine(fake.program).render(
        Document(project / "report/tiny.qmd", project), ("html",), project / "out"
    )

    assert artifacts[0].path.is_file()


def test_the_version_is_what_quarto_prints(fake: FakeQuarto) -> None:
    """It goes into the colophon."""
    assert QuartoEngine(fake.program).version == "1.10.18"


def test_a_program_that_does_not_run_is_a_missing_tool(tmp_path: Path) -> None:
    """The message says how to install it."""
    with pytest.raises(MissingTool, match="make quarto"):
        _ = QuartoEngine(tmp_path / "quarto").version


def test_a_manuscript_that_embeds_a_stored_notebook_is_rendered_where_it_has_outputs(
    project: Path, fake: FakeQuarto
) -> None:
    """Quarto embeds what the file holds, so it works in a copy of the project; the project stays as it is."""
    stored = project / "notebooks" / "mrd.ipynb"
    executed = project / "report" / "_notebooks" / "tiny" / "mrd.ipynb"
    printed = {"output_type": "stream", "name": "stdout", "text": "said"}
    for path, outputs in ((stored, []), (executed, [printed])):
        cell = {"cell_type": "code", "id": "said", "metadata": {}, "source": "x", "outputs": outputs}
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps({"cells": [cell]}), "utf-8")
    (project / "data" / "tiny").mkdir(parents=True)
    source = project / "report" / "tiny.qmd"
    source.write_text("{{< embed ../notebooks/mrd.ipynb#said >}}\n", "utf-8")
    fake.behave(shows="notebooks/mrd.ipynb")
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}

    (artifact,) = QuartoEngine(fake.program).render(Document(source, project), ("html",), project / "out")

    assert json.loads(artifact.path.read_text("utf-8"))["cells"][0]["outputs"] == [printed]
    after = {path: path.read_bytes() for path in project.rglob("*") if path.is_file() and path != artifact.path}
    assert before == after


def test_the_page_is_told_of_the_pages_of_the_notebooks(project: Path, fake: FakeQuarto) -> None:
    """By settings for the HTML alone."""
    links = (NotebookLink("Minimal residual disease", "notebooks/mrd.html"),)
    document = Document(project / "report" / "tiny.qmd", project, notebooks=links)

    QuartoEngine(fake.program).render(document, ("html", "pdf"), project / "_build" / "tiny")

    html, pdf = fake.calls
    assert html["settings"] == {
        "language": {"other-links-title": "Notebooks"},
        "other-links": [{"href": "notebooks/mrd.html", "text": "Minimal residual disease"}],
    }
    assert pdf["settings"] is None
    assert pdf["arguments"] == ["render", "report/tiny.qmd", "--to", "typst"]
