"""The build: check, execute, fill in, render, seal."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from epicrisis.case.model import Case
from epicrisis.case.schema import TABLES
from epicrisis.digests import files_under
from epicrisis.errors import InvalidInput, NotebookFailed, UsageError
from epicrisis.inspection import Inspection, inspect, settled_case
from epicrisis.lock import held_lock
from epicrisis.notebooks.environment import notebook_timeout
from epicrisis.notebooks.execute import ExecutedNotebook, execute_notebooks
from epicrisis.notebooks.figure_files import publish_figures, read_figure_words
from epicrisis.notebooks.store import notebook_bytes, store_notebooks
from epicrisis.notebooks.warm import WarmKernels
from epicrisis.paths import FIGURE_STEMS, ProjectPaths
from epicrisis.progress import Progress
from epicrisis.provenance.manifest import MANIFEST_NAME, SCHEMA_NAME, make_manifest, schema_text
from epicrisis.provenance.recipe import Recipe, make_recipe
from epicrisis.render.assets import provide_assets
from epicrisis.render.checklist import make_checklist
from epicrisis.render.engine import Document, Engine
from epicrisis.render.notebook_pages import FOLDER as NOTEBOOKS
from epicrisis.render.notebook_pages import NotebookPage, notebook_pages, surroundings_of
from epicrisis.render.outputs import staging_folder
from epicrisis.render.screening import screen_outputs
from epicrisis.render.select import EngineChoice, select_engine
from epicrisis.transaction import Transaction, roll_back, transaction
from epicrisis.values.variables import write_variables

FORMATS = ("html", "pdf")
ENGINE_NAMES = {"quarto": "Quarto {}", "embedded": "the embedded engine ({})"}


@dataclass(frozen=True)
class BuildResult:
    """A finished build.

    Args:
        case: The case.
        engine: Name and version of the engine.
        outputs: The files for readers.
        changed_figures: Figure files whose bytes changed.
    """

    case: Case
    engine: str
    outputs: tuple[Path, ...]
    changed_figures: tuple[Path, ...]

    def summary(self, paths: ProjectPaths) -> str:
        """Return the closing lines of a build."""
        stems = sorted({path.stem for path in self.changed_figures})
        lines = [
            f"engine   {self.engine}",
            f"data     {self.case.id} {self.case.version}",
            f"figures  {', '.join(stems) + ' changed' if stems else 'unchanged'}",
            *(f"{_kind(path):<8} {paths.relative(path)}" for path in self.outputs),
        ]
        return "\n".join(lines)


def _kind(output: Path) -> str:
    return "notebook" if output.parent.name == NOTEBOOKS else output.suffix[1:]


def event_times(paths: ProjectPaths, case_id: str) -> list[dict[str, str | int | None]]:
    """Return the earliest and latest day of both edges of every event, in order of time.

    Args:
        paths: The project.
        case_id: The case.

    Returns:
        Objects with `event`, `edge`, `earliest` and `latest`; None is unbounded. A point has one edge, `start`.

    Raises:
        InvalidInput: If the tables cannot be read or the statements contradict each other.
    """
    case, chronology = settled_case(paths, case_id).require()
    return [
        {"event": event, "edge": edge, "earliest": bounds.earliest, "latest": bounds.latest}
        for event in chronology.order
        for edge in (("start", "end") if case.event_by_id[event].kind == "interval" else ("start",))
        for bounds in (chronology.at(event, edge),)
    ]


def times_table(times: list[dict[str, str | int | None]]) -> str:
    """Return event times as aligned text; a dash is unbounded."""
    width = max([len(str(row["event"])) for row in times] + [5])
    lines = [f"{'event':<{width}}  edge   earliest  latest"]
    for row in times:
        days = ["–" if row[key] is None else str(row[key]) for key in ("earliest", "latest")]
        lines.append(f"{row['event']:<{width}}  {row['edge']:<5}  {days[0]:>8}  {days[1]:>6}")
    return "\n".join(lines)


def draw_figures(paths: ProjectPaths, case_id: str, progress: Progress) -> tuple[Path, ...]:
    """Regenerate the figures of a case.

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
    with _alone(paths, progress):
        case, _ = settled_case(paths, case_id).require()
        with transaction(paths.transaction) as changes:
            changed, _notebooks = _draw(paths, case, progress, changes)
    return changed


