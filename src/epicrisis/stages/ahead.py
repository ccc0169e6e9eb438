"""While others are at work, this process gets ready for what follows: it imports, and has pandoc read ahead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import copy_context
from importlib import import_module
from pathlib import Path

from epicrisis.errors import EpicrisisError
from epicrisis.paths import ProjectPaths

RENDERING = ("epicrisis.values.report_values", "epicrisis.render.embedded.engine")
"""What renders; what reads the rendered pages has time to be imported while Typst lays out the PDF."""
READING = ("epicrisis.render.checklist", "epicrisis.render.screening", "pypdfium2", "epicrisis.checks.pictures")
MODULES = (*RENDERING, *READING, "epicrisis.render.assets", "epicrisis.render.notebook_pages")


def get_ready(notebooks: Iterable[Path]) -> None:
    """Import what fills in, renders and screens, and have pandoc read the texts of notebooks.

    Args:
        notebooks: Those whose pages will be written.
    """
    import_all(MODULES)
    with suppress(ImportError, EpicrisisError, OSError):  # whoever writes the pages will tell
        from epicrisis.notebooks.document import read_notebook
        from epicrisis.render.notebook_pages import read_ahead

        read_ahead([read_notebook(path, path.name) for path in notebooks])


def get_ready_to_render() -> bool:
    """Import what fills in, renders and screens; return that it is done."""
    import_all((*RENDERING, *READING))
    return True


@contextmanager
def reading_ahead(paths: ProjectPaths, case_id: str, modules: tuple[str, ...] = RENDERING) -> Iterator[None]:
    """Have pandoc read the manuscript, and import what comes next, while other things are done.

    Args:
        paths: The project.
        case_id: The case.
        modules: What to import; by default what renders.
    """
    from concurrent.futures import ThreadPoolExecutor  # a build that has nothing to do needs none

    with ThreadPoolExecutor(max_workers=2) as aside:
        # What goes wrong there goes wrong again, and is told, where it is asked for. Answers of pandoc are kept in
        # the store of this context.
        aside.submit(copy_context().run, _read, paths, case_id)
        aside.submit(import_all, modules)
        yield


def read_for_build(paths: ProjectPaths, case_id: str) -> bool:
    """Have pandoc read a manuscript, and leave the tree to the build and to its companion.

    Args:
        paths: The project.
        case_id: The case.
    """
    from epicrisis.tracing.memory import remembering
    from epicrisis.tracing.store import Store

    with suppress(Exception), remembering(Store(paths.store)):  # it goes wrong again, and is told, in the build
        _read(paths, case_id)
    return True


def _read(paths: ProjectPaths, case_id: str) -> None:
    """Have pandoc read the manuscript; who needs its tree then has it."""
    # no more is imported than this needs, so that pandoc begins at once
    from epicrisis.manuscript.shortcodes import with_stand_ins
    from epicrisis.manuscript.source import read_source
    from epicrisis.manuscript.tree import read_tree

    text, _ = with_stand_ins(read_source(paths.manuscript(case_id), paths.root).text)
    read_tree(text)


def import_all(modules: Iterable[str]) -> None:
    """Import modules, so that who needs them later has them."""
    with suppress(ImportError):  # whoever needs the module will tell
        for module in modules:
            import_module(module)
