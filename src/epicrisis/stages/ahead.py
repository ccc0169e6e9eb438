"""While kernels are at work, this process gets ready for the stages that follow: it imports what they import."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module

MODULES = (
    "epicrisis.values.report_values",
    "epicrisis.render.notebook_pages",
    "bs4",
    "epicrisis.render.embedded.engine",
    "epicrisis.render.assets",
    "epicrisis.render.checklist",
    "epicrisis.render.screening",
    "epicrisis.checks.pictures",
)


def get_ready() -> None:
    """Import what fills in, renders and screens, and load the template of the notebooks' pages."""
    with suppress(ImportError):  # whoever needs the module will tell
        for module in MODULES:
            import_module(module)
        from epicrisis.render.notebook_pages import page_exporter

        page_exporter()