def prepare(paths: ProjectPaths, case_id: str | None, progress: Progress) -> None:
    """Make everything that a bare `quarto render` needs.

    Args:
        paths: The project.
        case_id: The case; None is every case that has a manuscript.
        progress: Where to tell how it goes.

    Raises:
        InvalidInput: If the data or a manuscript have problems.
        NotebookFailed: If a notebook does not run to its end.
    """
    provide_assets(paths)
    engine = select_engine("auto", paths.root)
    cases = [case_id] if case_id else [known for known in paths.case_ids() if paths.manuscript(known).is_file()]
    variables: dict[str, Any] = {}
    with _alone(paths, progress), transaction(paths.transaction) as changes:
        for chosen in cases:
            inspection = inspect(paths, chosen)
            case, _ = inspection.require()
            _draw(paths, case, progress, changes)
            words = read_figure_words(paths.case_figures(case.id))
            digest = _recipe(paths, case, engine).digest
            variables |= inspection.variables(words, _engine_text(engine), digest)
        changes.write(paths.variables, write_variables(variables).encode())


def build(
    paths: ProjectPaths, case_id: str, engine_choice: EngineChoice, output_dir: Path | None, progress: Progress
) -> BuildResult:
    """Build the report of a case: every figure, the HTML and the PDF.

    Args:
        paths: The project.
        case_id: The case.
        engine_choice: `auto`, `quarto` or `embedded`.
        output_dir: Where HTML and PDF go; the case's own folder under `_build` by default.
        progress: Where to tell how it goes.

    Returns:
        The finished build.

    Raises:
        InvalidInput: If the data or the manuscript have problems.
        BuildStepFailed: If a notebook, a render or a write fails; the outputs are as they were.
        MissingTool: If the engine asked for is not installed.
    """
    engine = select_engine(engine_choice, paths.root)
    output = _checked_output(paths, (output_dir or paths.case_build(case_id)).resolve())
    with _alone(paths, progress):
        with progress.stage("check") as stage:
            _require_manuscript(paths, case_id)
            inspection = inspect(paths, case_id)
            case, _ = inspection.require()
            stage.note = _count(len(inspection.findings), "finding")
        with transaction(paths.transaction) as changes:
            changed, notebooks = _draw(paths, case, progress, changes)
            with progress.stage("values") as stage:
                words = read_figure_words(paths.case_figures(case_id))
                recipe = _recipe(paths, case, engine)
                variables = inspection.variables(words, _engine_text(engine), recipe.digest)
                changes.write(paths.variables, write_variables(variables).encode())
                provide_assets(paths)
                stage.note = _count(sum(len(case.rows(schema.name)) for schema in TABLES), "row")
            with progress.stage("render") as stage, staging_folder(paths.cache) as staging:
                pages = _pages(paths, case, notebooks)
                links = tuple(page.link for page in pages)
                document = Document(paths.manuscript(case_id), paths.root, variables, links)
                made = [artifact.path for artifact in engine.render(document, FORMATS, staging)]
                made += make_checklist(paths, inspection, {path.name: path.read_bytes() for path in made}, staging)
                files = {output / path.name: path.read_bytes() for path in made}
                files |= {output / NOTEBOOKS / f"{page.stem}.html": page.content for page in pages}
                _screen(paths, inspection, recipe, files)
                stage.note = f"{' and '.join(FORMATS)} by {_engine_text(engine)}"
            with progress.stage("seal") as stage:
                named = {output / NOTEBOOKS / f"{book.stem}.ipynb": notebook_bytes(book) for book in notebooks}
                named[output / paths.variables.name] = write_variables(variables).encode()
                _seal(paths, recipe, files | named, output, changes)
                stage.note = f"{MANIFEST_NAME}, digest {recipe.digest[:12]}"
    return BuildResult(case, _engine_text(engine), tuple(files), changed)


