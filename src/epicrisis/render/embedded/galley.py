"""Galleys: each format of a manuscript, set as far as it can be before its images are there.

A galley holds a text that is set and waits for its figures. One is set after the other, because Python does not do
two things at once; each is finished as soon as it is set, while the next has its turn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from epicrisis.manuscript.config import Config, as_list
from epicrisis.manuscript.shortcodes import Shortcode, printed_value
from epicrisis.render.embedded import pandoc
from epicrisis.render.embedded.appendix import move_appendices
from epicrisis.render.embedded.callouts import CALLOUT_PREFIX, build_callouts
from epicrisis.render.embedded.citations import resolve_citations
from epicrisis.render.embedded.conditions import CONDITION_CLASSES, resolve_conditions
from epicrisis.render.embedded.crossrefs import resolve_crossrefs
from epicrisis.render.embedded.floats import gather_floats, raise_lone_images
from epicrisis.render.embedded.html import write_html
from epicrisis.render.embedded.images import (
    addresses_of_images,
    copy_images,
    keep_images_inside,
    set_alt_texts,
    with_images,
)
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
from epicrisis.render.embedded.target import Target, Writer
from epicrisis.render.embedded.theme import find_theme
from epicrisis.render.embedded.title_block import build_title_block
from epicrisis.render.embedded.typst_markup import write_typst
from epicrisis.render.embedded.value_links import settle_value_links
from epicrisis.render.engine import NotebookLink, image_folder
from epicrisis.render.outputs import write_file
from epicrisis.tracing.listening import branch
from epicrisis.tracing.recorder import Recorder


@dataclass(frozen=True)
class Manuscript:
    """A manuscript, read once for all its formats.

    Args:
        stem: The name of its outputs, without suffix.
        tree: Its syntax tree, as JSON.
        codes: Its shortcodes, for which signs stand in the tree.
        variables: What `{{< var … >}}` prints.
        config: Its settings.
        folder: What its paths are relative to.
        root: The folder that no path may leave.
        work: Where the engine works on it.
        notebooks: The pages that its HTML links to.
        shows_outputs: Whether the outputs of some cells of notebooks are part of it.
        lenient: Whether it is rendered in spite of what the checks refuse.
    """

    stem: str
    tree: str
    codes: Sequence[Shortcode]
    variables: Mapping[str, Any]
    config: Config
    folder: Path
    root: Path
    work: Path
    notebooks: Sequence[NotebookLink]
    shows_outputs: bool
    lenient: bool

    def may_hold(self, *marks: str) -> bool:
        """Whether a mark stands in the text or in the values: to walk over a tree for nothing takes its time."""
        return any(mark in text for mark in marks for text in (self.tree, self._printed))

    def target(self, name: Writer) -> Target:
        """Return one of its outputs, with its settings."""
        return Target(name, self.config.options(name), self.config.kinds())

    def keep_images_inside(self, addresses: Sequence[str]) -> None:
        """Refuse images that are elsewhere.

        Raises:
            RenderFailed: If one is.
        """
        keep_images_inside(addresses, self.folder, self.root, pictures_in(self.work))

    @cached_property
    def _printed(self) -> str:
        names = [code.arguments[0] for code in self.codes if code.name == "var" and code.arguments]
        settings = [str(self.config.document)] if any(code.name == "meta" for code in self.codes) else []
        return "\n".join([*(printed_value(self.variables, name) for name in dict.fromkeys(names)), *settings])


Fill = Callable[[str], str]
"""Puts into the source of a format what was not known when it was set."""
Where = Callable[[Path], Path]
"""Tells where the file of an image is by now, from where it will be."""
Finish = Callable[[Path, Fill, Where], bytes]
"""Makes a format of what is set, with a folder to work in; now its images have to be there."""


class Galleys:
    """The galleys of a manuscript; they are being set as soon as there are any.

    Args:
        manuscript: The manuscript.
        formats: Its formats, in the order in which they are set.
    """

    def __init__(self, manuscript: Manuscript, formats: Sequence[str]) -> None:
        self._aside = ThreadPoolExecutor(max_workers=1)
        # Each in a copy of this context, in which what it reads is recorded.
        self._set: dict[str, Future[tuple[Finish, Recorder | None]]] = {
            name: self._aside.submit(copy_context().run, _set, _SETTERS[name], manuscript) for name in formats
        }

    def finish(self, name: str, work: Path, fill: Fill) -> tuple[bytes, list[Recorder]]:
        """Return a format, and what has recorded what it alone has read.

        Args:
            name: The format.
            work: A folder for it.
            fill: Completes its source, if it is a page or a PDF.
        """
        finish, recorder = self._set[name].result()
        with branch() as own:
            content = finish(work, fill, in_place)
        return content, [heard for heard in (recorder, own) if heard]

    def proof(self, name: str, work: Path, where: Where) -> bytes:
        """Return a format before all of its images are in their places; it can be finished all the same.

        Args:
            name: The format, which shows its images as they are.
            work: A folder for it.
            where: Where its images are.
        """
        finish, _ = self._set[name].result()
        return finish(work, str, where)

    def close(self) -> None:
        """Set no more; what is being set is waited for."""
        self._aside.shutdown(cancel_futures=True)


def in_place(path: Path) -> Path:
    """Return the file of an image that is where it should be."""
    return path


def pictures_in(work: Path) -> Path:
    """Return the folder for the pictures that notebooks have shown."""
    return work / "pictures"


def _set(setter: Callable[[Manuscript], Finish], manuscript: Manuscript) -> tuple[Finish, Recorder | None]:
    with branch() as recorder:
        return setter(manuscript), recorder


def _html(manuscript: Manuscript) -> Finish:
    target = manuscript.target("html")
    tree, addresses = _settled(manuscript, target)
    tree.metadata["notebook-pages"] = [vars(link) for link in manuscript.notebooks]
    theme = find_theme(target)
    page, images = write_html(tree, target, manuscript.folder, theme.page, theme.styles)

    def finish(_: Path, fill: Fill, where: Where) -> bytes:
        manuscript.keep_images_inside(addresses)
        return with_images(fill(page), {name: where(path) for name, path in images.items()}).encode()

    return finish


def _pdf(manuscript: Manuscript) -> Finish:
    target = manuscript.target("typst")
    tree, addresses = _settled(manuscript, target)
    theme = find_theme(target)
    work = manuscript.work / "typst"
    work.mkdir()
    source, images = write_typst(tree, target, manuscript.folder, theme.typst, work)

    def finish(_: Path, fill: Fill, where: Where) -> bytes:
        manuscript.keep_images_inside(addresses)
        copy_images({where(path): name for path, name in images.items()}, work)
        return compile_pdf(fill(source), work, theme.fonts, as_list(target.options.get("pdf-standard")))

    return finish


def _docx(manuscript: Manuscript) -> Finish:
    from epicrisis.render.embedded.docx.writer import write_docx  # no build makes it, only whoever asks for it

    target = manuscript.target("docx")
    tree, addresses = _settled(manuscript, target)

    def finish(work: Path, _: Fill, __: Where) -> bytes:
        manuscript.keep_images_inside(addresses)
        return write_docx(tree, target, manuscript.folder, _drawing_fonts(manuscript), work)

    return finish


def _jats(manuscript: Manuscript) -> Finish:
    from epicrisis.render.embedded.jats.writer import write_jats  # as with DOCX

    target, folder_name = manuscript.target("jats"), image_folder(manuscript.stem)
    tree, addresses = _settled(manuscript, target)

    def finish(work: Path, _: Fill, __: Where) -> bytes:
        manuscript.keep_images_inside(addresses)
        article, images = write_jats(tree, target, manuscript.folder, _drawing_fonts(manuscript), folder_name)
        for name, content in images.items():
            write_file(work / folder_name / name, content)
        return article

    return finish


_SETTERS: Mapping[str, Callable[[Manuscript], Finish]] = {"html": _html, "pdf": _pdf, "docx": _docx, "jats": _jats}


def _drawing_fonts(manuscript: Manuscript) -> Sequence[Path]:
    # Drawings have the text of the PDF, whose settings name the fonts.
    return find_theme(Target("typst", manuscript.config.options("typst"), {})).fonts


def _settled(manuscript: Manuscript, target: Target) -> tuple[pandoc.Tree, tuple[str, ...]]:
    """Apply what the outputs share, in Quarto's order: content is settled before it is numbered.

    Returns:
        The tree, and the addresses of its images, which are judged when they are there.
    """
    tree = pandoc.load(manuscript.tree)
    substitute_shortcodes(tree, manuscript.codes, manuscript.variables, target, lenient=manuscript.lenient)
    addresses = addresses_of_images(tree)
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
    return resolve_citations(tree, target, manuscript.folder), addresses
