"""The commands beside `build`, and the help of all of them."""

import json
import re
import shutil

import pytest
import yaml

from epicrisis.paths import ProjectPaths
from functional.conftest import Command

COMMANDS = ("build", "preview", "figures", "prepare", "check", "times", "render", "export", "verify", "review")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(epicrisis: Command, command: str) -> None:
    """The example is a line that can be copied."""
    outcome = epicrisis(command, "--help")

    assert outcome.code == 0
    assert re.search(rf"^example:\n  epicrisis {command}", outcome.output, re.MULTILINE)


def test_the_general_help_names_every_command_and_the_exit_codes(epicrisis: Command) -> None:
    """Nobody has to guess what there is."""
    outcome = epicrisis("--help")

    assert outcome.code == 0
    assert all(re.search(rf"^    {command} +\S", outcome.output, re.MULTILINE) for command in COMMANDS)
    codes = (
        "0 done, 1 findings or a verify mismatch, 2 wrong usage, 3 a build step failed, 4 a needed tool is missing"
    )
    assert codes in " ".join(outcome.output.split())


def test_times_as_json_have_null_for_unbounded(epicrisis: Command) -> None:
    """A point has one edge, an interval two."""
    outcome = epicrisis("times", "--format", "json")

    times = json.loads(outcome.output)
    assert {"event": "visit_1", "edge": "start", "earliest": 28, "latest": 28} in times
    assert {"event": "relapse", "edge": "start", "earliest": None, "latest": -40} in times
    assert {"event": "virus", "edge": "start", "earliest": 15, "latest": 25} in times
    assert {"event": "virus", "edge": "end", "earliest": 20, "latest": 100} in times
    assert [(row["event"], row["edge"]) for row in times].count(("visit_1", "end")) == 0


def test_times_as_text_are_a_table(epicrisis: Command) -> None:
    """A dash is unbounded."""
    outcome = epicrisis("times")

    assert re.search(r"^relapse +start +– +-40$", outcome.output, re.MULTILINE)


def test_check_of_a_sound_case_has_no_findings(epicrisis: Command) -> None:
    """As text in words, as JSON an empty list."""
    assert epicrisis("check").output == "no findings\n"
    assert json.loads(epicrisis("check", "--format", "json").output) == []


def test_figures_says_which_files_changed(epicrisis: Command, project: ProjectPaths) -> None:
    """A deleted figure comes back, the others keep their bytes."""
    (project.case_figures("tiny") / "mrd.svg").unlink()

    outcome = epicrisis("figures")

    assert outcome.code == 0
    assert outcome.output == "changed  figures/tiny/mrd.svg\n"


def test_prepare_makes_what_a_bare_quarto_render_needs(epicrisis: Command, project: ProjectPaths) -> None:
    """Figures, values, tables, citation style and fonts."""
    for path in (project.variables, project.case_tables("tiny") / "mrd.md"):
        path.unlink()

    outcome = epicrisis("prepare")

    variables = yaml.safe_load(project.variables.read_text(encoding="utf-8"))
    assert outcome.code == 0
    assert variables["tiny"]["mrd"]["relapse"]["text"].startswith("[0.5%]")
    assert (project.case_tables("tiny") / "mrd.md").is_file()
    assert (project.cache / "frontiers-medical-journals.csl").is_file()
    assert sorted(path.suffix for path in (project.cache / "fonts").iterdir()) == [".ttf"] * 5


