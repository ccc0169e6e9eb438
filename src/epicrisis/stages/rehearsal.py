"""The rehearsal: while a changed manuscript is checked here, a companion renders it as if it had passed.

Its work goes to the cache and nowhere else, under the same keys as any other. Once the manuscript has passed, the
build finds there what it needs; if something was other than expected, it finds nothing and does the work itself.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass

from epicrisis.companion import Answer, Companion
from epicrisis.paths import ProjectPaths
from epicrisis.render.outputs import staging_folder
from epicrisis.stages.ahead import READING, RENDERING, import_all, reading_ahead
from epicrisis.stages.articles import render_articles
from epicrisis.stages.check import data_of_changed_text, expect_to_pass
from epicrisis.stages.engine import EngineIdentity
from epicrisis.stages.figures import known_figures
from epicrisis.stages.pages import write_pages
from epicrisis.stages.values import fill_in, recipe_of
from epicrisis.tracing.memory import remembering
from epicrisis.transaction import NoChanges
from epicrisis.workshop import Workshop


@dataclass(frozen=True)
class Rehearsal:
    """A rehearsal under way, or none.

    Args:
        workshop: The build's.
        answer: Waits for what the companion has done; None if nothing is rehearsed.
    """

    workshop: Workshop
    answer: Answer | None

    @property
    def next_modules(self) -> tuple[str, ...]:
        """What this process should import meanwhile."""
        return READING if self.answer else RENDERING

    def end(self) -> None:
        """Wait until everything is rendered that can be."""
        if self.answer:
            self.workshop.redone += self.answer() or ()


def begin_rehearsal(
    workshop: Workshop, engine: EngineIdentity, formats: tuple[str, ...], companion: Companion | None
) -> Rehearsal:
    """Begin to render, if the manuscript is all that has changed.

    Args:
        workshop: The build's.
        engine: What renders.
        formats: What is wanted.
        companion: Who does it; None where there is none.
    """
    if not companion or not companion.is_to_be_had or engine.name != "embedded" or workshop.lenient:
        return Rehearsal(workshop, None)
    if data_of_changed_text(workshop) is None:
        return Rehearsal(workshop, None)
    import_all(RENDERING)  # most of it is needed here too, and a companion that is forked now has it
    answer = companion.ask(_rehearse, workshop.paths, workshop.case_id, engine, formats)
    return Rehearsal(workshop, answer)


def _rehearse(
    paths: ProjectPaths, case_id: str, engine: EngineIdentity, formats: tuple[str, ...]
) -> tuple[str, ...]:
    """Render; return the names of the steps that were done."""
    workshop = Workshop(paths, case_id, NoChanges(paths.transaction))
    with remembering(workshop.store), staging_folder(paths.cache) as folder:
        tempfile.tempdir = str(folder)  # where the next build sweeps, if this process is ended
        with reading_ahead(paths, case_id):
            data, drawn = data_of_changed_text(workshop), known_figures(workshop)
            if data is None or drawn is None:
                return ()
            inputs = workshop.last.recipe.get("inputs", ())
            checked = expect_to_pass(workshop, data, inputs)
            values = fill_in(workshop, checked, drawn, engine, recipe_of(workshop, checked, engine).digest)
            pages = write_pages(workshop, checked, drawn)
        render_articles(workshop, engine, checked, values, pages, formats)
        workshop.store.note_added()  # who tidied here could take away what the build holds on to
    return tuple(workshop.redone)
