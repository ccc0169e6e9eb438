"""Images, includes and named files are files of the project: nothing leads out of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.checks.manuscript import check_manuscript
from epicrisis.cli import main
from epicrisis.errors import RenderFailed
from epicrisis.render.embedded.engine import EmbeddedEngine
from epicrisis.render.engine import Document

PICTURE = Path(__file__).parents[1] / "fixtures" / "quarto" / "a.png"
COPY = "Copy it into the project."


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project beside a folder with secrets, and links from one to the other."""
    outside, root = tmp_path / "outside", tmp_path / "project"
    outside.mkdir()
    (root / "report").mkdir(parents=True)
    for name in ("secret.png", "secret.qmd", "secret.bib", "secret.css", "secret.ipynb"):
        (outside / name).write_bytes(PICTURE.read_bytes() if name.endswith("png") else b"a secret")
    (root / "_quarto.yml").write_text("project: {type: default}\n", "utf-8")
    (root / "inside.png").write_bytes(PICTURE.read_bytes())
    (root / "report" / "link.png").symlink_to(outside / "secret.png")
    (root / "report" / "link.qmd").symlink_to(outside / "secret.qmd")
    (root / "report" / "linked").symlink_to(outside)
    (root / "report" / "circle.png").symlink_to("circle.png")
    (root / "report" / "fine.png").symlink_to("../inside.png")
    return root


def problems_of(project: Path, text: str) -> list[str]:
    """Return the problems of a manuscript whose text starts in line 5."""
    source = project / "report" / "doc.qmd"
    source.write_text(f"---\ntitle: T\n---\n\n{text}\n", "utf-8")
    return [str(problem) for problem in check_manuscript(source, project, {"v": "../../outside/secret.png"})]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("![x](../../outside/secret.png)", "image ../../outside/secret.png"),
        ("![x](../report/../../outside/secret.png)", "image ../report/../../outside/secret.png"),
        ("![x](%2e%2e/%2e%2e/outside/secret.png)", "image ../../outside/secret.png"),
        ("![x](</etc/hostname>)", "image /etc/hostname"),
        ("![x](link.png)", "image link.png"),
        ("![x](linked/secret.png)", "image linked/secret.png"),
        ("![x][there]\n\n[there]: ../../outside/secret.png", "image ../../outside/secret.png"),
        ("![x]({{< var v >}})", "image ../../outside/secret.png"),
        ("{{< include ../../outside/secret.qmd >}}", "included file ../../outside/secret.qmd"),
        ("{{< include /../outside/secret.qmd >}}", "included file /../outside/secret.qmd"),
        ("{{< include link.qmd >}}", "included file link.qmd"),
        ("{{< include linked/secret.qmd >}}", "included file linked/secret.qmd"),
        ("{{< embed ../../outside/secret.ipynb#cell >}}", "notebook ../../outside/secret.ipynb"),
    ],
)
def test_what_leads_out_of_the_project_is_refused_with_its_line(project: Path, text: str, what: str) -> None:
    """Absolute paths, dots, links, encoded dots, references and values all lead to the same message."""
    (problem,) = problems_of(project, text)

    place, _, message = problem.partition(": ")
    assert place == f"report/doc.qmd, line {7 if '[there]:' in text else 5}"
    assert message == f"the {what} is outside the project. {COPY}"


def test_links_and_dots_inside_the_project_are_fine(project: Path) -> None:
    """What counts is where a path ends."""
    assert problems_of(project, "![x](fine.png)\n\n![y](../report/../inside.png)") == []


@pytest.mark.parametrize("text", ["![x](circle.png)", "{{< include circle.png >}}"])
def test_links_in_a_circle_are_a_problem_and_no_crash(project: Path, text: str) -> None:
    """They lead nowhere; what that is called depends on the version of Python."""
    (problem,) = problems_of(project, text)

    assert problem.startswith("report/doc.qmd, line 5: the ")
    assert "circle.png" in problem


@pytest.mark.parametrize("key", ["css", "include-after-body"])
def test_named_files_stay_inside_too(project: Path, key: str) -> None:
    """What would be put into a page is refused with the line of its key."""
    source = project / "report" / "doc.qmd"
    source.write_text(f"---\ntitle: T\n{key}: ../../outside/secret.css\n---\n\nWords.\n", "utf-8")

    (problem,) = [str(problem) for problem in check_manuscript(source, project, {})]

    assert problem.startswith("report/doc.qmd, line 3: the file ")
    assert problem.endswith(f"secret.css, named under {key}, is outside the project. {COPY}")


def test_an_image_that_is_written_into_the_text_is_refused(project: Path) -> None:
    """Only files of the project are images."""
    problems = problems_of(project, "![x](data:image/svg+xml;base64,AAAA)")

    assert problems == [
        "report/doc.qmd, line 5: this image is written into the text. Save it as a file of the project."
    ]


def test_the_command_refuses_them_before_it_writes(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`epicrisis render` says the same, with exit code 1."""
    problems_of(project, "![x](link.png)")

    code = main(["render", str(project / "report" / "doc.qmd"), "--engine", "embedded"])

    assert code == 1
    assert f"report/doc.qmd, line 5: the image link.png is outside the project. {COPY}" in capsys.readouterr().err
    assert not (project / "_build").exists()


def test_an_image_that_a_value_brings_is_refused_by_the_engine(project: Path) -> None:
    """A value is Markdown, which no check of the manuscript reads."""
    source = project / "report" / "doc.qmd"
    source.write_text("{{< var v >}}\n", "utf-8")
    document = Document(source, project, {"v": "![x](../../outside/secret.png)"})

    with pytest.raises(RenderFailed, match=r"secret\.png is outside the project"):
        EmbeddedEngine().render(document, ("html",), project / "out")
