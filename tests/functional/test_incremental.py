"""Whatever people change, a build that does only what is stale gives the bytes of one that starts from nothing."""

from __future__ import annotations

import io
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from epicrisis.digests import digest_file
from epicrisis.errors import EpicrisisError
from epicrisis.manuscript.config import read_variables
from epicrisis.notebooks.warm import WarmKernels
from epicrisis.paths import ProjectPaths
from epicrisis.pipeline import build
from epicrisis.progress import Progress
from functional.stub_notebooks import write_notebook
from small_case import CASE_ID

MADE = ("figures", "_build", "_variables.yml", "report/_tables", "report/_notebooks")
QUIET = Progress(quiet=True)

Edit = Callable[[ProjectPaths, random.Random], None]


def table_of(paths: ProjectPaths, choice: random.Random) -> Path:
    """Choose a table."""
    return paths.case_data(CASE_ID) / f"{choice.choice(['mrd', 'immune_cells', 'lesions', 'facts'])}.csv"


def change_cell(paths: ProjectPaths, choice: random.Random) -> None:
    """Write another number into a table, perhaps one that no notebook reads."""
    path = table_of(paths, choice)
    text = path.read_text(encoding="utf-8")
    old = choice.choice([",0.5,", ",0.01,", ",120,", ",650,", ",4.2,", ",left,", ",0.6,"])
    path.write_text(text.replace(old, choice.choice([",0.6,", ",0.5,", ",0.02,"]), 1), encoding="utf-8")


def delete_row(paths: ProjectPaths, choice: random.Random) -> None:
    """Take the last row out of a table."""
    path = table_of(paths, choice)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[: max(2, len(lines) - 1)]) + "\n", encoding="utf-8")


def rename_row(paths: ProjectPaths, choice: random.Random) -> None:
    """Give the last row of a table another id."""
    path = table_of(paths, choice)
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[-1] = f"other_{choice.randrange(9)},{lines[-1].partition(',')[2]}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def change_sentence(paths: ProjectPaths, choice: random.Random) -> None:
    """Add a sentence to the report."""
    with paths.manuscript(CASE_ID).open("a", encoding="utf-8") as manuscript:
        manuscript.write(f"\nThe course went on in its {choice.choice(['first', 'second', 'third'])} part.\n")


def change_includes(paths: ProjectPaths, choice: random.Random) -> None:
    """Include a generated table, perhaps by a part of the report, or include one no more."""
    name = choice.choice(["lesions", "data", "mrd", "figure-mrd", "clarifications", "none"])
    include = f"\n{{{{< include _tables/{CASE_ID}/{name}.md >}}}}\n"
    part = choice.choice([paths.manuscript(CASE_ID), paths.report / "part.md"])
    text = part.read_text(encoding="utf-8") if part.exists() else ""
    part.write_text(text.replace(include, "\n") if include in text else text + include, encoding="utf-8")


def name_row(paths: ProjectPaths, choice: random.Random) -> None:
    """Print a value that was not printed before, or name its row where nothing is printed of it."""
    name = (
        f"{CASE_ID}.{choice.choice(['mrd.marrow_2', 'times.visit_1', 'lesions.node_visit', 'mrd.unknown'])}.text"
    )
    part = choice.choice([paths.manuscript(CASE_ID), paths.report / "notes.txt"])
    with part.open("a", encoding="utf-8") as text:
        text.write(f"\nThis is known: {{{{< var {name} >}}}}.\n")


def change_theme(paths: ProjectPaths, choice: random.Random) -> None:
    """Change the style of the page or of the print."""
    name, comment = choice.choice([("article.css", "\n/* {} */\n"), ("typst-show.typ", "\n// {}\n")])
    with (paths.report / "theme" / name).open("a", encoding="utf-8") as style:
        style.write(comment.format(choice.randrange(9)))


def change_notebook(paths: ProjectPaths, choice: random.Random) -> None:
    """Write another heading into a notebook, or add, rename or remove one."""
    extra, renamed = paths.notebooks / "extra.ipynb", paths.notebooks / "other.ipynb"
    action = choice.choice(["add", "rename", "remove"])
    if action == "add":
        write_notebook(extra, f"Extra {choice.randrange(9)}", f"print({choice.randrange(9)})")
    elif action == "rename" and extra.exists():
        extra.rename(renamed)
    else:
        extra.unlink(missing_ok=True)
        renamed.unlink(missing_ok=True)


def bring_file(paths: ProjectPaths, choice: random.Random) -> None:
    """Put a file beside the data or the report that a pattern may find, or take it away."""
    path = choice.choice([paths.case_data(CASE_ID) / "notes.txt", paths.report / "notes.bib"])
    if path.exists():
        path.unlink()
    else:
        path.write_text("", encoding="utf-8")


