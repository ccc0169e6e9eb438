"""The embedded engine: pandoc and Typst, which Quarto is made of, and Quarto's semantics in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial, reduce
from operator import or_
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from epicrisis.checks.manuscript import check_made, check_manuscript
from epicrisis.digests import digest_bytes
from epicrisis.errors import EpicrisisError, InvalidInput, MissingTool, OutputFailed, RenderFailed
from epicrisis.manuscript.config import read_config, read_variables
from epicrisis.manuscript.embeds import notebooks_of, with_embeds
from epicrisis.manuscript.shortcodes import with_stand_ins
from epicrisis.manuscript.source import Source, read_source
from epicrisis.places import Problem
from epicrisis.render.embedded import pandoc
from epicrisis.render.embedded.cell_outputs import Pictures, with_cell_outputs
from epicrisis.render.embedded.galley import Fill, Galleys, Manuscript, Where, pictures_in
from epicrisis.render.engine import Artifact, Document, image_folder, output_name
from epicrisis.render.outputs import publish, staging_folder, write_file
from epicrisis.tracing.listening import branch
from epicrisis.tracing.recorder import Recorder
from epicrisis.tracing.trace import Trace

Look = Callable[[], Sequence[Problem]]
OnMade = Callable[[str, bytes], object]
NO_FILLS: Mapping[str, Fill] = MappingProxyType({})


class EmbeddedEngine:
    """Renders with pandoc and Typst from Python packages; needs nothing else installed."""

    name = "embedded"

    @property
    def version(self) -> str:
        """The versions of what does the work."""
        from importlib.metadata import version  # a build remembers them, and needs not ask

        return f"pandoc {pandoc.pandoc_version()}, typst {version('typst')}"

    def render(self, document: Document, formats: tuple[str, ...], output_dir: Path) -> tuple[Artifact, ...]:
        """Render a document; see `Engine.render`."""
        # Typst takes longest, and lets Python go on.
        with self.begin(document, sorted(formats, key=lambda name: name != "pdf")) as begun:
            return begun.finish(formats, output_dir, document.on_made)

    @contextmanager
    def begin(self, document: Document, formats: Sequence[str]) -> Iterator[Begun]:
        """Begin to render a document: with everything for which its images need not be there yet.

        Args:
            document: What to render.
            formats: What will be asked for, in the order in which it is set.

        Raises:
            InvalidInput: If the manuscript has problems.
            RenderFailed: If it cannot be read.
        """
        with TemporaryDirectory(prefix="epicrisis-") as work:
            with branch() as common:
                variables, problems = _checked(document)
                with _explained_by(problems):
                    manuscript, look = _read(document, variables, Path(work))
            galleys = Galleys(manuscript, formats)
            try:
                yield Begun(manuscript, galleys, look, problems, common)
            finally:
                galleys.close()


class Begun:
    """A document that is being rendered.

    Args:
        manuscript: The document as it was read.
        galleys: Its formats, being set.
        look: Finds the problems that can be seen only now that notebooks have run.
        problems: Those that a lenient render lets stand.
        common: What has recorded what was read for all formats; None if nobody wants to know.
    """

    def __init__(
        self,
        manuscript: Manuscript,
        galleys: Galleys,
        look: Look,
        problems: Sequence[Problem],
        common: Recorder | None,
    ) -> None:
        self._stem = manuscript.stem
        self._shows_outputs = manuscript.shows_outputs
        self._galleys = galleys
        self._look = look
        self._problems = problems
        self._common = common

    @property
    def is_current(self) -> bool:
        """Whether the manuscript, and whatever became part of it, still is as it was read."""
        return self._common is None or self._common.trace().steady

    def proof(self, where: Where) -> bytes | None:
        """Return the page, before all of its images are in their places; the page can be finished all the same.

        Args:
            where: Where its images are.

        Returns:
            The page; None if it shows what cells put out, which is known when notebooks have come to their ends.
        """
        return None if self._shows_outputs else self._galleys.proof("html", Path(), where)

    def finish(
        self,
        formats: Sequence[str],
        output_dir: Path,
        on_made: OnMade | None = None,
        fills: Mapping[str, Fill] = NO_FILLS,
    ) -> tuple[Artifact, ...]:
        """Make formats, side by side; see `Engine.render`.

        Args:
            formats: Some of those that were begun.
            output_dir: Where they go.
            on_made: As that of a document.
            fills: Completes the source of a format, by its name; of a page or a PDF.
        """
        with branch() as late:
            if found := self._look():
                raise InvalidInput(found)
        with _explained_by(self._problems):
            made = self._publish(formats, output_dir, partial(self._make, on_made, fills))
        shared = [recorder for recorder in (self._common, late) if recorder]
        return tuple(
            Artifact(name, path, _joined([*shared, *own]) if shared else None)
            for name, (path, own) in zip(formats, made, strict=True)
        )

    def _publish(
        self, formats: Sequence[str], output_dir: Path, make: Callable[[str, Path], tuple[bytes, list[Recorder]]]
    ) -> list[tuple[Path, list[Recorder]]]:
        """Return the file of each format, and what has recorded what it alone has read."""
        with staging_folder(output_dir) as staging, ThreadPoolExecutor(max_workers=max(1, len(formats))) as pool:
            # Each in a copy of this context, in which what it reads is recorded.
            made = [
                future.result()
                for future in [pool.submit(copy_context().run, make, name, staging / name) for name in formats]
            ]
            targets = [output_dir / output_name(self._stem, name) for name in formats]
            for target, (content, _) in zip(targets, made, strict=True):
                write_file(staging / target.name, content)
            beside = image_folder(self._stem)
            images = {path: output_dir / beside / path.name for path in sorted(staging.glob(f"*/{beside}/*"))}
            # The images first, so that no article refers to one that is not there yet.
            publish(images | {staging / target.name: target for target in targets})
        return [(target, own) for target, (_, own) in zip(targets, made, strict=True)]

    def _make(
        self, on_made: OnMade | None, fills: Mapping[str, Fill], name: str, work: Path
    ) -> tuple[bytes, list[Recorder]]:
        work.mkdir()
        content, recorders = self._galleys.finish(name, work, fills.get(name, str))
        if on_made:
            on_made(name, content)
        return content, recorders


def _joined(recorders: Sequence[Recorder]) -> Trace:
    return reduce(or_, (recorder.trace() for recorder in recorders))


def _checked(document: Document) -> tuple[Mapping[str, Any], tuple[Problem, ...]]:
    """Return what the manuscript can name, and the problems that a lenient render lets stand."""
    variables = read_variables(document.project_root) if document.variables is None else document.variables
    if document.checked and _is_checked(document, read_source(document.source, document.project_root)):
        return variables, ()
    problems = check_manuscript(document.source, document.project_root, variables)
    if problems and not document.lenient:
        raise InvalidInput(problems)
    return variables, problems


@contextmanager
def _explained_by(problems: Sequence[Problem]) -> Iterator[None]:
    """Say what the checks refuse, with its place, where a render fails that was tried in spite of it."""
    try:
        yield
    except (OutputFailed, MissingTool):
        raise
    except (
        Exception
    ) as error:  # the parts of the engine rely on the checks, so what they do here is anybody's guess
        if not problems:
            raise
        said = [str(error)] if isinstance(error, EpicrisisError) else []
        lines = "\n".join([*said, *map(str, problems)]).splitlines()
        raise RenderFailed("\n".join(dict.fromkeys(lines))) from error


def _read(document: Document, variables: Mapping[str, Any], work: Path) -> tuple[Manuscript, Look]:
    """Return a manuscript, and what looks for problems that notebooks have brought since it was checked."""
    root, folder = document.project_root, document.source.resolve().parent
    source = read_source(document.source, root)
    if source.problems:  # a text with holes in it would be compared as if nobody had written more
        raise InvalidInput(source.problems)
    config = read_config(source, document.source, root)
    notebooks = notebooks_of(document.source, root, config)
    filled, refusals = with_embeds(source, notebooks, config.kinds(), Pictures(pictures_in(work)).save)
    look = partial(check_made, source, filled, refusals, config, variables, folder, root)
    text, codes = with_stand_ins(filled.text)
    tree = with_cell_outputs(pandoc.parse_manuscript(text))
    beside, stem = document.notebooks, document.source.stem
    manuscript = Manuscript(
        stem,
        tree,
        codes,
        variables,
        config,
        folder,
        root,
        work,
        beside,
        shows_outputs=filled.text != source.text,
        lenient=document.lenient,
    )
    return manuscript, look if _is_checked(document, source) else tuple


def _is_checked(document: Document, source: Source) -> bool:
    """Whether the very text that stands there now was checked before."""
    return digest_bytes(source.text.encode()) == document.checked
