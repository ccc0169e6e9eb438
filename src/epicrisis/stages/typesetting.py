"""Typesetting: while the last strokes of the figures are being drawn, the text around them is set.

A notebook writes the words of its figure before the picture. With them everything is known that a text can name:
only the pictures themselves have to be waited for. What is set is used if everything came as it was expected; else
it is thrown away, and the report is rendered as if nothing had been set.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from epicrisis.digests import digest_bytes
from epicrisis.errors import EpicrisisError
from epicrisis.render.engine import NotebookLink
from epicrisis.stages.articles import document_of
from epicrisis.stages.assets import provide_assets
from epicrisis.stages.check import Checked
from epicrisis.stages.checklist import SetChecklist, set_checklist_ahead
from epicrisis.stages.engine import EngineIdentity
from epicrisis.stages.figures import Drawn
from epicrisis.stages.head_start import HeadStart
from epicrisis.stages.notebooks import stale_notebooks, step_name
from epicrisis.stages.values import DATA, known_values, recipe_of, with_known, words_of
from epicrisis.tracing.bundle import Bundle
from epicrisis.tracing.grounds import Grounds
from epicrisis.tracing.listening import recording, unheard
from epicrisis.workshop import Workshop

if TYPE_CHECKING:
    from epicrisis.render.embedded.engine import Begun


@dataclass(frozen=True)
class _Set:
    """A report that is being set.

    Args:
        values: SHA-256 of the values with which it is set.
        links: The links to notebooks that it has.
        formats: The formats that are being set.
        begun: The render that was begun.
    """

    values: str
    links: tuple[NotebookLink, ...]
    formats: tuple[str, ...]
    begun: Begun


class Typesetting:
    """Sets the report of one build, if there is time for it.

    Args:
        workshop: The build's.
        formats: The formats, in the order in which they will be needed.
    """

    def __init__(self, workshop: Workshop, formats: Sequence[str]) -> None:
        self._workshop = workshop
        self._formats = tuple(formats)
        self._stack = ExitStack()
        self._set: _Set | None = None
        self.checklist: SetChecklist | None = None
        self.proof: bytes | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def begin(
        self,
        engine: EngineIdentity,
        checked: Checked,
        under_way: HeadStart,
        draft: Callable[[bytes], None] | None = None,
    ) -> None:
        """Set the report, as soon as the words of its figures are there; return when it has begun.

        Args:
            engine: What renders; one of another make than ours sets nothing ahead.
            checked: The case with its manuscript.
            under_way: The notebooks that draw the figures.
            draft: Shows a page of which not everything is finished; then its pictures are waited for, too.
        """
        if engine.name != "embedded" or self._workshop.lenient:
            return
        new = under_way.early_words()
        if new is not None:
            with suppress(EpicrisisError):  # the render meets it again, and tells
                self._begin(engine, checked, {**self._known_words(), **new})
                if draft:
                    self._show_proof(under_way, draft)

    def begun(self, values: Bundle, links: Sequence[NotebookLink], formats: Sequence[str]) -> Begun | None:
        """Return the render that was begun, if it is the one that is wanted.

        Args:
            values: What the manuscript names.
            links: The notebooks' pages.
            formats: The formats.
        """
        expected = self._set
        if expected is None or (expected.values, expected.links) != (values.files[DATA], tuple(links)):
            return None
        return expected.begun if {*formats} <= {*expected.formats} and expected.begun.is_current else None

    def begin_checklist(self, checked: Checked) -> None:
        """Set the checklist, while the report is being made.

        Args:
            checked: The case with its manuscript.
        """
        with suppress(EpicrisisError), unheard():  # what goes wrong goes wrong again in its step, and is told
            self.checklist = self._stack.enter_context(set_checklist_ahead(self._workshop, checked))

    def _begin(self, engine: EngineIdentity, checked: Checked, words: dict[str, dict[str, str]]) -> None:
        from epicrisis.render.embedded.engine import EmbeddedEngine

        workshop = self._workshop
        provide_assets(workshop)
        known = known_values(checked, words, engine, recipe_of(workshop, checked, engine).digest)
        links = _links(workshop)
        document = document_of(checked, with_known(checked, json.loads(known)), links)
        with recording(Grounds(str(workshop.paths.root))):
            begun = self._stack.enter_context(EmbeddedEngine().begin(document, self._formats))
        self._set = _Set(digest_bytes(known), links, self._formats, begun)

    def _show_proof(self, under_way: HeadStart, draft: Callable[[bytes], None]) -> None:
        """Show the page with the pictures of it, while those for print are still being made."""
        new, folder = under_way.early_pictures(), self._workshop.paths.case_figures(self._workshop.case_id)
        if new is None or self._set is None:
            return

        def where(path: Path) -> Path:
            is_drawn = path.stem in new and path.resolve().parent == folder.resolve()
            return new[path.stem].with_suffix(path.suffix) if is_drawn else path

        with unheard():  # what is not there yet, such as a picture for print, ends in an error: there is no proof
            self.proof = self._set.begun.proof(where)
        if self.proof is not None:
            draft(self.proof)

    def _known_words(self) -> dict[str, dict[str, str]]:
        """Return the words of the figures that need not be drawn."""
        workshop, stale = self._workshop, stale_notebooks(self._workshop)
        fresh = [path for path in workshop.paths.notebook_files() if path not in stale]
        return words_of(workshop, Drawn({path.stem: workshop.bundles[step_name(path)] for path in fresh}, ()))


def _links(workshop: Workshop) -> tuple[NotebookLink, ...]:
    from epicrisis.notebooks.document import read_notebook
    from epicrisis.render.notebook_pages import link_to

    return tuple(link_to(path.stem, read_notebook(path, path.name)) for path in workshop.paths.notebook_files())
