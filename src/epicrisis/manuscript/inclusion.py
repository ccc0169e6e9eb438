"""What of a case a project names: no other generated table is made, no other row is written down for Quarto.

To make a table is cheap for a short case and takes a second for a long one, whose values would be hundreds of
megabytes. A table counts as named if the name of its file stands anywhere in a text, and a row if its own does, be
that an include, a value, settings, a comment or a notebook: what looks for it finds it, and finds it up to date.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from epicrisis.paths import TABLE_NAMES, ProjectPaths

SUFFIX = ".md"
DOCUMENT = ".qmd"
MADE = ("_tables", "_notebooks")
"""The folders of `report/` that a build fills."""
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".tif", ".tiff", ".svg", ".pdf", ".docx", ".ttf", ".otf")
"""Files that name nothing and can be large."""
_INCLUDE = re.compile(rb"\{\{<\s*include\s+(\S.*?)\s*>\}\}")


@dataclass(frozen=True)
class Named:
    """What a project names of a case; whether there is any such thing is not looked at.

    Args:
        tables: Generated tables, sorted.
        rows: Rows as `<table>.<row>`, and events whose days are printed as `times.<event>`, sorted.
    """

    tables: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()


def what_is_named(paths: ProjectPaths, case_id: str, documents: Iterable[Path] = ()) -> Named:
    """Return what of a case is named in its manuscript or beside it.

    Read are the settings of the project and documents beside them, everything in the folders of the report and of
    the notebooks but what belongs to another case, and what these include from elsewhere.

    Args:
        paths: The project.
        case_id: The case.
        documents: Others that are read; those of the report are in any case, if they are not of another one.
    """
    tables: set[str] = set()
    rows: set[bytes] = set()
    row = re.compile(rb"(?<![\w.-])" + re.escape(case_id.encode()) + rb"\.([\w-]+\.[\w-]+)")
    for text in _texts(paths, case_id, documents):
        tables |= _tables_in(text)
        rows.update(row.findall(text))
    return Named(tuple(sorted(tables)), tuple(name.decode() for name in sorted(rows)))


def _texts(paths: ProjectPaths, case_id: str, documents: Iterable[Path]) -> Iterator[bytes]:
    others = (path for path in documents if paths.report not in path.parents)
    beside = [*paths.root.glob(f"*{DOCUMENT}"), *others]
    waiting = [paths.quarto_config, *beside, *_files_in(paths.notebooks), *_texts_beside(paths, case_id)]
    seen = set(waiting)
    while waiting:
        try:
            text = waiting.pop().read_bytes()
        except (OSError, ValueError):  # not there, or not to be read: who needs it will tell
            continue
        yield text
        included = set(_included_in(paths, text)) - seen
        waiting += (path for path in included if paths.holds(path))
        seen |= included


def table_files(paths: ProjectPaths, case_id: str, but: Collection[str]) -> Iterator[Path]:
    """Yield the files of a case's generated tables that are there, but those that are still named.

    Args:
        paths: The project.
        case_id: The case.
        but: The tables that are named.
    """
    folder = paths.case_tables(case_id)
    for name in TABLE_NAMES:
        if name not in but and (path := folder / f"{name}{SUFFIX}").is_file():
            yield path


def _tables_in(text: bytes) -> set[str]:
    """Return the tables whose files a text names; of `figure-mrd.md` that is not `mrd` too."""
    found = set()
    for before in text.split(SUFFIX.encode())[:-1]:
        fitting = [name for name in TABLE_NAMES if before.endswith(name.encode())]
        found |= {max(fitting, key=len)} if fitting else set()
    return found


def _included_in(paths: ProjectPaths, text: bytes) -> Iterator[Path]:
    """Yield the files that a text includes, which can lie anywhere in the project, but generated tables."""
    for match in _INCLUDE.finditer(text):
        target = os.fsdecode(match[1]).strip("\"'")
        folder = paths.root if target.startswith("/") else paths.report
        path = Path(os.path.normpath(folder / target.lstrip("/")))
        if path.parent.parent != paths.case_tables(""):
            yield path


def _texts_beside(paths: ProjectPaths, case_id: str) -> Iterator[Path]:
    of_others = tuple(f"{other}." for other in paths.case_ids() if other != case_id)
    for path in _files_in(paths.report):
        if not (path.parent == paths.report and path.name.startswith(of_others)):
            yield path


def _files_in(folder: Path) -> Iterator[Path]:
    for inside, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in MADE and not name.startswith(".")]
        yield from (Path(inside, name) for name in names if not name.lower().endswith(PICTURES))
