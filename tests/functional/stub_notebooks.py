"""Notebooks that draw in no time: they read what the real ones read and write figures of one line of text.

A build looks for the files while they are written, so that they have to be whole when they are there.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from epicrisis.paths import ProjectPaths

PARAMETERS = 'case_id = ""'
DRAW = """\
import json, os
from pathlib import Path
from epicrisis.atomic import write_if_changed
from epicrisis.notebooks.desk import open_case
case = open_case(case_id)
rows = [f"{{row.id}} {{row.printed}}" for row in case.{table}]
folder = Path(os.environ["EPICRISIS_FIGURES"])
words = {{"alt": f"{{len(rows)}} rows", "description": "; ".join(row.id for row in case.{table})}}
write_if_changed(folder / "{stem}.json", json.dumps(words).encode())
picture = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="%d"><path d="M0 0h9v9z"/></svg>'
write_if_changed(folder / "{stem}.svg", (picture % (9 + sum(map(len, rows)) % 90)).encode())
print(len(rows), "rows")"""
TABLES = {"timeline": "events", "mrd": "mrd", "immune_cells": "immune_cells"}


def notebook(title: str, code: str) -> dict[str, Any]:
    """Return a notebook with a heading, parameters and one code cell."""

    def cell(kind: str, name: str, source: str, *tags: str) -> dict[str, Any]:
        common = {
            "cell_type": kind,
            "id": name,
            "metadata": {"tags": list(tags)} if tags else {},
            "source": source,
        }
        return common | ({"execution_count": None, "outputs": []} if kind == "code" else {})

    cells = [
        cell("markdown", "title", f"# {title}"),
        cell("code", "parameters", PARAMETERS, "parameters"),
        cell("code", "draw", code),
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def write_stub_notebooks(paths: ProjectPaths) -> None:
    """Put stubs in the places of a project's notebooks."""
    for stem, table in TABLES.items():
        write_notebook(paths.notebooks / f"{stem}.ipynb", stem, DRAW.format(stem=stem, table=table))


def write_notebook(path: Path, title: str, code: str) -> None:
    """Write one notebook."""
    path.write_text(json.dumps(notebook(title, code), indent=1), encoding="utf-8")
