"""The text is set while figures are being drawn; a build gives what it would if it had waited for them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from epicrisis.digests import digest_file
from epicrisis.notebooks.warm import WarmKernels
from epicrisis.paths import ProjectPaths
from epicrisis.pipeline import build
from epicrisis.progress import Progress
from epicrisis.render.embedded.engine import EmbeddedEngine
from epicrisis.render.engine import Document
from epicrisis.stages import checklist, notebooks
from epicrisis.stages.typesetting import Typesetting
from epicrisis.tracing.bundle import Bundle
from epicrisis.workshop import Workshop
from functional.stub_notebooks import write_notebook, write_stub_notebooks
from small_case import CASE_ID

QUIET = Progress(quiet=True)
TOOLS = """\
import json, os, time
from pathlib import Path
from epicrisis.atomic import write_if_changed
folder = Path(os.environ["EPICRISIS_FIGURES"])

def describe(alt, description):
    write_if_changed(folder / "mrd.json", json.dumps({"alt": alt, "description": description}).encode())

def draw(height):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="{height}"></svg>'
    write_if_changed(folder / "mrd.svg", svg.encode())

def wait(signal, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until and not os.path.exists(signal):
        time.sleep(0.01)
"""
PNG = (  # one white pixel
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe"
    "0def46b80000000049454e44ae426082"
)
PATIENCE = 60
"""For how many seconds a notebook waits for what should come meanwhile."""


def signal_of(paths: ProjectPaths) -> Path:
    """Return the file that tells a notebook to go on."""
    return paths.root.with_name("signal")


def write_slow_notebook(paths: ProjectPaths, made: str, last: str = "First words", more: str = "") -> None:
    """Write the notebook of MRD so that its words are there before its picture.

    Args:
        paths: The project.
        made: What the figure's description is.
        last: Its alternative text in the end; at first it is "First words".
        more: Code after that.
    """
    wait = f'wait("{signal_of(paths).as_posix()}", {PATIENCE})'
    code = [f'describe("First words", "{made}")', wait, f'describe("{last}", "{made}")', "draw(9)", more]
    write_notebook(paths.notebooks / "mrd.ipynb", "MRD", "\n".join([TOOLS, *code]))


@pytest.fixture
def stubs(project: ProjectPaths, monkeypatch: pytest.MonkeyPatch) -> ProjectPaths:
    """A project whose notebooks take no time, but that of MRD: it draws when its text was set, or will not be."""
    write_stub_notebooks(project)
    write_slow_notebook(project, "One")
    begin = Typesetting.begin

    def watched(*arguments: Any, **more: Any) -> None:
        begin(*arguments, **more)
        signal_of(project).touch()

    monkeypatch.setattr(Typesetting, "begin", watched)
    manuscript = project.manuscript(CASE_ID)
    figure = f'![MRD](../figures/{CASE_ID}/mrd.svg){{fig-alt="{{{{< var {CASE_ID}.figures.mrd.alt >}}}}"}}'
    manuscript.write_text(f"{manuscript.read_text(encoding='utf-8')}\n{figure}\n", encoding="utf-8")
    return project


@pytest.fixture
def rendered(stubs: ProjectPaths, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every render of the manuscript that was not begun early."""
    renders: list[Path] = []
    render = EmbeddedEngine.render

    def watched(engine: EmbeddedEngine, document: Document, *arguments: Any) -> Any:
        if document.source == stubs.manuscript(CASE_ID):
            renders.append(document.source)
        return render(engine, document, *arguments)

    monkeypatch.setattr(EmbeddedEngine, "render", watched)
    return renders


def made(paths: ProjectPaths) -> dict[str, str]:
    """Return the digests of all outputs, by name."""
    files = (path for path in paths.case_build(CASE_ID).rglob("*") if path.is_file())
    return {path.name: digest_file(path) for path in files}


def test_the_report_is_the_same_bytes(
    stubs: ProjectPaths,
    kernels: WarmKernels,
    rendered: list[Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Whether it was set early or not, also if nothing was there before."""
    build(stubs, CASE_ID, "embedded", None, QUIET, kernels)
    early = made(stubs)
    assert rendered == []
    stubs.cache.rename(tmp_path / "cache")
    monkeypatch.setattr(Typesetting, "begin", lambda *_, **__: None)

    build(stubs, CASE_ID, "embedded", None, QUIET, kernels)

    assert len(rendered) == 1
    assert made(stubs) == early


def test_the_checklist_is_set_while_the_report_is_made(
    stubs: ProjectPaths, kernels: WarmKernels, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Once, to the same bytes as if it had waited for the report; one that stays as it was is not set again."""
    begun: list[bool] = []  # for each time it was set: whether the report had been made
    set_checklist = checklist.set_checklist

    def watched(workshop: Workshop, written: Bundle) -> Any:
        begun.append("render pdf" in workshop.bundles)
        return set_checklist(workshop, written)

    monkeypatch.setattr(checklist, "set_checklist", watched)
    manuscript = stubs.manuscript(CASE_ID)
    text = (
        f'{manuscript.read_text(encoding="utf-8")}\n## Another {{care="9a"}}\n\nA part that the checklist names.\n'
    )
    manuscript.write_text(text, encoding="utf-8")
    build(stubs, CASE_ID, "embedded", None, QUIET, kernels)
    assert begun == [False]
    early = made(stubs)

    manuscript.write_text(f"{text}\nOne more.\n", encoding="utf-8")
    build(stubs, CASE_ID, "embedded", None, QUIET, kernels)
    assert begun == [False]

    manuscript.write_text(text, encoding="utf-8")
    stubs.cache.rename(tmp_path / "cache")
    monkeypatch.setattr(Typesetting, "begin_checklist", lambda *_: None)
    build(stubs, CASE_ID, "embedded", None, QUIET, kernels)
    assert begun == [False, True]
    assert made(stubs) == early


def test_words_that_change_in_the_end_are_those_that_count(
    stubs: ProjectPaths, kernels: WarmKernels, rendered: list[Path]
) -> None:
    """What was set with others is thrown away."""
    write_slow_notebook(stubs, "Two", last="Last words")

    build(stubs, CASE_ID, "embedded", None, QUIET, kernels)

    page = (stubs.case_build(CASE_ID) / f"{CASE_ID}.html").read_text(encoding="utf-8")
    assert len(rendered) == 1
    assert 'alt="Last words"' in page


def test_words_that_are_half_written_are_waited_for(
    stubs: ProjectPaths, kernels: WarmKernels, rendered: list[Path]
) -> None:
    """A notebook of somebody's own may write them piece by piece; the text is set early all the same."""
    others = "".join(f'wait(folder / "{stem}.json", {PATIENCE})\n' for stem in ("timeline", "immune_cells"))
    half = f'(folder / "mrd.json").write_text("{{")\n{others}time.sleep(0.3)\n'
    wait = f'wait("{signal_of(stubs).as_posix()}", {PATIENCE})\n'
    code = f'{TOOLS}{half}describe("Words", "Whole")\n{wait}draw(9)'
    write_notebook(stubs.notebooks / "mrd.ipynb", "MRD", code)

    build(stubs, CASE_ID, "embedded", None, QUIET, kernels)

    page = (stubs.case_build(CASE_ID) / f"{CASE_ID}.html").read_text(encoding="utf-8")
    assert rendered == []
    assert 'alt="Words"' in page


def test_a_cell_that_the_text_embeds_is_the_one_that_was_drawn(stubs: ProjectPaths, kernels: WarmKernels) -> None:
    """It is not there yet when the text is set early."""
    manuscript = stubs.manuscript(CASE_ID)
    for number in (1, 2):
        write_slow_notebook(stubs, str(number), more=f"print('Shown', {number})")
        embed = "\n{{< embed ../notebooks/mrd.ipynb#draw >}}\n" if number == 1 else ""
        manuscript.write_text(f"{manuscript.read_text(encoding='utf-8')}{embed}", encoding="utf-8")

        signal_of(stubs).unlink(missing_ok=True)
        build(stubs, CASE_ID, "embedded", None, QUIET, kernels)

        page = (stubs.case_build(CASE_ID) / f"{CASE_ID}.html").read_text(encoding="utf-8")
        assert f"Shown {number}" in page


def shown_pages(paths: ProjectPaths, kernels: WarmKernels, made: str) -> list[tuple[bytes, bool]]:
    """Draw a figure of a page before that for print, which comes when the page is shown, or never will be.

    Args:
        paths: The project.
        kernels: Where the notebook runs.
        made: What the figure looks like.

    Returns:
        Each page that was shown meanwhile, and whether the figure was in its place by then.
    """
    figure, signal = paths.case_figures(CASE_ID) / "mrd.svg", signal_of(paths)
    signal.unlink(missing_ok=True)
    wait = f'wait("{signal.as_posix()}", {PATIENCE})'
    print_it = f'(folder / "mrd.png").write_bytes(bytes.fromhex("{PNG}"))'
    code = [f'describe("Words", "{made}")', f"draw({made})", wait, print_it]
    write_notebook(paths.notebooks / "mrd.ipynb", "MRD", "\n".join([TOOLS, *code]))
    before = figure.read_bytes() if figure.exists() else b""
    shown: list[tuple[bytes, bool]] = []

    def show(page: bytes) -> None:
        shown.append((page, figure.exists() and figure.read_bytes() != before))

    build(paths, CASE_ID, "embedded", None, QUIET, kernels, show)
    return shown


def test_a_page_is_shown_as_soon_as_its_pictures_are_drawn(stubs: ProjectPaths, kernels: WarmKernels) -> None:
    """While the same figure is being made for print; the page that is published has the very same bytes."""
    page = stubs.case_build(CASE_ID) / f"{CASE_ID}.html"
    for made in ("11", "12"):
        assert shown_pages(stubs, kernels, made) == [(page.read_bytes(), False)]


@pytest.mark.parametrize(
    "more", ["{{< embed ../notebooks/mrd.ipynb#draw >}}", f"![Print](../figures/{CASE_ID}/mrd.png)"]
)
def test_a_page_that_shows_more_is_waited_for(more: str, stubs: ProjectPaths, kernels: WarmKernels) -> None:
    """The outputs of a cell, or a picture that comes later: what was there before is not shown again."""
    manuscript, page = stubs.manuscript(CASE_ID), stubs.case_build(CASE_ID) / f"{CASE_ID}.html"
    manuscript.write_text(f"{manuscript.read_text(encoding='utf-8')}\n\n{more}\n", encoding="utf-8")
    for made in ("11", "12"):
        assert shown_pages(stubs, kernels, made) == [(page.read_bytes(), True)]


def test_no_notebook_is_read_more_often_where_there_are_more(
    stubs: ProjectPaths, kernels: WarmKernels, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a build takes grows with its notebooks, and not with their square."""
    reads: list[Path] = []
    read = notebooks.read_code
    monkeypatch.setattr(notebooks, "read_code", lambda path: (reads.append(path), read(path))[1])
    times: list[int] = []

    for number, more in enumerate([0, 9]):
        for name in range(more):
            write_notebook(stubs.notebooks / f"more_{name}.ipynb", "More", f"print({name})")
        build(stubs, CASE_ID, "embedded", None, QUIET, kernels)
        write_slow_notebook(stubs, f"Once more, {number}")
        signal_of(stubs).unlink()  # so that the text is set both times while the figure is drawn
        reads.clear()
        build(stubs, CASE_ID, "embedded", None, QUIET, kernels)
        times.append(Counter(reads)[stubs.notebooks / "timeline.ipynb"])

    assert times[0] == times[1] > 0
