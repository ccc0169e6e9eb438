"""Make a review packet: build both sides, compare them, write what people and programs read."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from epicrisis.atomic import write_if_changed
from epicrisis.errors import RenderFailed, UsageError
from epicrisis.paths import ProjectPaths
from epicrisis.progress import Progress
from epicrisis.render.document import render_document
from epicrisis.render.notebook_pages import surroundings_of
from epicrisis.render.select import EngineChoice
from epicrisis.review.base import read_base
from epicrisis.review.build import build_sides
from epicrisis.review.impact import Impact, RowChange, impacts
from epicrisis.review.packet import Review, compare_sides, data_changes
from epicrisis.review.page import review_page
from epicrisis.review.record import SCHEMA_NAME, record_text, schema_text
from epicrisis.review.shelf import in_use
from epicrisis.review.side import Side
from epicrisis.review.word import redline_document

FORMATS = ("html", "json", "docx")


@dataclass(frozen=True)
class ReviewResult:
    """A finished review.

    Args:
        review: What changed.
        outputs: The files that were written.
    """

    review: Review
    outputs: tuple[Path, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing stops the publication of the project as it is."""
        return not self.review.new.problem and not self.review.new.stopped

    def objections(self) -> str:
        """Return what stops the publication of the project as it is, and how it was compared."""
        new = self.review.new
        if new.problem:
            return f"{new.problem}\nepicrisis: what is there now was compared unbuilt"
        problems = "\n".join(str(problem) for problem in new.stopped)
        return f"{problems}\nepicrisis: what is there now was built for this review only; the last report stays"

    def summary(self, paths: ProjectPaths) -> str:
        """Return the closing lines of a review."""
        review = self.review
        counts = (
            (len(review.links), "row"),
            (len(review.changed_blocks), "passage"),
            (sum(figure.state != "same" for figure in review.figures), "figure"),
            (len(review.claims), "claim"),
            (len(review.findings), "finding"),
            (len(review.references), "reference"),
        )
        changed = ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts)
        sides = f"{_called(review.old)} to {_called(review.new)}"
        lines = [f"base     {sides}", f"changed  {changed}"]
        lines += [f"{path.suffix[1:]:<8} {paths.relative(path)}" for path in self.outputs]
        return "\n".join(lines)


def review(
    paths: ProjectPaths,
    case_id: str,
    base: str | None,
    formats: Sequence[str],
    engine: EngineChoice,
    progress: Progress,
) -> ReviewResult:
    """Build both sides of a review and write the packet into the case's output folder.

    Args:
        paths: The project.
        case_id: The case.
        base: A git revision or a project folder; None is the last data version.
        formats: Any of `FORMATS`.
        engine: `auto`, `quarto` or `embedded`, for both sides.
        progress: Where to tell how it goes.

    Raises:
        UsageError: If a format is unknown, or the base is not there.
        BuildStepFailed: If the project as it is cannot be built for another reason than its own content, or a
            Word redline is asked for and one side could not be built.
        MissingTool: If git or the engine is needed and not installed.
    """
    wanted = _known(formats)
    if not paths.case_data(case_id).is_dir():
        known = ", ".join(paths.case_ids()) or "none yet"
        raise UsageError(f"no case '{case_id}'. Cases here: {known}.")
    older = read_base(paths, base, case_id)
    with in_use(paths.reviews):
        old, new = build_sides(paths, case_id, older, engine, progress)
        return _write(paths, case_id, (old, new), wanted, engine, progress)


def _write(
    paths: ProjectPaths,
    case_id: str,
    sides: tuple[Side, Side],
    wanted: Sequence[str],
    engine: EngineChoice,
    progress: Progress,
) -> ReviewResult:
    old, new = sides
    with progress.stage("compare") as stage:
        changes = data_changes(old, new)
        packet = compare_sides(case_id, old, new, changes, _impacts(paths, new, changes))
        stage.note = "nothing differs" if packet.is_empty else ""
        writers: Mapping[str, Callable[[], dict[str, bytes]]] = {
            "html": lambda: {"review.html": _page(paths, packet)},
            "docx": lambda: {"review.docx": _document(packet, engine)},
            "json": lambda: {"review.json": record_text(packet).encode(), SCHEMA_NAME: schema_text().encode()},
        }
        # all of it is made before any of it is written
        files = {name: content for format_name in wanted for name, content in writers[format_name]().items()}
        outputs = {paths.case_build(case_id) / name: content for name, content in files.items()}
        for path, content in outputs.items():
            write_if_changed(path, content)
    return ReviewResult(packet, tuple(path for path in outputs if path.name != SCHEMA_NAME))


def _impacts(paths: ProjectPaths, new: Side, changes: Sequence[RowChange]) -> tuple[Impact, ...]:
    return impacts(paths, new.case, new.book, changes) if new.case and changes else ()


def _page(paths: ProjectPaths, packet: Review) -> bytes:
    surroundings = surroundings_of(paths.manuscript(packet.case_id), paths.root, packet.new.version)
    return review_page(packet, surroundings.style).encode()


def _document(packet: Review, engine: EngineChoice) -> bytes:
    """Return the Word redline: both sides as Word documents, and what leads from one to the other."""
    if unbuilt := next((side for side in (packet.old, packet.new) if not side.is_built), None):
        reason = unbuilt.problem.splitlines()[0].rstrip(".")
        raise RenderFailed(
            f"no Word redline: {unbuilt.name} could not be built ({reason}). Leave docx out of --format."
        )
    with tempfile.TemporaryDirectory(prefix="epicrisis-") as folder:
        old, new = (
            render_document(
                ProjectPaths(side.folder).manuscript(packet.case_id),
                ("docx",),
                engine,
                Path(folder) / name,
                side.folder,
                lenient=True,
            )
            .artifacts[0]
            .path.read_bytes()
            for name, side in (("old", packet.old), ("new", packet.new))
        )
    author = " → ".join(dict.fromkeys((packet.old.version, packet.new.version)))
    return redline_document(old, new, f"{packet.case_id} {author}", packet.new.created)


def _known(formats: Sequence[str]) -> tuple[str, ...]:
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or not formats:
        *first, last = FORMATS
        raise UsageError(f"the formats are {', '.join(first)} and {last}, not {', '.join(unknown) or 'none'}.")
    return tuple(dict.fromkeys(formats))


def _called(side: Side) -> str:
    return f"{side.name} ({side.version})" if side.version else side.name