def touch(paths: ProjectPaths, choice: random.Random) -> None:
    """Change nothing but the time of a file."""
    os.utime(choice.choice([table_of(paths, choice), paths.manuscript(CASE_ID), paths.notebooks / "mrd.ipynb"]))


def damage(paths: ProjectPaths, choice: random.Random) -> None:
    """Change or remove something that was made: an output, or an entry of the cache."""
    kept = [path for path in (paths.store / "contents").rglob("*") if path.is_file()]
    outputs = [path for path in paths.case_build(CASE_ID).rglob("*") if path.is_file()]
    path = choice.choice(choice.choice([kept, outputs, [paths.case_figures(CASE_ID) / "mrd.svg"]]))
    if choice.random() < 0.5:
        path.write_bytes(b"other bytes")
    else:
        path.unlink()


EDITS: tuple[Edit, ...] = (
    change_cell,
    delete_row,
    rename_row,
    change_sentence,
    change_includes,
    name_row,
    change_theme,
    change_notebook,
    bring_file,
    touch,
    damage,
)


def made(paths: ProjectPaths) -> dict[str, str]:
    """Return the SHA-256 of every file that a build makes."""
    files = [
        path for name in MADE for path in [paths.root / name, *(paths.root / name).rglob("*")] if path.is_file()
    ]
    return {paths.relative(path): digest_file(path) for path in sorted(files)}


def result(paths: ProjectPaths, kernels: WarmKernels) -> tuple[str, dict[str, str]]:
    """Build, and return why it failed or everything that it made."""
    try:
        build(paths, CASE_ID, "embedded", None, QUIET, kernels)
    except EpicrisisError as error:
        return str(error), {}
    return "", made(paths)


def clean_copy(paths: ProjectPaths, root: Path) -> ProjectPaths:
    """Copy what people edit, and nothing that a build has made."""
    shutil.copytree(paths.root, root, ignore=shutil.ignore_patterns(".cache"))
    for name in MADE:
        shutil.rmtree(root / name, ignore_errors=True)
        (root / name).unlink(missing_ok=True)
    return ProjectPaths(root)


@pytest.mark.parametrize("seed", range(3))
def test_after_any_edits_an_incremental_build_equals_a_clean_one(
    seed: int, stubs: ProjectPaths, tmp_path: Path, kernels: WarmKernels
) -> None:
    """Byte for byte, page, print, figures, notebooks, tables, values and manifest; or with the same problems."""
    choice = random.Random(seed)
    original = clean_copy(stubs, tmp_path / "original")
    result(stubs, kernels)
    for step in range(2):
        if choice.random() < 0.2:  # revert everything
            shutil.copytree(original.root, stubs.root, dirs_exist_ok=True)
        for edit in choice.choices(EDITS, k=choice.randrange(1, 4)):
            edit(stubs, choice)

        incremental = result(stubs, kernels)
        clean = result(clean_copy(stubs, tmp_path / f"clean {step}"), kernels)

        assert incremental == clean


def test_a_build_with_nothing_to_do_does_nothing(stubs: ProjectPaths, kernels: WarmKernels) -> None:
    """Not even write a file."""
    build(stubs, CASE_ID, "embedded", None, QUIET, kernels)
    times = {path: path.stat().st_mtime_ns for path in stubs.root.rglob("*") if "store" not in path.parts}

    again = build(stubs, CASE_ID, "embedded", None, QUIET, kernels)

    assert again.redone == ()
    changed = {path for path, time in times.items() if path.is_file() and path.stat().st_mtime_ns != time}
    assert changed <= {stubs.lock}


def test_a_damaged_cache_is_reported_and_heals(stubs: ProjectPaths, kernels: WarmKernels) -> None:
    """One line for an entry; then what it held is made anew, and is the same."""
    before = result(stubs, kernels)
    for path in (stubs.store / "contents").rglob("*"):
        if path.is_file():
            path.write_bytes(b"damaged")
    shutil.rmtree(stubs.case_figures(CASE_ID))
    said = io.StringIO()

    build(stubs, CASE_ID, "embedded", None, Progress(said), kernels)

    assert "in the cache is damaged; it is thrown away and made anew" in said.getvalue()
    assert made(stubs) == before[1]