def test_prepare_writes_down_what_quarto_is_going_to_print(
    epicrisis: Command, project: ProjectPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quarto names its documents, which may lie anywhere; one that it does not name has no part in it."""
    for name, row in (("letter", "virus"), ("draft", "visit_2")):
        document = project.root / "letters" / f"{name}.qmd"
        document.parent.mkdir(exist_ok=True)
        document.write_text(f"{{{{< var tiny.events.{row}.label >}}}}", encoding="utf-8")
    monkeypatch.setenv("QUARTO_PROJECT_INPUT_FILES", "letters/letter.qmd\nreport/tiny.qmd")

    assert epicrisis("prepare").code == 0

    events = yaml.safe_load(project.variables.read_text(encoding="utf-8"))["tiny"]["events"]
    assert "virus" in events
    assert "visit_2" not in events


def test_prepare_does_nothing_when_a_build_has_done_it(
    epicrisis: Command, project: ProjectPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build calls Quarto, which calls `prepare`."""
    monkeypatch.setenv("EPICRISIS_PREPARED", "1")
    project.variables.unlink()

    assert epicrisis("prepare").code == 0
    assert not project.variables.exists()


def test_render_renders_any_document(epicrisis: Command, project: ProjectPaths) -> None:
    """A lone document outside the project's manuscripts, to one format."""
    lone = project.root / "draft.qmd"
    lone.write_text("---\ntitle: A draft\n---\n\nText.\n", encoding="utf-8")

    outcome = epicrisis("render", "draft.qmd", "--to", "html", "--engine", "embedded", "--output-dir", "out")

    assert outcome.code == 0
    assert "A draft" in (project.root / "out" / "draft.html").read_text(encoding="utf-8")
    assert not (project.root / "out" / "draft.pdf").exists()


def test_a_document_beside_the_report_can_name_any_row(epicrisis: Command, project: ProjectPaths) -> None:
    """Also one that the report does not name; its value is that of the last build, as the others are."""
    letter = project.root / "letters" / "cover.qmd"
    letter.parent.mkdir()
    text = "MRD {{< var tiny.mrd.marrow_2.relation >}}, {{< var tiny.mrd.relapse.text >}}.\n"
    letter.write_text(f"---\ntitle: A letter\n---\n\n{text}", "utf-8")
    mrd = project.case_data("tiny") / "mrd.csv"
    mrd.write_text(mrd.read_text("utf-8").replace("0.5", "0.7").replace("not_detected", "positive"), "utf-8")

    options = ("--to", "html", "--engine", "embedded", "--output-dir", "out")
    outcome = epicrisis("render", "letters/cover.qmd", *options)

    page = (project.root / "out" / "cover.html").read_text("utf-8")
    assert outcome.code == 0
    assert "marrow_2" not in project.variables.read_text("utf-8")
    assert ">not detected<" in page
    assert ">0.5%<" in page


def test_without_the_cache_a_document_can_name_what_the_report_names(
    epicrisis: Command, project: ProjectPaths
) -> None:
    """Of the rest nothing is known any more, and what to do is said."""
    shutil.rmtree(project.cache)
    letter = project.root / "letter.qmd"
    letter.write_text("---\ntitle: A letter\n---\n\n{{< var tiny.mrd.relapse.text >}}\n", "utf-8")
    assert epicrisis("render", "letter.qmd", "--to", "html", "--engine", "embedded").code == 0

    letter.write_text("---\ntitle: A letter\n---\n\n{{< var tiny.mrd.marrow_2.text >}}\n", "utf-8")
    outcome = epicrisis("render", "letter.qmd", "--to", "html", "--engine", "embedded")

    assert outcome.code == 1
    assert "letter.qmd, line 5: there is no variable tiny.mrd.marrow_2.text" in outcome.errors


def test_render_gives_what_a_journal_takes_in(epicrisis: Command, project: ProjectPaths) -> None:
    """Word, and JATS with its images beside it, of the report that was built."""
    outcome = epicrisis(
        "render", "report/tiny.qmd", "--to", "docx,jats", "--engine", "embedded", "--output-dir", "out"
    )

    names = [path.relative_to(project.root / "out").as_posix() for path in (project.root / "out").rglob("*.*")]
    images = [f"tiny-files/{stem}.png" for stem in ("immune_cells", "mrd", "timeline")]
    assert outcome.code == 0
    assert sorted(names) == sorted([*images, "tiny.docx", "tiny.xml"])


def test_a_case_may_be_named_as_the_shell_completes_it(epicrisis: Command, project: ProjectPaths) -> None:
    """A trailing slash is dropped, so that the manuscript is checked too; a path is wrong usage."""
    manuscript = project.manuscript("tiny")
    manuscript.write_text(manuscript.read_text(encoding="utf-8") + "\nSee @fig-nowhere.\n", encoding="utf-8")

    assert epicrisis("check", "--case", "tiny/").code == 1
    assert epicrisis("check", "--case", "./tiny").code == 2


def test_export_writes_a_crate_and_a_packet(epicrisis: Command, project: ProjectPaths) -> None:
    """It says where they are."""
    crate, packet = epicrisis("export", "rocrate"), epicrisis("export", "phenopacket")

    assert (0, "rocrate      _build/tiny/rocrate\n") == (crate.code, crate.output)
    assert (0, "phenopacket  _build/tiny/tiny.phenopacket.json\n") == (packet.code, packet.output)
    assert (project.case_build("tiny") / "rocrate" / "_build" / "tiny" / "tiny.pdf").is_file()
