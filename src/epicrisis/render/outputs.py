"""Outputs that appear only when all of them are complete."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from epicrisis.atomic import is_running
from epicrisis.errors import OutputFailed

_PREFIX = ".rendering-"


@contextmanager
def staging_folder(output_dir: Path) -> Iterator[Path]:
    """Give a temporary folder on the file system of the outputs, and remove it afterwards.

    Raises:
        OutputFailed: If the folder or a file in it cannot be written.
    """
    try:
        output_dir.mkdir(parents=True, exist_ok=True)
        sweep(output_dir)
        # Beside the outputs, because a move in one step cannot cross file systems.
        with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-", dir=output_dir) as folder:
            yield Path(folder).resolve()  # pandoc runs elsewhere
    except OSError as error:
        raise OutputFailed(f"{output_dir} cannot be written: {error.strerror or error}") from error


def sweep(folder: Path) -> None:
    """Remove the staging folders that killed processes have left in a folder."""
    for left in folder.glob(f"{_PREFIX}*"):
        number = left.name.removeprefix(_PREFIX).partition("-")[0]
        if not (number.isdigit() and is_running(int(number))):
            shutil.rmtree(left, ignore_errors=True)


def write_file(path: Path, content: bytes) -> None:
    """Write one file, making its folder.

    Raises:
        OutputFailed: If it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise OutputFailed(f"{path} cannot be written: {error.strerror or error}") from error


def publish(finished: Mapping[Path, Path]) -> None:
    """Move finished files to their places, each in one step.

    Args:
        finished: Where each staged file goes: staged path to final path.

    Raises:
        OutputFailed: If one cannot be moved.
    """
    for staged, target in finished.items():
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            staged.replace(target)
        except OSError as error:
            raise OutputFailed(f"{target} cannot be replaced: {error.strerror or error}") from error
