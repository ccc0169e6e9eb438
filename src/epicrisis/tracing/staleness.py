"""What has changed since a piece of work read it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from epicrisis.tracing.grounds import PACKAGE_FOLDER, PACKAGE_NAME, Grounds
from epicrisis.tracing.interpreter import package_digests
from epicrisis.tracing.trace import Trace, digest_now

Change = Literal["changed", "gone", "new"]


@dataclass(frozen=True)
class Difference:
    """One file that is no longer as it was read.

    Args:
        name: Its name in the project.
        change: What became of it.
        before: SHA-256 of what was read; empty if it was not there or was not read.
    """

    name: str
    change: Change
    before: str = ""


class Present:
    """The project as it is now; every file is looked at once.

    Args:
        grounds: Which files count.
    """

    def __init__(self, grounds: Grounds) -> None:
        self._grounds = grounds
        self._digests: dict[str, str] = {}
        self._there: dict[str, bool] = {}
        self._names: dict[str, tuple[str, ...]] = {}

    def digest(self, name: str) -> str:
        """Return the SHA-256 of a file; an empty text if it is not there."""
        if name not in self._digests:
            self._digests[name] = self._of_package(name) or digest_now(self._grounds.place_of(name))
        return self._digests[name]

    def _of_package(self, name: str) -> str:
        """Return the SHA-256 of a file of the package that does the work; it was taken with all the others."""
        inside = name.removeprefix(f"{PACKAGE_NAME}/")
        is_own = inside != name and self._grounds.package == str(PACKAGE_FOLDER)
        return package_digests().get(inside, "") if is_own else ""

    def is_there(self, name: str) -> bool:
        """Return whether a file or folder is there."""
        if name not in self._there:
            self._there[name] = os.path.exists(self._grounds.place_of(name))
        return self._there[name]

    def names_in(self, folder: str) -> tuple[str, ...]:
        """Return the names in a folder that count."""
        if folder not in self._names:
            self._names[folder] = self._grounds.names_in(folder)
        return self._names[folder]

    def agrees_with(self, trace: Trace) -> bool:
        """Return whether nothing has changed since a piece of work read it."""
        if trace.files.items() <= self._digests.items():  # all of them were looked at for other steps
            trace = replace(trace, files={})
        return next(differences(trace, self), None) is None

    def forget(self, name: str) -> None:
        """Look at a file again, which the build has written."""
        self._digests.pop(name, None)
        self._there.clear()  # nor is it said which folders were made for it


def differences(trace: Trace, present: Present) -> Iterator[Difference]:
    """Yield what is no longer as a piece of work read it.

    Args:
        trace: What it read.
        present: The project as it is now.
    """
    for folder, names in trace.folders.items():
        now = present.names_in(folder)
        for name in sorted(set(now) - set(names)):
            yield Difference(_in(folder, name), "new")
        for name in sorted(set(names) - set(now)):
            yield Difference(_in(folder, name), "gone")
    for name, before in trace.files.items():
        if (now_digest := present.digest(name)) != before:
            yield Difference(name, "changed" if before and now_digest else "gone" if before else "new", before)
    for name in trace.present:
        if not present.is_there(name):
            yield Difference(name, "gone")


def _in(folder: str, name: str) -> str:
    return name if folder == "." else f"{folder}/{name}"