@contextmanager
def _alone(paths: ProjectPaths, progress: Progress) -> Iterator[None]:
    """Keep other builds of the project away, and clear up after one that was killed."""
    with held_lock(paths.cache / "build.lock", progress.say):
        if roll_back(paths.transaction):
            progress.say("the last build was cut short; its changes are undone")
        yield


def _screen(paths: ProjectPaths, inspection: Inspection, recipe: Recipe, files: Mapping[Path, bytes]) -> None:
    """Look over everything that readers will get, before anybody gets it."""
    contents = {paths.relative(path): content for path, content in files.items()}
    if problems := screen_outputs(contents, (*inspection.sources, recipe.digest), inspection.require()[0].created):
        raise InvalidInput(problems)


def _seal(
    paths: ProjectPaths, recipe: Recipe, files: Mapping[Path, bytes], output: Path, changes: Transaction
) -> None:
    """Bring the outputs to their places, and the manifest that names them."""
    for path, content in files.items():
        changes.write(path, content)
    manifest = make_manifest(paths, recipe, (*files, *files_under(paths.case_figures(recipe.case))), output)
    changes.write(output / SCHEMA_NAME, schema_text().encode())
    changes.write(output / MANIFEST_NAME, manifest.text().encode())


def _pages(paths: ProjectPaths, case: Case, notebooks: tuple[ExecutedNotebook, ...]) -> tuple[NotebookPage, ...]:
    return notebook_pages(notebooks, surroundings_of(paths.manuscript(case.id), paths.root, case.version))


def _checked_output(paths: ProjectPaths, output: Path) -> Path:
    """Refuse a folder in which outputs would fall among what people edit."""
    edited = (paths.data, paths.notebooks, paths.report, paths.figures, paths.root / "src")
    inside = any(output.is_relative_to(folder.resolve()) for folder in edited)
    if inside or paths.root.resolve().is_relative_to(output) or (output.exists() and not output.is_dir()):
        raise UsageError(f"--output-dir {paths.relative(output)}: outputs need a folder of their own.")
    return output


def _require_manuscript(paths: ProjectPaths, case_id: str) -> None:
    manuscript = paths.manuscript(case_id)
    if paths.case_data(case_id).is_dir() and not manuscript.is_file():
        raise UsageError(f"the case '{case_id}' has no manuscript: {paths.relative(manuscript)} is missing.")


def _draw(
    paths: ProjectPaths, case: Case, progress: Progress, changes: Transaction
) -> tuple[tuple[Path, ...], tuple[ExecutedNotebook, ...]]:
    """Execute the notebooks in a staging folder, then bring them and their figures to their places."""
    with (
        progress.stage("figures") as stage,
        tempfile.TemporaryDirectory(prefix="epicrisis-") as staging,
        WarmKernels(progress.say) as kernels,
    ):
        folder = Path(staging)
        notebooks = execute_notebooks(
            paths.notebook_files(),
            paths,
            case.id,
            folder,
            notebook_timeout(paths, case.id),
            progress.step,
            kernels=kernels,
            report=progress.say,
        )
        _require_figures(paths, folder)
        changed = publish_figures(folder, paths.case_figures(case.id), changes.write)
        store_notebooks(notebooks, paths.executed_notebooks(case.id), changes.write)
        stage.note = f"{_count(len(notebooks), 'notebook')}, {_count(len(changed), 'file')} changed"
    for notebook in notebooks:
        for line in notebook.warnings.splitlines():
            progress.say(f"{notebook.stem}: {line}")
    return changed, notebooks


def _require_figures(paths: ProjectPaths, folder: Path) -> None:
    """An old figure beside new numbers would be published, if a notebook that is missing went unseen."""
    missing = [stem for stem in FIGURE_STEMS if not (folder / f"{stem}.svg").is_file()]
    if missing:
        names = ", ".join(paths.relative(paths.notebooks / f"{stem}.ipynb") for stem in missing)
        raise NotebookFailed(f"no figure came from {names}. Each notebook publishes the figure of its name.")


def _recipe(paths: ProjectPaths, case: Case, engine: Engine) -> Recipe:
    return make_recipe(paths, case, {"name": engine.name, "version": engine.version})


def _engine_text(engine: Engine) -> str:
    return ENGINE_NAMES[engine.name].format(engine.version)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
