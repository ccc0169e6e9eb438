"""Which files a preview watches, and how it hears of what was saved."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from pathlib import Path

from watchfiles import watch

from epicrisis.paths import ProjectPaths

PACKAGE = Path(__file__).parents[1]
# A save is over when nothing has happened for so long: an editor writes, renames and sets times in one go.
QUIET_MILLISECONDS = 50
LONGEST_MILLISECONDS = 400
_BACKUPS = ("~", ".swp", ".swx", ".tmp", ".bak", ".orig")


def watched_folders(paths: ProjectPaths) -> tuple[Path, ...]:
    """Return the folders with what people edit, and with the package; those that are there."""
    return tuple(folder for folder in (paths.data, paths.notebooks, paths.report, PACKAGE) if folder.is_dir())


def is_edited(paths: ProjectPaths, file: Path) -> bool:
    """Whether a file is one that people edit, so that a change of it calls for a build.

    Args:
        paths: The project.
        file: A file that has changed, came to be or is gone.
    """
    if file.parent == paths.root:
        return file == paths.quarto_config
    generated = (paths.case_tables("").absolute(), paths.executed_notebooks("").absolute())
    if any(file.is_relative_to(folder) for folder in generated):
        return False
    folder = next((folder for folder in watched_folders(paths) if file.is_relative_to(folder)), None)
    if folder is None or file.name.endswith(_BACKUPS) or file.suffix == ".pyc":
        return False
    return not any(part.startswith((".", "#")) or part == "__pycache__" for part in file.relative_to(folder).parts)


class Watcher:
    """Collects what was saved, from the moment it is made.

    Args:
        paths: The project.
    """

    def __init__(self, paths: ProjectPaths) -> None:
        self._paths = paths
        self._news: queue.SimpleQueue[frozenset[Path]] = queue.SimpleQueue()
        self._over = threading.Event()
        # The root is watched without its folders, among which are .venv and _build with their thousands of files.
        for places, is_deep in ((watched_folders(paths), True), ((paths.root,), False)):
            threading.Thread(target=self._listen, args=(places, is_deep), daemon=True).start()

    def batches(self) -> Iterator[frozenset[Path]]:
        """Yield the files of each save; what was saved while nobody asked comes as one."""
        while True:
            batch = self._news.get()
            while not self._news.empty():
                batch |= self._news.get()
            yield batch

    def stop(self) -> None:
        """Watch no longer."""
        self._over.set()

    def _listen(self, places: tuple[Path, ...], is_deep: bool) -> None:
        for changes in watch(
            *places,
            watch_filter=None,
            debounce=LONGEST_MILLISECONDS,
            step=QUIET_MILLISECONDS,
            stop_event=self._over,
            rust_timeout=200,
            recursive=is_deep,
        ):
            files = frozenset(path for path in (Path(name) for _, name in changes) if is_edited(self._paths, path))
            if files:
                self._news.put(files)
