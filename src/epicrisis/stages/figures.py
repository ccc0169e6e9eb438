"""The second stage: notebooks draw the figures, each in a kernel of its own, and only those that are stale."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from epicrisis.errors import NotebookFailed
from epicrisis.notebooks.code import read_code
from epicrisis.paths import FIGURE_STEMS
from epicrisis.progress import Progress
from epicrisis.stages.ahead import get_ready
from epicrisis.stages.head_start import HeadStart
from epicrisis.stages.notebooks import WORDS, all_terms, execute, stale_among, step_name
from epicrisis.tracing.bundle import Bundle
from epicrisis.tracing.modules import modules_used_by
from epicrisis.tracing.trace import Trace
from epicrisis.workshop import Made, Workshop

if TYPE_CHECKING:
    from epicrisis.notebooks.execute import ExecutedNotebook
    from epicrisis.notebooks.warm import WarmKernels

OUTPUTS = ".outputs.json"
"""What the cells showed, between this stage and the notebooks' pages."""


@dataclass(frozen=True)
class Drawn:
    """The notebooks of a case, executed.

    Args:
        bundles: What each has made, by stem.
        changed: The figure files whose bytes changed.
    """

    bundles: dict[str, Bundle]
    changed: tuple[Path, ...]

    @cached_property
    def words(self) -> dict[str, tuple[Bundle, str]]:
        """The bundle and file that hold the words of each figure, by its stem."""
        made = ((file, bundle) for bundle in self.bundles.values() for file in bundle.files)
        words = {
            Path(file).stem: (bundle, file) for file, bundle in made if file != OUTPUTS and file.endswith(WORDS)
        }
        return dict(sorted(words.items()))


def draw_stale_figures(
    workshop: Workshop,
    kernels: WarmKernels | None,
    progress: Progress,
    begun: HeadStart | None = None,
    meanwhile: Callable[[HeadStart], None] | None = None,
) -> Drawn:
    """Execute the notebooks that are stale, and bring all figures to their places.

    Args:
        workshop: The build's.
        kernels: Where warm kernels come from.
        progress: Told of each notebook that ran.
        begun: Notebooks that are under way already.
        meanwhile: What this thread does while it waits for these.

    Raises:
        NotebookFailed: If notebooks failed, or one did not draw the figure of its name.
    """
    terms = all_terms(workshop)
    wanted = {notebook: terms[notebook] for notebook in stale_among(workshop, terms)}
    if wanted:
        _draw(workshop, kernels, wanted, progress, begun, meanwhile)
    bundles = {notebook.stem: workshop.bundles[step_name(notebook)] for notebook in terms}
    _require_figures(workshop, bundles)
    changed = [
        workshop.paths.root / file
        for bundle in bundles.values()
        for file in bundle.files
        if file != OUTPUTS and workshop.place(workshop.paths.root / file, bundle, file)
    ]
    return Drawn(bundles, tuple(sorted(changed)))


def _draw(
    workshop: Workshop,
    kernels: WarmKernels | None,
    wanted: Mapping[Path, Mapping[str, str]],
    progress: Progress,
    begun: HeadStart | None,
    meanwhile: Callable[[HeadStart], None] | None,
) -> None:
    left = dict(wanted)
    if begun:
        for notebook, result in begun.results(wanted, meanwhile).items():
            _keep(workshop, notebook, left.pop(notebook), result, begun.folder)
    if left:
        _execute(workshop, kernels, left, progress)
    if kernels:
        kernels.rest()


def known_figures(workshop: Workshop) -> Drawn | None:
    """Return the executed notebooks, if none of them is stale; nothing is brought to its place.

    Args:
        workshop: The build's.
    """
    terms = all_terms(workshop)
    if stale_among(workshop, terms):
        return None
    return Drawn({notebook.stem: workshop.bundles[step_name(notebook)] for notebook in terms}, ())


def tell_warnings(workshop: Workshop, drawn: Drawn, progress: Progress) -> None:
    """Print what the notebooks warned of, and what they read that no build can follow."""
    for stem, bundle in drawn.bundles.items():
        for line in bundle.facts["warnings"].splitlines():
            progress.say(f"{stem}: {line}")
        for finding in outside_findings(workshop, stem, bundle.trace.outside):
            progress.say(finding)


def outside_findings(workshop: Workshop, stem: str, outside: Sequence[str]) -> list[str]:
    """Return one warning for each file that a notebook read and that no build can follow."""
    if not outside:
        return []
    home = str(Path.home())
    name = workshop.paths.relative(workshop.paths.notebooks / f"{stem}.ipynb")
    return [
        f"warning  {name}: it reads {path.replace(home, '~')}, which is neither in the project nor in its "
        "environment, so that no build sees when it changes. Keep it in the project. [notebook.outside]"
        for path in outside
    ]


def _execute(
    workshop: Workshop, kernels: WarmKernels | None, terms: Mapping[Path, Mapping[str, str]], progress: Progress
) -> None:
    with tempfile.TemporaryDirectory(prefix="epicrisis-") as staging:
        folder = Path(staging).resolve()
        aside = partial(get_ready, [*terms])
        executed = execute(workshop, kernels, [*terms], folder, progress.step, progress.say, meanwhile=aside)
        for notebook, result in zip(terms, executed, strict=True):
            _keep(workshop, notebook, terms[notebook], result, folder)


def _keep(
    workshop: Workshop, notebook: Path, terms: Mapping[str, str], result: ExecutedNotebook, folder: Path
) -> None:
    code = workshop.code_trace(modules_used_by, read_code(notebook).text)
    workshop.keep(step_name(notebook), terms, _lasting(result.trace) | code, _made(workshop, result, folder))


def _made(workshop: Workshop, executed: ExecutedNotebook, folder: Path) -> Made:
    """Return what a notebook has made: its outputs, and what it wrote into the folder for figures."""
    from epicrisis.notebooks.document import outputs_of

    figures = workshop.paths.relative(workshop.paths.case_figures(workshop.case_id))
    written = sorted(path for path in map(Path, executed.trace.written) if path.parent == folder)
    files = {f"{figures}/{path.name}": path.read_bytes() for path in written}
    return Made({**files, OUTPUTS: outputs_of(executed.node)}, {"warnings": executed.warnings})


def _lasting(trace: Trace) -> Trace:
    return Trace(trace.files, trace.present, trace.folders, trace.outside, steady=trace.steady)


def _require_figures(workshop: Workshop, bundles: dict[str, Bundle]) -> None:
    """An old figure beside new numbers would be published, if a notebook that is missing went unseen.

    A project may do without one of the figures: then it has neither its notebook nor an old picture of it.
    """
    paths = workshop.paths
    drawn = {file for bundle in bundles.values() for file in bundle.files}
    folder = paths.relative(paths.case_figures(workshop.case_id))
    wanted = [stem for stem in FIGURE_STEMS if stem in bundles or (paths.root / folder / f"{stem}.svg").is_file()]
    missing = [stem for stem in wanted if f"{folder}/{stem}.svg" not in drawn]
    if missing:
        names = ", ".join(paths.relative(paths.notebooks / f"{stem}.ipynb") for stem in missing)
        raise NotebookFailed(f"no figure came from {names}. Each notebook publishes the figure of its name.")