def test_a_read_outside_the_project_is_a_warning(
    stubs: ProjectPaths, kernels: WarmKernels, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """With the notebook and the file, in every build: no build can see when the file changes."""
    file = tmp_path_factory.mktemp("elsewhere") / "counts.txt"
    file.write_text("1", encoding="utf-8")
    write_notebook(stubs.notebooks / "extra.ipynb", "Extra", f"print(open({str(file)!r}).read())")
    said = io.StringIO()

    for _ in range(2):
        build(stubs, CASE_ID, "embedded", None, Progress(said), kernels)

    warning = (
        f"warning  notebooks/extra.ipynb: it reads {file}, which is neither in the project nor in its environment"
    )
    assert said.getvalue().count(warning) == 2


def test_an_unread_table_runs_no_notebook_again(stubs: ProjectPaths, kernels: WarmKernels) -> None:
    """The figure of a table that changed is drawn anew, and no other."""
    build(stubs, CASE_ID, "embedded", None, QUIET, kernels)
    table = stubs.case_data(CASE_ID) / "mrd.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",0.5,", ",0.7,", 1), encoding="utf-8")

    again = build(stubs, CASE_ID, "embedded", None, QUIET, kernels)

    assert [name for name in again.redone if name.startswith("notebook")] == ["notebook mrd"]


def test_another_sentence_has_the_data_checked_no_more(stubs: ProjectPaths, kernels: WarmKernels) -> None:
    """Nor any notebook run; what the manuscript says is held against what the data came to before."""
    build(stubs, CASE_ID, "embedded", None, QUIET, kernels)
    manuscript = stubs.manuscript(CASE_ID)
    manuscript.write_text(manuscript.read_text(encoding="utf-8") + "\n\nOne more sentence.\n", encoding="utf-8")

    again = build(stubs, CASE_ID, "embedded", None, QUIET, kernels)

    assert {name.split()[0] for name in again.redone} == {
        "check",
        "values",
        "variables",
        "render",
        "checklist",
        "screen",
    }
    assert "check data" not in again.redone


def test_a_generated_table_is_there_as_long_as_it_is_included(stubs: ProjectPaths, kernels: WarmKernels) -> None:
    """It holds what the data say now, not what they said when it was included before."""
    build(stubs, CASE_ID, "embedded", None, QUIET, kernels)
    manuscript, table = stubs.manuscript(CASE_ID), stubs.case_tables(CASE_ID) / "lesions.md"
    text = manuscript.read_text(encoding="utf-8")
    included = f"{text}\n{{{{< include _tables/{CASE_ID}/lesions.md >}}}}\n"
    lesions = stubs.case_data(CASE_ID) / "lesions.csv"
    told = []

    for side in ("left", "right"):
        changed = lesions.read_text(encoding="utf-8").replace("left", side)
        lesions.write_text(changed, encoding="utf-8")
        manuscript.write_text(included, encoding="utf-8")
        build(stubs, CASE_ID, "embedded", None, QUIET, kernels)
        told.append("right" in table.read_text(encoding="utf-8"))
        manuscript.write_text(text, encoding="utf-8")
        build(stubs, CASE_ID, "embedded", None, QUIET, kernels)
        assert not table.exists()

    assert told == [False, True]


def test_the_variables_file_holds_a_row_as_long_as_it_is_named(stubs: ProjectPaths, kernels: WarmKernels) -> None:
    """With the value that the data have now, wherever the name stands; nothing else is made anew for it."""
    build(stubs, CASE_ID, "embedded", None, QUIET, kernels)
    draft, mrd = stubs.root / "letter.qmd", stubs.case_data(CASE_ID) / "mrd.csv"
    told = []

    for result in ("not_detected", "positive"):
        mrd.write_text(mrd.read_text(encoding="utf-8").replace("not_detected", result), encoding="utf-8")
        build(stubs, CASE_ID, "embedded", None, QUIET, kernels)
        draft.write_text(f"{{{{< var {CASE_ID}.mrd.marrow_2.text >}}}}", encoding="utf-8")
        again = build(stubs, CASE_ID, "embedded", None, QUIET, kernels)
        told.append(read_variables(stubs.root)[CASE_ID]["mrd"]["marrow_2"]["relation"])
        draft.unlink()
        build(stubs, CASE_ID, "embedded", None, QUIET, kernels)
        assert again.redone == ("variables",)
        assert "marrow_2" not in read_variables(stubs.root)[CASE_ID]["mrd"]

    assert [text.partition("]")[0] for text in told] == ["[not detected", "[positive"]


def test_a_build_that_fails_leaves_the_tables_as_they_were(stubs: ProjectPaths, kernels: WarmKernels) -> None:
    """One that nobody includes any more is among them; the next build takes it away."""
    build(stubs, CASE_ID, "embedded", None, QUIET, kernels)
    manuscript, before = stubs.manuscript(CASE_ID), made(stubs)
    text = manuscript.read_text(encoding="utf-8").replace(f"{{{{< include _tables/{CASE_ID}/data.md >}}}}", "")
    manuscript.write_text(f"{text}\n@nobody2020\n", encoding="utf-8")

    with pytest.raises(EpicrisisError):
        build(stubs, CASE_ID, "embedded", None, QUIET, kernels)
    after = made(stubs)
    manuscript.write_text(text, encoding="utf-8")
    build(stubs, CASE_ID, "embedded", None, QUIET, kernels)

    assert after == before
    assert not (stubs.case_tables(CASE_ID) / "data.md").exists()
