"""JSON, YAML, CSV and notebooks: every cell and every leaf by its name."""

from __future__ import annotations

import base64
import binascii
import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import yaml

from epicrisis.provenance.comparison.markup import html_parts, xml_parts
from epicrisis.provenance.comparison.parts import Part, Parts
from epicrisis.provenance.comparison.pictures import picture_parts
from epicrisis.provenance.comparison.prints import pdf_parts


def json_parts(content: bytes) -> Parts:
    """Return every leaf of a JSON file.

    Args:
        content: The file.

    Raises:
        ValueError: If it is no JSON.
    """
    return tuple(_leaves(json.loads(content), ""))


def yaml_parts(content: bytes) -> Parts:
    """Return every leaf of a YAML file.

    Args:
        content: The file.

    Raises:
        ValueError: If it is no YAML.
    """
    try:
        return tuple(_leaves(yaml.safe_load(content), ""))
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def csv_parts(content: bytes) -> Parts:
    """Return every cell of a CSV file.

    Args:
        content: The file.

    Raises:
        ValueError: If it is not UTF-8.
    """
    rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))
    return tuple(
        Part(f"row {number}, column {column}", cell)
        for number, row in enumerate(rows, start=1)
        for column, cell in enumerate(row, start=1)
    )


def notebook_parts(content: bytes) -> Parts:
    """Return the cells of a notebook with their outputs; ids, counts and metadata are how it is written.

    Args:
        content: The file.

    Raises:
        ValueError: If it is no notebook.
    """
    notebook = json.loads(content)
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise ValueError("no cells")
    cells = enumerate(notebook.pop("cells"), start=1)
    said = (part.within(f"cell {number}") for number, cell in cells for part in _cell(cell))
    return (*said, *(Part(part.place, part.text, is_value=False) for part in _leaves(notebook, "")))


def _cell(cell: dict[str, Any]) -> Iterator[Part]:
    yield Part("source", _joined(cell.pop("source", "")))
    for number, output in enumerate(cell.pop("outputs", []), start=1):
        data = output.pop("data", {})
        for kind, shown in sorted(data.items()):
            yield from (part.within(f"output {number}, {kind}") for part in _shown(kind, shown))
        yield from (part.within(f"output {number}") for part in _leaves(output, ""))
    yield from (Part(part.place, part.text, is_value=False) for part in _leaves(cell, ""))


def _shown(kind: str, shown: Any) -> Iterator[Part]:
    text = _joined(shown)
    yield Part("", text, is_value=False)
    try:
        match kind:
            case "image/png" | "image/jpeg":
                yield from picture_parts(base64.b64decode(text))
            case "application/pdf":
                yield from pdf_parts(base64.b64decode(text))
            case "image/svg+xml":
                yield from xml_parts(text.encode())
            case "text/html":
                yield from html_parts(text.encode())
            case _:
                yield Part("", text)
    except (binascii.Error, ValueError, OSError):
        yield Part("", text)


def _joined(text: Any) -> str:
    return (
        "".join(map(str, text)) if isinstance(text, list) else text if isinstance(text, str) else json.dumps(text)
    )


def _leaves(value: Any, place: str) -> Iterator[Part]:
    if isinstance(value, dict):
        for key, inner in sorted(value.items(), key=lambda item: str(item[0])):
            yield from _leaves(inner, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _leaves(inner, f"{place}[{number}]")
    else:
        yield Part(place, f"{value}")
