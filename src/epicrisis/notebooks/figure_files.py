"""The files of the figures of a case, from the notebook's staging folder to where readers find them.

A figure is five files of one stem: the picture as SVG, PDF and PNG, its words as JSON, its data as CSV. This
module imports no plotting library, because the build reads and moves these files without drawing anything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from epicrisis.atomic import Writer, write_if_changed
from epicrisis.errors import OutputFailed


def words_bytes(alt: str, description: str) -> bytes:
    """Return the content of `<stem>.json`.

    Args:
        alt: Alternative text.
        description: Long description.

    Returns:
        JSON with sorted keys, UTF-8.
    """
    text = json.dumps({"alt": alt, "description": description}, sort_keys=True, indent=2, ensure_ascii=False)
    return f"{text}\n".encode()


def write_figure_files(
    files: Mapping[str, bytes], folder: Path, write: Writer = write_if_changed
) -> tuple[Path, ...]:
    """Write files of figures, each atomically.

    Args:
        files: Content by file name.
        folder: Where they go; made where it is missing.
        write: What writes a file, and says whether its bytes changed.

    Returns:
        The files whose bytes changed; the others keep their time stamp.

    Raises:
        OutputFailed: If a file could not be written.
    """
    return tuple(folder / name for name, content in files.items() if write(folder / name, content))


def publish_figures(staging: Path, target: Path, write: Writer = write_if_changed) -> tuple[Path, ...]:
    """Bring the staged figures of a build that succeeded to where readers find them.

    Everything is read before anything is written, so that an unreadable file changes nothing.

    Args:
        staging: The folder that the notebooks wrote into; it is left as it is.
        target: The figure folder of the case.
        write: What writes a file, and says whether its bytes changed.

    Returns:
        The files whose bytes changed, sorted; the others keep their time stamp.

    Raises:
        OutputFailed: If a file could not be read or written.
    """
    try:
        staged = sorted(path for path in staging.iterdir() if path.is_file())
        files = {path.name: path.read_bytes() for path in staged}
    except FileNotFoundError:
        return ()  # no notebook drew anything
    except OSError as error:
        raise OutputFailed(f"could not read the staged figures: {error.strerror}.") from error
    return write_figure_files(files, target, write)


def read_figure_words(folder: Path) -> dict[str, dict[str, str]]:
    """Read the words of all figures of a case.

    Args:
        folder: The figure folder of the case.

    Returns:
        `alt` and `description` by stem, sorted.

    Raises:
        OutputFailed: If a file is not what `words_bytes` returned.
    """
    words: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            words[path.stem] = {key: str(content[key]) for key in ("alt", "description")}
        except (OSError, ValueError, KeyError, TypeError) as error:
            name = f"{folder.parent.name}/{folder.name}/{path.name}"
            raise OutputFailed(f"{name}: not the words of a figure. Delete it and build again.") from error
    return words
