"""The cells of a notebook that a manuscript may embed: their source, their options, their outputs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from epicrisis.manuscript.yaml_core import load_yaml

_OPTION_LINE = re.compile(r"^#\|[ \t]?(?P<yaml>.*)$")


@dataclass(frozen=True)
class Cell:
    """One cell of a notebook.

    Args:
        id: Its id in the file.
        is_code: Whether it is code; else it is text.
        source: What its author wrote, without the option lines.
        options: What its `#|` lines say.
        tags: Its tags.
        outputs: What it showed when it ran, as in the file.
    """

    id: str
    is_code: bool
    source: str
    options: Mapping[str, Any]
    tags: tuple[str, ...] = ()
    outputs: tuple[Mapping[str, Any], ...] = ()

    @property
    def label(self) -> str:
        """Its `#| label:`; may be empty."""
        return str(self.options.get("label", ""))


def read_cells(path: Path) -> tuple[Cell, ...]:
    """Read the cells of a notebook.

    Args:
        path: The `.ipynb` file.

    Raises:
        OSError: If it cannot be read.
        ValueError: If it is not a notebook, or the options of a cell are not YAML.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_cell(cell) for cell in content["cells"])
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("it is not a notebook") from error


def find_cell(cells: Sequence[Cell], name: str) -> Cell | None:
    """Return the cell that a name means: as in Quarto, first an id, then a label, then a tag."""
    by_id = (cell for cell in cells if cell.id == name)
    by_label = (cell for cell in cells if cell.label == name)
    by_tag = (cell for cell in cells if name in cell.tags)
    return next((found for group in (by_id, by_label, by_tag) for found in group), None)


def cell_names(cells: Iterable[Cell]) -> tuple[str, ...]:
    """Return every name that a cell may be called by, labels first."""
    kept = tuple(cells)
    labels = [cell.label for cell in kept if cell.label]
    tags = [tag for cell in kept for tag in cell.tags]
    return tuple(dict.fromkeys([*labels, *tags, *(cell.id for cell in kept if cell.id)]))


def text_of(value: Any) -> str:
    """Return a text of a notebook, which the file may hold as a list of lines."""
    return "".join(value) if isinstance(value, list) else str(value)


def _cell(content: Mapping[str, Any]) -> Cell:
    is_code = content["cell_type"] == "code"
    source, options = _split(text_of(content["source"])) if is_code else (text_of(content["source"]), {})
    return Cell(
        id=content.get("id", ""),
        is_code=is_code,
        source=source,
        options=options,
        tags=tuple(content.get("metadata", {}).get("tags", ())),
        outputs=tuple(content.get("outputs", ())),
    )


def _split(source: str) -> tuple[str, Mapping[str, Any]]:
    lines = source.split("\n")
    options: list[str] = []
    while lines and (match := _OPTION_LINE.match(lines[0])):
        options.append(match["yaml"])
        lines.pop(0)
    try:
        loaded = load_yaml("\n".join(options))
    except yaml.YAMLError as error:
        raise ValueError(f"the options of a cell are not valid YAML: {' '.join(options)}") from error
    return "\n".join(lines).strip("\n"), loaded if isinstance(loaded, dict) else {}
