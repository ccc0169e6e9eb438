"""Notes what a piece of work reads."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Sequence

from epicrisis.tracing.grounds import Grounds
from epicrisis.tracing.trace import Trace, digest_now

WRITING = os.O_WRONLY | os.O_RDWR

# What belongs to the system rather than to anybody's work: libraries, fonts, time zones, devices.
SYSTEM_FOLDERS = ("/usr", "/lib", "/lib64", "/bin", "/etc", "/proc", "/sys", "/dev", "/run", "/System", "/Library")
FONT_FOLDERS = ("~/.fonts", "~/.local/share/fonts", "~/Library/Fonts")


class Recorder:
    """Notes what is read while it listens; paths are absolute.

    Args:
        grounds: Which files count.
        own: Folders in which the work keeps what it makes; they are never outside.
    """

    def __init__(self, grounds: Grounds, own: Sequence[str] = ()) -> None:
        self.grounds = grounds
        self._environment = _environment_folders(own)
        self._files: dict[str, str] = {}
        self._present: set[str] = set()
        self._folders: dict[str, Sequence[str]] = {}
        self._outside: set[str] = set()
        self._written: set[str] = set()

    def opened(self, path: str, flags: int) -> None:
        """Note a file that is about to be opened."""
        if flags & WRITING:
            self._written.add(path)
        elif path not in self._written:
            self.read(path)

    def read(self, path: str) -> None:
        """Note a file that is read, with what it holds now."""
        name = self.grounds.name_of(path)
        if name is None:
            self._note_outside(path)
        elif name not in self._files and not os.path.isdir(path):
            self._files[name] = digest_now(path)

    def read_folder(self, path: str) -> None:
        """Note that every file under a folder may be read, by a program that tells nothing."""
        for folder, subfolders, names in os.walk(path):
            subfolders[:] = [name for name in subfolders if self.grounds.name_of(os.path.join(folder, name))]
            self.listed(folder)
            for name in names:
                file = os.path.join(folder, name)
                if self.grounds.name_of(file):
                    self.read(file)

    def asked(self, path: str, *, present: bool) -> None:
        """Note that somebody asked whether a file or folder is there."""
        name = self.grounds.name_of(path)
        # Where Python looks for modules differs with the installation; the modules themselves are noted. The
        # project itself is there, though a path that comes back to it by way of a missing folder is not.
        if name in (None, ".") or path in self._written or path in sys.path:
            return
        if present:
            self._present.add(name)
        else:
            self._files.setdefault(name, "")

    def listed(self, path: str) -> None:
        """Note that a folder was listed."""
        name = self.grounds.name_of(path)
        if name is not None and name not in self._folders:
            self._folders[name] = self.grounds.names_in(name)

    def moved(self, source: str, target: str) -> None:
        """Note that a file was written elsewhere and brought to its place."""
        if source in self._written:
            self._written.discard(source)
            self._written.add(target)

    def started(self, words: Sequence[str], folder: str) -> None:
        """Note that a program was started, which is taken to read the files that its command line names."""
        for word in words:
            path = os.path.abspath(os.path.join(folder, word.partition("=")[2] if word.startswith("-") else word))
            if os.path.isfile(path):
                self.read(path)

    def trace(self) -> Trace:
        """Return everything noted so far."""
        files = {name: digest for name, digest in sorted(self._files.items()) if not self._is_made(name)}
        now = {name: digest_now(self.grounds.place_of(name)) for name in files}
        return Trace(
            files=files,
            present=tuple(sorted(name for name in self._present - files.keys() if not self._is_made(name))),
            folders=dict(sorted(self._folders.items())),
            outside=tuple(sorted(self._outside - self._written)),
            written=tuple(sorted(path for path in self._written if os.path.isfile(path))),
            steady=now == files,
        )

    def _is_made(self, name: str) -> bool:
        # A file that was read before the work wrote it stays a read, unless it was not there.
        return not self._files.get(name) and self.grounds.place_of(name) in self._written

    def _note_outside(self, path: str) -> None:
        if not self.grounds.holds(path) and not path.startswith(self._environment) and os.path.isfile(path):
            self._outside.add(path)


def _environment_folders(own: Sequence[str]) -> tuple[str, ...]:
    places = {sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values(), *own}
    places |= {os.environ[name] for name in ("MPLCONFIGDIR",) if name in os.environ}
    places |= {os.path.expanduser(folder) for folder in FONT_FOLDERS}
    return tuple(
        sorted(f"{place}{os.sep}" for place in {*places, *map(os.path.realpath, places), *SYSTEM_FOLDERS})
    )
