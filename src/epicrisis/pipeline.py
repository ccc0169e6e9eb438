"""The build: check, execute, fill in, render, seal; each step only if something that it read has changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from epicrisis.companion import Companion
from epicrisis.errors import UsageError
from epicrisis.lock import held_lock
from epicrisis.notebooks.environment import forks_kernels
from epicrisis.paths import ProjectPaths
from epicrisis.progress import Progress, count
from epicrisis.provenance.manifest import MANIFEST_NAME
from epicrisis.render.outputs import sweep
from epicrisis.render.select import EngineChoice
from epicrisis.stages.ahead import RENDERING
from epicrisis.stages.articles import FORMATS, render_articles
from epicrisis.stages.check import Checked, check_case
from epicrisis.stages.checklist import complete_checklist
from epicrisis.stages.engine import EngineIdentity, identify_engine
from epicrisis.stages.figures import Drawn, draw_stale_figures, tell_warnings
from epicrisis.stages.head_start import HeadStart, head_start
from epicrisis.stages.notebooks import ready_kernels
from epicrisis.stages.pages import FOLDER as NOTEBOOKS
from epicrisis.stages.pages import write_pages
from epicrisis.stages.rehearsal import begin_rehearsal
from epicrisis.stages.screen import looking_ahead, screen
from epicrisis.stages.seal import seal
from epicrisis.stages.typesetting import Typesetting
from epicrisis.stages.values import FILE as VARIABLES
from epicrisis.stages.values import fill_in, named_variables, recipe_of, write_down
from epicrisis.tracing.bundle import Bundle
from epicrisis.tracing.memory import remembering
from epicrisis.tracing.store import DamagedEntry, Store
from epicrisis.transaction import Transaction, roll_back, transaction
from epicrisis.workshop import Workshop

if TYPE_CHECKING:
    from epicrisis.notebooks.warm import WarmKernels

Result = TypeVar("Result")

MOST_DAMAGES = 3
"""After so many damaged entries the cache is thrown away as a whole."""


@dataclass(frozen=True)
class BuildResult:
    """A finished build.

    Args:
        case_id: The case.
        data_version: Version of its data.
        engine: Name and version of the engine.
        outputs: The files for readers.
        changed_figures: Figure files whose bytes changed.
        redone: The steps that were done; the others were as they had been.
    """

    case_id: str
    data_version: str
    engine: str
    outputs: tuple[Path, ...]
    changed_figures: tuple[Path, ...]
    redone: tuple[str, ...]

    def summary(self, paths: ProjectPaths) -> str:
        """Return the closing lines of a build."""
        stems = sorted({path.stem for path in self.changed_figures})
        lines = [
            f"engine   {self.engine}",
            f"data     {self.case_id} {self.data_version}",
            f"figures  {', '.join(stems) + ' changed' if stems else 'unchanged'}",
            *(f"{_kind(path):<8} {name}" for path, name in paths.names_of(self.outputs).items()),
        ]
        return "\n".join(lines)


def _kind(output: Path) -> str:
    return "notebook" if output.parent.name == NOTEBOOKS else output.suffix[1:]


def build(
    paths: ProjectPaths,
    case_id: str,
    engine_choice: EngineChoice,
    output_dir: Path | None,
    progress: Progress,
    kernels: WarmKernels | None = None,
    draft: Callable[[bytes], None] | None = None,
    companion: Companion | None = None,
) -> BuildResult:
    """Build the report of a case: every figure, the HTML and the PDF; what is not stale is left as it is.

    Args:
        paths: The project.
        case_id: The case.
        engine_choice: `auto`, `quarto` or `embedded`.
        output_dir: Where HTML and PDF go; the case's own folder under `_build` by default.
        progress: Where to tell how it goes.
        kernels: Warm kernels that outlive this build; without them, it has its own.
        draft: Told the page as soon as it is rendered, before the other outputs are; nothing is in its place then.
        companion: Who works beside this process and outlives this build; without one, it has its own.

    Returns:
        The finished build.

    Raises:
        InvalidInput: If the data or the manuscript have problems.
        BuildStepFailed: If a notebook, a render or a write fails; the outputs are as they were.
        MissingTool: If the engine asked for is not installed.
    """
    output = _checked_output(paths, (output_dir or paths.case_build(case_id)).resolve())

    def work(changes: Transaction) -> BuildResult:
        workshop = Workshop(paths, case_id, changes)
        with ready_kernels(workshop, kernels, progress) as ready, ExitStack() as stack:
            beside = None
            if ready is None and forks_kernels():  # else there is more to do, and the companion has to wait for it
                beside = companion or stack.enter_context(Companion())
            setting = stack.enter_context(Typesetting(workshop, ("html", "pdf") if draft else ("pdf", "html")))
            return _build(workshop, engine_choice, output, ready, progress, draft, beside, setting)

    return _alone(paths, progress, work)


def draw_figures(paths: ProjectPaths, case_id: str, progress: Progress) -> tuple[Path, ...]:
    """Regenerate the figures of a case, those that are stale.

    Args:
        paths: The project.
        case_id: The case.
        progress: Where to tell how it goes.

    Returns:
        The figure files whose bytes changed.

    Raises:
        InvalidInput: If the data have problems.
        NotebookFailed: If a notebook does not run to its end.
    """
    from epicrisis.inspection.data import settled_case

    def draw(changes: Transaction) -> tuple[Path, ...]:
        settled_case(paths, case_id).require()
        workshop = Workshop(paths, case_id, changes)
        with ready_kernels(workshop, None, progress) as kernels:
            return _draw(workshop, kernels, progress).changed

    return _alone(paths, progress, draw)


def prepare(paths: ProjectPaths, case_id: str | None, progress: Progress, documents: Sequence[Path] = ()) -> None:
    """Make everything that a bare `quarto render` needs.

    Args:
        paths: The project.
        case_id: The case; None is every case that has a manuscript.
        progress: Where to tell how it goes.
        documents: What is going to be rendered, so that the values that it names are there.

    Raises:
        InvalidInput: If the data or a manuscript have problems.
        NotebookFailed: If a notebook does not run to its end.
    """
    from epicrisis.render.assets import provide_assets
    from epicrisis.values.variables_file import write_variables

    cases = [case_id] if case_id else [known for known in paths.case_ids() if paths.manuscript(known).is_file()]

    def make(changes: Transaction) -> None:
        variables: dict[str, Any] = {}
        for chosen in cases:
            workshop = Workshop(paths, chosen, changes, documents=documents)
            engine = identify_engine(workshop, "auto")
            checked, drawn, values = _filled_in(workshop, engine, progress)
            write_pages(workshop, checked, drawn)
            variables |= named_variables(workshop, checked, values)
        changes.write(paths.variables, write_variables(variables).encode())

    provide_assets(paths)
    _alone(paths, progress, make)


def build_unsealed(paths: ProjectPaths, case_id: str, engine_choice: EngineChoice, progress: Progress) -> bytes:
    """Draw the figures of a case and render its page, whatever the checks find: to be compared, not published.

    There is no output folder and no manifest; figures, tables and values go to their places.

    Args:
        paths: The project.
        case_id: The case.
        engine_choice: `auto`, `quarto` or `embedded`.
        progress: Where to tell how it goes.

    Returns:
        The page, HTML.

    Raises:
        InvalidInput: If the data or the manuscript cannot be read.
        BuildStepFailed: If a notebook or the render fails.
        MissingTool: If the engine asked for is not installed.
    """

    def make(changes: Transaction) -> bytes:
        workshop = Workshop(paths, case_id, changes, lenient=True)
        engine = identify_engine(workshop, engine_choice)
        checked, drawn, values = _filled_in(workshop, engine, progress)
        workshop.place(paths.variables, write_down(workshop, checked, values), VARIABLES)
        pages = write_pages(workshop, checked, drawn)
        (page,) = render_articles(workshop, engine, checked, values, pages, ("html",))
        return workshop.content(page, next(iter(page.files)))

    return _alone(paths, progress, make)


def _filled_in(workshop: Workshop, engine: EngineIdentity, progress: Progress) -> tuple[Checked, Drawn, Bundle]:
    """Do what comes before any page: check the case, draw its figures, fill in the values."""
    with ready_kernels(workshop, None, progress) as kernels:
        checked = _check(workshop, progress)
        drawn = _draw(workshop, kernels, progress)
    return checked, drawn, fill_in(workshop, checked, drawn, engine, recipe_of(workshop, checked, engine).digest)


def _alone(paths: ProjectPaths, progress: Progress, work: Callable[[Transaction], Result]) -> Result:
    """Do some work while no other build of the project runs, all of it or nothing."""
    with held_lock(paths.lock, progress.say):
        if roll_back(paths.transaction):
            progress.say("the last build was cut short; what it had changed is as it was")
        sweep(paths.cache)
        Store(paths.store).sweep()
        for _ in range(MOST_DAMAGES):
            try:
                with transaction(paths.transaction) as changes, remembering(Store(paths.store)):
                    return work(changes)
            except DamagedEntry as error:
                progress.say(f"cache    {error}; it is thrown away and made anew")
        Store(paths.store).forget()
        with transaction(paths.transaction) as changes, remembering(Store(paths.store)):
            return work(changes)


def _build(
    workshop: Workshop,
    choice: EngineChoice,
    output: Path,
    kernels: WarmKernels | None,
    progress: Progress,
    draft: Callable[[bytes], None] | None,
    companion: Companion | None,
    setting: Typesetting,
) -> BuildResult:
    engine = identify_engine(workshop, choice)
    rehearsal = begin_rehearsal(workshop, engine, ("html",) if draft else FORMATS, companion)
    with head_start(workshop, kernels, progress) as begun:
        checked = _check(workshop, progress, rehearsal.next_modules)
        drawn = _draw(workshop, kernels, progress, begun, partial(setting.begin, engine, checked, draft=draft))
    recipe = recipe_of(workshop, checked, engine)
    with progress.stage("values") as stage:
        values = fill_in(workshop, checked, drawn, engine, recipe.digest)
        rows = count(checked.facts["rows"], "row")
        stage.note = rows if rehearsal.answer else _note(workshop, rows, "values")
        variables = write_down(workshop, checked, values)
    if engine.name == "quarto":  # it reads them
        workshop.place(workshop.paths.variables, variables, VARIABLES)
    with progress.stage("render") as stage:
        pages = write_pages(workshop, checked, drawn)
        rehearsal.end()
        articles = _articles(workshop, engine, checked, values, pages, draft, setting)
        with looking_ahead(workshop, articles):
            checklist = complete_checklist(workshop, checked, articles, setting.checklist)
        made = (*articles, checklist, *pages)
        outputs = {output / file: (bundle, file) for bundle in made for file in bundle.files}
        screen(workshop, checked, drawn, outputs, recipe.digest)
        stage.note = _note(workshop, f"{' and '.join(FORMATS)} by {engine}", "page", "render")
    with progress.stage("seal") as stage:
        workshop.place(workshop.paths.variables, variables, VARIABLES)
        seal(workshop, recipe, {**outputs, output / VARIABLES: (variables, VARIABLES)}, output)
        stage.note = f"{MANIFEST_NAME}, digest {recipe.digest[:12]}"
    files = tuple(path for path in outputs if path.suffix != ".ipynb")
    return BuildResult(checked.id, checked.version, str(engine), files, drawn.changed, tuple(workshop.redone))


def _articles(
    workshop: Workshop,
    engine: EngineIdentity,
    checked: Checked,
    values: Bundle,
    pages: list[Bundle],
    draft: Callable[[bytes], None] | None,
    setting: Typesetting,
) -> list[Bundle]:
    """Return the report in every format; the page is shown as a draft before the others are made."""
    if draft:
        (page,) = render_articles(workshop, engine, checked, values, pages, ("html",), setting)
        if (content := workshop.content(page, next(iter(page.files)))) != setting.proof:
            draft(content)
    return render_articles(workshop, engine, checked, values, pages, setting=setting)


def _check(workshop: Workshop, progress: Progress, next_modules: tuple[str, ...] = RENDERING) -> Checked:
    with progress.stage("check") as stage:
        checked = check_case(workshop, next_modules)
        stage.note = _note(workshop, count(checked.facts["findings"], "finding"), "check")
    return checked


def _draw(
    workshop: Workshop,
    kernels: WarmKernels | None,
    progress: Progress,
    begun: HeadStart | None = None,
    meanwhile: Callable[[HeadStart], None] | None = None,
) -> Drawn:
    with progress.stage("figures") as stage:
        drawn = draw_stale_figures(workshop, kernels, progress, begun, meanwhile)
        changed = f"{count(len(drawn.bundles), 'notebook')}, {count(len(drawn.changed), 'file')} changed"
        stage.note = _note(workshop, changed, "notebook")
    tell_warnings(workshop, drawn, progress)
    return drawn


def _note(workshop: Workshop, done: str, *steps: str) -> str:
    """Return what is said of a stage: that it was fresh, if none of its steps had to be done."""
    redone = any(name.split()[0] in steps for name in workshop.redone)
    return done if redone else f"{done} (fresh)"


def _checked_output(paths: ProjectPaths, output: Path) -> Path:
    """Refuse a folder in which outputs would fall among what people edit."""
    edited = (paths.data, paths.notebooks, paths.report, paths.figures, paths.root / "src")
    inside = any(output.is_relative_to(folder.resolve()) for folder in edited)
    if inside or paths.root.resolve().is_relative_to(output) or (output.exists() and not output.is_dir()):
        raise UsageError(f"--output-dir {paths.relative(output)}: outputs need a folder of their own.")
    return output
