"""The embedded engine: pandoc and Typst, which Quarto is made of, and Quarto's semantics in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Lock
from typing import Any, TypeVar

from epicrisis.checks.manuscript import check_made, check_manuscript
from epicrisis.digests import digest_bytes
from epicrisis.errors import EpicrisisError, InvalidInput, MissingTool, OutputFailed, RenderFailed
from epicrisis.manuscript.config import Config, as_list, read_config, read_variables
from epicrisis.manuscript.embeds import notebooks_of, with_embeds
from epicrisis.manuscript.shortcodes import Shortcode, printed_value, with_stand_ins
from epicrisis.manuscript.source import Source, read_source
from epicrisis.places import Problem
from epicrisis.render.embedded import pandoc
from epicrisis.render.embedded.appendix import move_appendices
from epicrisis.render.embedded.callouts import CALLOUT_PREFIX, build_callouts
from epicrisis.render.embedded.cell_outputs import Pictures, with_cell_outputs
from epicrisis.render.embedded.citations import resolve_citations
from epicrisis.render.embedded.conditions import CONDITION_CLASSES, resolve_conditions
from epicrisis.render.embedded.crossrefs import resolve_crossrefs
from epicrisis.render.embedded.floats import gather_floats, raise_lone_images
from epicrisis.render.embedded.html import write_html
from epicrisis.render.embedded.images import keep_images_inside, set_alt_texts
from epicrisis.render.embedded.metadata import settle_metadata
from epicrisis.render.embedded.numbering import (
    EQUATION_MARK,
    Label,
    number_callouts,
    number_equations,
    number_floats,
)
from epicrisis.render.embedded.pdf import compile_pdf
from epicrisis.render.embedded.row_groups import join_row_groups
from epicrisis.render.embedded.sections import number_sections
from epicrisis.render.embedded.substitution import substitute_shortcodes
from epicrisis.render.embedded.target import Target
from epicrisis.render.embedded.theme import find_theme
from epicrisis.render.embedded.title_block import build_title_block
from epicrisis.render.embedded.typst_markup import write_typst
from epicrisis.render.embedded.value_links import settle_value_links
from epicrisis.render.engine import Artifact, Document, NotebookLink, image_folder, output_name
from epicrisis.render.outputs import publish, staging_folder, write_file
from epicrisis.tracing.listening import branch
from epicrisis.tracing.recorder import Recorder


@dataclass(frozen=True)
class _Manuscript:
    """A manuscript, parsed once; `turn` and `lets_others` say whose it is to transform the tree."""

    tree: str
    codes: Sequence[Shortcode]
    variables: Mapping[str, Any]
    config: Config
    folder: Path
    root: Path
    pictures: Path
    notebooks: Sequence[NotebookLink]
    lenient: bool
    turn: Lock = field(default_factory=Lock)
    lets_others: Event = field(default_factory=Event)

    def may_hold(self, *marks: str) -> bool:
        """Whether a mark stands in the text or in the values: to walk over a tree for nothing takes its time."""
        return any(mark in text for mark in marks for text in (self.tree, self._printed))

    @cached_property
    def _printed(self) -> str:
        names = [code.arguments[0] for code in self.codes if code.name == "var" and code.arguments]
        settings = [str(self.config.document)] if any(code.name == "meta" for code in self.codes) else []
        return "\n".join([*(printed_value(self.variables, name) for name in dict.fromkeys(names)), *settings])


_Result = TypeVar("_Result")
Maker = Callable[[_Manuscript, Path], bytes]
"""Makes one output of a manuscript, with a folder to work in."""


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
        with TemporaryDirectory(prefix="epicrisis-") as pictures:
            with branch() as common:
                variables, problems = _checked(document)
                with _explained_by(problems):
                    manuscript = _read(document, variables, Path(pictures))
            with _explained_by(problems):
                made = _render(manuscript, document, formats, output_dir)
        shared = common.trace() if common else None
        return tuple(
            Artifact(name, path, shared | own.trace() if shared is not None and own else None)
            for name, path, own in made
        )

    def ask_ahead(self, document: Document) -> None:
        """Ask pandoc what a document will have it asked that does not hang on figures; answers are remembered.

        Args:
            document: The document, to be rendered later: what it names may be missing yet.
        """
        with TemporaryDirectory(prefix="epicrisis-") as pictures:
            manuscript = _read(document, document.variables or {}, Path(pictures))
            _settled(manuscript, Target("typst", manuscript.config.options("typst"), manuscript.config.kinds()))


def _render(
    manuscript: _Manuscript, document: Document, formats: tuple[str, ...], output_dir: Path
) -> list[tuple[str, Path, Recorder | None]]:
    """Make all formats side by side; return each with its file and what it alone has read."""
    stem, makers = document.source.stem, _makers(document)
    with staging_folder(output_dir) as staging:
        order = sorted(formats, key=lambda name: name != "pdf")  # Typst takes longest, and lets Python go on
        make = partial(_make, manuscript=manuscript, on_made=document.on_made)
        done = _side_by_side(
            [partial(make, name, makers[name], staging / name, is_first=name == order[0]) for name in order]
        )
        made = [done[order.index(name)] for name in formats]
        targets = [output_dir / output_name(stem, name) for name in formats]
        for target, (content, _) in zip(targets, made, strict=True):
            write_file(staging / target.name, content)
        beside = image_folder(stem)
        images = {path: output_dir / beside / path.name for path in sorted(staging.glob(f"*/{beside}/*"))}
        # The images first, so that no article refers to one that is not there yet.
        publish(images | {staging / target.name: target for target in targets})
    return [(name, target, own) for name, target, (_, own) in zip(formats, targets, made, strict=True)]


def _makers(document: Document) -> Mapping[str, Maker]:
    jats = partial(_jats, folder_name=image_folder(document.source.stem))
    return {"html": _html, "pdf": _pdf, "docx": _docx, "jats": jats}


def _make(
    name: str,
    maker: Maker,
    work: Path,
    manuscript: _Manuscript,
    on_made: Callable[[str, bytes], object] | None,
    *,
    is_first: bool,
) -> tuple[bytes, Recorder | None]:
    if not is_first:
        manuscript.lets_others.wait()
    work.mkdir()
    try:
        with branch() as recorder:
            content = maker(manuscript, work)
    finally:
        manuscript.lets_others.set()  # also where it failed before
    if on_made:
        on_made(name, content)
    return content, recorder


def _side_by_side(tasks: Sequence[Callable[[], _Result]]) -> list[_Result]:
    """Do tasks at the same time: most of it is pandoc and Typst, which wait for nobody."""
    with ThreadPoolExecutor(max_workers=max(1, len(tasks))) as pool:
        # Each in a copy of this context, in which what it reads is recorded.
        return [future.result() for future in [pool.submit(copy_context().run, task) for task in tasks]]


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


def _read(document: Document, variables: Mapping[str, Any], pictures: Path) -> _Manuscript:
    root, folder = document.project_root, document.source.resolve().parent
    source = read_source(document.source, root)
    if source.problems:  # a text with holes in it would be compared as if nobody had written more
        raise InvalidInput(source.problems)
    config = read_config(source, document.source, root)
    notebooks = notebooks_of(document.source, root, config)
    filled, refusals = with_embeds(source, notebooks, config.kinds(), Pictures(pictures).save)
    if _is_checked(document, source):
        problems = check_made(source, filled, refusals, config, variables, folder, root)
        if problems:
            raise InvalidInput(problems)
    text, codes = with_stand_ins(filled.text)
    tree = with_cell_outputs(pandoc.parse_manuscript(text))
    beside = document.notebooks
    return _Manuscript(tree, codes, variables, config, folder, root, pictures, beside, document.lenient)


def _is_checked(document: Document, source: Source) -> bool:
    """Whether the very text that stands there now was checked before."""
    return digest_bytes(source.text.encode()) == document.checked


def _html(manuscript: _Manuscript, _: Path) -> bytes:
    target = Target("html", manuscript.config.options("html"), manuscript.config.kinds())
    tree = _transformed(manuscript, target)
    tree.metadata["notebook-pages"] = [vars(link) for link in manuscript.notebooks]
    theme = find_theme(target)
    return write_html(tree, target, manuscript.folder, theme.page, theme.styles).encode()


def _pdf(manuscript: _Manuscript, staging: Path) -> bytes:
    target = Target("typst", manuscript.config.options("typst"), manuscript.config.kinds())
    tree = _transformed(manuscript, target)
    theme = find_theme(target)
    work = staging / "typst"
    work.mkdir()
    source = write_typst(tree, target, manuscript.folder, theme.typst, work)
    manuscript.lets_others.set()
    standards = as_list(target.options.get("pdf-standard"))
    return compile_pdf(source, work, theme.fonts, standards)


def _docx(manuscript: _Manuscript, staging: Path) -> bytes:
    from epicrisis.render.embedded.docx.writer import write_docx  # no build makes it, only whoever asks for it

    target = Target("docx", manuscript.config.options("docx"), manuscript.config.kinds())
    tree = _transformed(manuscript, target)
    work = staging / "docx"
    work.mkdir()
    return write_docx(tree, target, manuscript.folder, _drawing_fonts(manuscript), work)


def _jats(manuscript: _Manuscript, staging: Path, folder_name: str) -> bytes:
    from epicrisis.render.embedded.jats.writer import write_jats  # as with DOCX

    target = Target("jats", manuscript.config.options("jats"), manuscript.config.kinds())
    tree = _transformed(manuscript, target)
    article, images = write_jats(tree, target, manuscript.folder, _drawing_fonts(manuscript), folder_name)
    for name, content in images.items():
        write_file(staging / folder_name / name, content)
    return article


def _drawing_fonts(manuscript: _Manuscript) -> Sequence[Path]:
    # Drawings have the text of the PDF, whose settings name the fonts.
    return find_theme(Target("typst", manuscript.config.options("typst"), {})).fonts


def _transformed(manuscript: _Manuscript, target: Target) -> pandoc.Tree:
    """Apply what the outputs share, in Quarto's order: content is settled before it is numbered.

    One format at a time: Python does not run two at once, and the PDF is with Typst while the next has its turn.
    """
    with manuscript.turn:
        tree = _settled(manuscript, target)
        if not target.is_typst:
            manuscript.lets_others.set()
        return tree


def _settled(manuscript: _Manuscript, target: Target) -> pandoc.Tree:
    tree = pandoc.load(manuscript.tree)
    substitute_shortcodes(tree, manuscript.codes, manuscript.variables, target, lenient=manuscript.lenient)
    keep_images_inside(tree, manuscript.folder, manuscript.root, manuscript.pictures)
    if manuscript.may_hold(*CONDITION_CLASSES):
        resolve_conditions(tree, target)
    settle_value_links(tree, target)
    build_title_block(tree, target)
    join_row_groups(tree)
    raise_lone_images(tree, target.kinds)
    set_alt_texts(tree)
    labels: dict[str, Label] = {}
    if manuscript.may_hold(CALLOUT_PREFIX):
        labels |= number_callouts(tree, target.kinds)
        build_callouts(tree, target)
    gather_floats(tree, target.kinds)
    labels |= {name: Label(target.kinds["sec"], number) for name, number in number_sections(tree, target).items()}
    if manuscript.may_hold(EQUATION_MARK):
        labels |= number_equations(tree, target.kinds)
    labels |= number_floats(tree, target)
    resolve_crossrefs(tree, labels, target, lenient=manuscript.lenient)
    move_appendices(tree, target)
    settle_metadata(tree, target)
    return resolve_citations(tree, target, manuscript.folder)
