"""Keep the executed notebooks of a case."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import nbformat

from epicrisis.atomic import Writer, write_if_changed
from epicrisis.notebooks.execute import ExecutedNotebook


def notebook_bytes(executed: ExecutedNotebook) -> bytes:
    """Return an executed notebook as the content of its file.

    Args:
        executed: The notebook.

    Returns:
        JSON with sorted keys, UTF-8, a line feed at the end.
    """
    text: str = nbformat.writes(executed.node)  # type: ignore[no-untyped-call]  # nbformat is typed in part
    return f"{text.rstrip()}\n".encode()


def store_notebooks(
    notebooks: Iterable[ExecutedNotebook], folder: Path, write: Writer = write_if_changed
) -> tuple[Path, ...]:
    """Write executed notebooks, each atomically.

    Args:
        notebooks: The notebooks.
        folder: Where they go, `_build/<case>/notebooks`; made where it is missing.
        write: What writes a file.

    Returns:
        The file of every notebook, in their order.

    Raises:
        OutputFailed: If a file could not be written.
    """
    files = {folder / f"{notebook.stem}.ipynb": notebook_bytes(notebook) for notebook in notebooks}
    for path, content in files.items():
        write(path, content)
    return tuple(files)
