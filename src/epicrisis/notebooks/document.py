"""A notebook as a document: read it, give it its parameters, clean what came out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from epicrisis.errors import NotebookFailed

PARAMETERS_TAG = "parameters"
INJECTED_TAG = "injected-parameters"

LABEL = re.compile(r"^#\|\s*label:\s*(\S+)\s*$", re.MULTILINE)

# Bytes in base64: a folder cannot be read in them, and to search half a megabyte takes its time.
PICTURES = ("image/png", "image/jpeg", "application/pdf")

# Metadata of a cell that say what it is; the rest (execution times, collapsed, scrolled) is about one sitting.
LASTING_CELL_METADATA = ("tags",)


def read_notebook(path: Path, name: str) -> NotebookNode:
    """Read a notebook without its outputs.

    Args:
        path: The file.
        name: The file's name for messages.

    Returns:
        The notebook in format 4.5: cells have ids, code cells neither outputs nor counts.

    Raises:
        NotebookFailed: If the file is not there or not a notebook.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["nbformat"] != nbformat.current_nbformat:
            raise NotebookFailed(f"{name}: notebook format {content['nbformat']}. Save it in format 4.5 or newer.")
        for number, cell in enumerate(content["cells"], start=1):
            cell.setdefault("id", f"cell-{number}")  # before format 4.5 cells had none
        content["nbformat_minor"] = max(5, content["nbformat_minor"])
        notebook = _parse(content)
    except OSError as error:
        raise NotebookFailed(f"{name}: could not be read: {error.strerror}.") from error
    except json.JSONDecodeError as error:
        raise NotebookFailed(f"{name}, line {error.lineno}: not a notebook, {error.msg}.") from error
    except (ValueError, TypeError, KeyError, AttributeError, nbformat.ValidationError) as error:
        raise NotebookFailed(f"{name}: not a notebook. Open and save it in Jupyter.") from error
    for cell in code_cells(notebook):
        cell.outputs, cell.execution_count = [], None
    return notebook


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the code cells of a notebook that its author wrote, in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code" and INJECTED_TAG not in _tags(cell)]


def cell_label(cell: NotebookNode) -> str:
    """Return the Quarto label of a cell (`#| label: fig-mrd`), or an empty text."""
    match = LABEL.search(cell.source)
    return match.group(1) if match else ""


def inject_parameters(notebook: NotebookNode, parameters: Mapping[str, str]) -> None:
    """Insert a cell with parameters after the one that is tagged `parameters`.

    A notebook without such a cell takes no parameters and is left alone.

    Args:
        notebook: The notebook, changed in place.
        parameters: The values by name.
    """
    tagged = next((i for i, cell in enumerate(notebook.cells) if PARAMETERS_TAG in _tags(cell)), None)
    if tagged is None:
        return
    lines = ["# Set by the build.", *(f"{name} = {json.dumps(value)}" for name, value in parameters.items())]
    cell: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "id": INJECTED_TAG,
        "metadata": {"tags": [INJECTED_TAG]},
        "outputs": [],
        "source": "\n".join(lines),
    }
    notebook.cells.insert(tagged + 1, _node(cell))


def outputs_of(notebook: NotebookNode) -> bytes:
    """Return the outputs of an executed notebook, cell by cell, as JSON."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return json.dumps([[cell.execution_count, cell.outputs] for cell in cells], ensure_ascii=False).encode()


def with_outputs(notebook: NotebookNode, outputs: bytes) -> None:
    """Put the outputs of an earlier run into a notebook whose code is the same.

    Args:
        notebook: The notebook with its parameters, changed in place.
        outputs: From `outputs_of`.
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell, (count, made) in zip(cells, json.loads(outputs), strict=True):
        cell.execution_count, cell.outputs = count, [_node(output) for output in made]


def notebook_bytes(notebook: NotebookNode) -> bytes:
    """Return a notebook as the content of its file: JSON with sorted keys, UTF-8, a line feed at the end."""
    text: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call]  # nbformat is typed in part
    return f"{text.rstrip()}\n".encode()


def clean(notebook: NotebookNode, places: Mapping[str, str]) -> str:
    """Take out of an executed notebook what differs between two sittings or machines.

    Warnings go too, because they hold the paths and versions of one machine; the caller may show them.

    Args:
        notebook: The notebook, changed in place.
        places: What to write instead of each absolute folder.

    Returns:
        What its cells wrote to the standard error stream, without absolute folders.
    """
    notebook.metadata = _node(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    warnings: list[str] = []
    for cell in notebook.cells:
        lasting = {key: cell.metadata[key] for key in LASTING_CELL_METADATA if key in cell.metadata}
        cell.metadata = _node(lasting)
        if cell.cell_type == "code":
            outputs = [_without_places(output, places) for output in cell.outputs]
            warnings += [output.text for output in outputs if output.get("name") == "stderr"]
            cell.outputs = [output for output in outputs if output.get("name") != "stderr"]
    return "".join(warnings)


def without_places(text: str, places: Mapping[str, str]) -> str:
    """Replace the absolute folders in a text.

    Args:
        text: Any text.
        places: What to write instead of each folder; "." stands for the project itself.

    Returns:
        The text with relative paths.

    >>> without_places("/home/ada/report/data/x.csv in /home/ada/report", {"/home/ada/report": "."})
    'data/x.csv in .'
    """
    for folder in sorted(places, key=len, reverse=True):  # a folder in the project before the project
        inside = "" if places[folder] == "." else f"{places[folder]}/"
        text = text.replace(f"{folder}/", inside)
        text = re.sub(rf"{re.escape(folder)}(?![\w.-])", places[folder].replace("\\", r"\\"), text)
    return text


def _without_places(value: Any, places: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return without_places(value, places)
    if isinstance(value, dict):
        return _node(
            {key: item if key in PICTURES else _without_places(item, places) for key, item in value.items()}
        )
    if isinstance(value, list):
        return [_without_places(item, places) for item in value]
    return value


def _tags(cell: NotebookNode) -> list[str]:
    tags: list[str] = cell.metadata.get("tags", [])
    return tags


def _parse(content: dict[str, Any]) -> NotebookNode:
    # Not nbformat.reads, which logs what is invalid and goes on.
    notebook: NotebookNode = nbformat.v4.to_notebook(content)  # type: ignore[no-untyped-call]  # typed in part
    nbformat.validate(notebook)
    return notebook


def _node(value: dict[str, Any]) -> NotebookNode:
    node: NotebookNode = nbformat.from_dict(value)  # type: ignore[no-untyped-call]  # nbformat is typed in part
    return node
