"""What stands behind a figure: its long description and its data, folded away under it on the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case
from epicrisis.case.recollection import DAYS, remembered_text
from epicrisis.values.datum import row_datum
from epicrisis.values.days import event_datum
from epicrisis.values.numerals import escape_markdown
from epicrisis.values.tables import Heading, immune_cells_table, mrd_table, pipe_table

SUMMARY = "Description and data of this figure"


def figure_disclosure(stem: str, case: Case, chronology: Chronology) -> str:
    """Return the disclosure of a figure as Markdown.

    Args:
        stem: The figure.
        case: The case.
        chronology: Its resolved time network.

    Returns:
        Only the page shows it; a print has the same rows in its appendix.
    """
    table = _TABLES[stem](case, chronology)
    return (
        '::: {.content-visible when-format="html"}\n\n'
        f'```{{=html}}\n<details class="figure-data"><summary>{SUMMARY}</summary>\n```\n\n'
        f"{{{{< var {case.id}.figures.{stem}.text >}}}}\n\n"
        f"{table}\n"
        "```{=html}\n</details>\n```\n\n:::\n"
    )


def events_table(case: Case, chronology: Chronology) -> str:
    """Return every event with its lane and its days, in the order that the statements support."""
    return remembered_text(case, "events table", DAYS, lambda: _events_table(case, chronology))


def _events_table(case: Case, chronology: Chronology) -> str:
    headings = [Heading("Lane", 24), Heading("Event", 40), Heading("When", 36)]
    rows = []
    for event_id in chronology.order:
        event = case.event_by_id[event_id]
        label = str(row_datum(case, "events", event, escape_markdown(event.label), "label"))
        rows.append([event.lane.replace("_", " "), label, str(event_datum(case, event, chronology))])
    return pipe_table(headings, rows)


_TABLES: Mapping[str, Callable[[Case, Chronology], str]] = {
    "timeline": events_table,
    "mrd": mrd_table,
    "immune_cells": immune_cells_table,
}

FIGURE_DISCLOSURES: Mapping[str, Callable[[Case, Chronology], str]] = {
    f"figure-{stem}": partial(figure_disclosure, stem) for stem in _TABLES
}
"""What makes the disclosure of each figure, by the name of its file."""
