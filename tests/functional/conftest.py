"""A whole project around the small synthetic case, and the command as a user runs it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from epicrisis.cli import main
from epicrisis.digests import digest_file
from epicrisis.notebooks.warm import WarmKernels
from epicrisis.paths import ProjectPaths
from functional.stub_notebooks import write_stub_notebooks
from small_case import CASE_ID, TABLES_TEXT, write_case

REPOSITORY = Path(__file__).parents[2]

MANUSCRIPT = (Path(__file__).parent / "tiny.qmd").read_text(encoding="utf-8")
REFERENCES = (Path(__file__).parent / "tiny.bib").read_text(encoding="utf-8")


REFERENCE = (
    "@article{poe2022, author={Poe, Ann}, title={A third made-up report}, journal={J Test}, year=2022, volume=3,"
    " pages={4}}\n"
)

# what a transplanted case has to state, so that no check finds anything in the project
SOUND_TABLES = {
    "facts": TABLES_TEXT["facts"]
    + """\
match,graft,HLA match,10/10,,Test ¶2,synthetic,
loci,graft,loci compared for the HLA match,"A, B, C, DRB1 and DQB1",,Test ¶2,synthetic,
chimerism,graft,donor chimerism at the first visit,100,%,Test ¶2,synthetic,
gvhd,complication,GVHD,none,,Test ¶2,synthetic,
crs,complication,cytokine release syndrome,none,,Test ¶2,synthetic,
icans,complication,neurotoxicity,none,,Test ¶2,synthetic,
""",
    "treatments": TABLES_TEXT["treatments"]
    + "melphalan,graft,conditioning,melphalan,140,mg/m²,once,intravenous,Test ¶2,synthetic,\n",
}


@dataclass(frozen=True)
class Outcome:
    """What a command did.

    Args:
        code: Its exit code.
        output: What it printed to standard output.
        errors: What it printed to standard error.
    """

    code: int
    output: str
    errors: str


Command = Callable[..., Outcome]


def write_project(root: Path) -> ProjectPaths:
    """Write a project that a build turns into a report: the small case, its manuscript, notebooks and theme."""
    paths = write_case(root, tables=SOUND_TABLES)
    config = (REPOSITORY / "_quarto.yml").read_text(encoding="utf-8")
    paths.quarto_config.write_text(config.partition("epicrisis:")[0], encoding="utf-8")
    shutil.copytree(REPOSITORY / "notebooks", paths.notebooks, ignore=shutil.ignore_patterns(".*"))
    shutil.copytree(REPOSITORY / "report" / "theme", paths.report / "theme")
    paths.manuscript(CASE_ID).write_text(MANUSCRIPT, encoding="utf-8")
    (paths.report / "references.bib").write_text(REFERENCES, encoding="utf-8")
    return paths


@pytest.fixture(scope="session")
def built_project(tmp_path_factory: pytest.TempPathFactory) -> ProjectPaths:
    """A project that was built once; tests copy it."""
    paths = write_project(tmp_path_factory.mktemp("built"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(paths.root)
        assert main(["build", "--engine", "embedded"]) == 0
    return paths


@pytest.fixture
def project(built_project: ProjectPaths, tmp_path: Path) -> ProjectPaths:
    """A copy of the built project, for a test to change."""
    root = tmp_path / "project"
    shutil.copytree(built_project.root, root)
    return ProjectPaths(root)


@pytest.fixture
def epicrisis(
    project: ProjectPaths, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Command:
    """The command, run inside the project."""
    monkeypatch.chdir(project.root)
    monkeypatch.delenv("EPICRISIS_CASE", raising=False)

    def run(*arguments: str) -> Outcome:
        capfd.readouterr()
        try:
            code = main(arguments)
        except SystemExit as error:  # argparse ends the process itself
            code = int(error.code or 0)
        printed = capfd.readouterr()
        return Outcome(code, printed.out, printed.err)

    return run


@pytest.fixture
def outputs(project: ProjectPaths) -> Callable[[], dict[str, str]]:
    """The SHA-256 of every file that readers get: figures and outputs."""

    def read() -> dict[str, str]:
        folders = (project.case_figures(CASE_ID), project.case_build(CASE_ID))
        files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
        return {project.relative(path): digest_file(path) for path in sorted(files)}

    return read


@pytest.fixture(scope="module")
def as_submitted(built_project: ProjectPaths, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it was, with its figures."""
    folder = tmp_path_factory.mktemp("before") / "as-submitted"
    shutil.copytree(built_project.root, folder, ignore=shutil.ignore_patterns(".cache", "_build", "_*"))
    shutil.copy(built_project.root / "_quarto.yml", folder)
    return folder


def replace(path: Path, old: str, new: str) -> None:
    """Change a text in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def change(project: ProjectPaths) -> Callable[[], None]:
    """Change three cells and a sentence, and add a reference."""

    def edit() -> None:
        data = project.case_data("tiny")
        replace(data / "mrd.csv", "=,0.5,0.01", "=,0.7,0.01")
        replace(data / "timing.csv", "start,80,100", "start,82,100")
        replace(data / "facts.csv", "age,50,", "age,51,")
        replace(project.manuscript("tiny"), "The visit after that was", "The next visit was")
        references = project.report / "references.bib"
        references.write_text(references.read_text("utf-8") + REFERENCE, encoding="utf-8")
        replace(project.manuscript("tiny"), "[@doe2020]", "[@doe2020; @poe2022]")

    return edit


@pytest.fixture
def old(as_submitted: Path, tmp_path: Path) -> Path:
    """A copy of the project as it was, for a test to age."""
    folder = tmp_path / "old"
    shutil.copytree(as_submitted, folder)
    return folder


@pytest.fixture
def stubs(tmp_path: Path) -> ProjectPaths:
    """A project whose notebooks take no time."""
    root = tmp_path / "project"
    root.mkdir()
    paths = write_project(root)
    write_stub_notebooks(paths)
    return paths


@pytest.fixture(scope="module")
def kernels() -> Iterator[WarmKernels]:
    """Warm kernels for all builds of this module."""
    with WarmKernels(str) as warm:
        yield warm
