"""A content-addressed cache of what the steps of builds have made.

A step hangs on what is known before it runs, its *terms*, and on what it reads while it runs, its trace. For each
set of terms the store keeps several bundles; the first whose trace still holds is what the step would make now.
Nothing in the store is trusted: what does not have the digest that it should have is thrown away and made anew.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from epicrisis.atomic import sweep_aside, write_if_changed
from epicrisis.digests import digest_bytes, digest_value
from epicrisis.errors import EpicrisisError
from epicrisis.lock import turn
from epicrisis.tracing.bundle import Bundle, read_bundle
from epicrisis.tracing.staleness import Present
from epicrisis.tracing.trace import Trace

BUNDLES_A_STEP = 8
"""How many results of one step are kept: enough to switch between a few versions of the data and back."""
LIMIT_BYTES = 512 * 1024 * 1024
MOST_MEMORIES = 1000
SIZE = "size"
"""The file that says how large the store was when that was last looked for, with what was added since."""
FILES = "files"
"""The name of what is kept like a step, and is none."""
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


class DamagedEntry(EpicrisisError):
    """Something in the store is not what was put there."""


class Store:
    """The cache of a project.

    Args:
        folder: Where it is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._steps = f"{folder}/steps/"
        self._coming = folder / "coming"
        self._added = 0

    def find(self, name: str, terms: Mapping[str, str], present: Present) -> Bundle | None:
        """Return what a step would make now, if it is known.

        Args:
            name: The step.
            terms: What it hangs on beside files.
            present: What the files hold now.

        Raises:
            DamagedEntry: If a bundle is not what was put there; it is gone now.
        """
        for bundle in self._bundles(name, terms):
            if present.agrees_with(bundle.trace) and self.holds(bundle):
                return bundle
        return None

    def holds(self, bundle: Bundle) -> bool:
        """Return whether a bundle is still here, of which the caller knows that it is what was put here.

        Args:
            bundle: The bundle; it is taken as used, and goes last when room is needed.
        """
        try:
            os.utime(f"{self._steps}{bundle.kept_in}")
        except OSError:
            return False
        return bool(bundle.kept_in)

    def keep(self, bundle: Bundle, contents: Mapping[str, bytes]) -> Bundle:
        """Keep what a step has made.

        Args:
            bundle: The bundle.
            contents: Content of each of its files, by name.

        Returns:
            The bundle, which tells where it is kept.
        """
        for name, digest in bundle.files.items():
            self.keep_content(contents[name], digest)
        path = self._shelf(bundle.name, bundle.terms) / f"{bundle.key}.json"
        self._write(path, bundle.as_record())
        return replace(bundle, kept_in=f"{path.parent.name}/{path.name}")

    def keep_content(self, content: bytes, digest: str) -> None:
        """Keep the content of a file under its digest."""
        path = self._blob(digest)
        if not path.is_file():
            write_if_changed(path, content, self._coming)
            self._added += len(content)

    def path_of(self, digest: str) -> Path:
        """Return the file in which a content is kept; whoever has just kept it knows that it is what it was."""
        return self._blob(digest)

    def content(self, digest: str) -> bytes:
        """Return a content by its digest.

        Raises:
            DamagedEntry: If it is not there, or something else; the bundles that name it are gone then.
        """
        try:
            content = self._blob(digest).read_bytes()
        except OSError:
            content = b""
        self._require(digest, digest_bytes(content))
        return content

    def _require(self, digest: str, found: str) -> None:
        if found != digest:
            self._blob(digest).unlink(missing_ok=True)
            self._drop(digest)
            raise DamagedEntry(f"{digest[:12]} in the cache is damaged")

    def recall(self, key: Any, make: Callable[[], Any]) -> Any:
        """Return what a key stands for, computed once.

        Args:
            key: JSON; everything that the value depends on.
            make: Computes the value, which is JSON too.
        """
        name = digest_value(key)
        value = self.remembered(name)
        if value is None:
            value = make()
            self.remember(name, value)
        return value

    def remembered(self, name: str) -> Any:
        """Return what was remembered under a digest; None if it is not there, or was damaged and is gone now."""
        path = self._memory(name)
        try:
            value = self._read(path)
            os.utime(path)  # used: it goes last when room is needed
        except (OSError, DamagedEntry):
            return None
        return value

    def files_of(self, name: str) -> dict[str, bytes] | None:
        """Return the files that are kept under a digest, by their names; None if they are not there.

        Raises:
            DamagedEntry: If one of them is not what was put there; none of them is there now.
        """
        bundle = next(self._bundles(FILES, {"name": name}), None)
        if bundle is None or not all(self._blob(digest).is_file() for digest in bundle.files.values()):
            return None
        self.holds(bundle)
        return {file: self.content(digest) for file, digest in bundle.files.items()}

    def keep_files(self, name: str, files: Mapping[str, bytes]) -> None:
        """Keep files, as a step that hangs on nothing but a digest."""
        digests = {file: digest_bytes(content) for file, content in files.items()}
        self.keep(Bundle(FILES, {"name": name}, Trace(), digests), files)

    def remember(self, name: str, value: Any) -> None:
        """Remember a JSON value under a digest."""
        self._write(self._memory(name), value)

    def hand_over(self, name: str, make: Callable[[], str]) -> str:
        """Return a text that several processes of a build want at the same time.

        One has it made; the others wait for it. It stays until the next one is made.

        Args:
            name: A digest of everything that the text depends on.
            make: Makes the text.
        """
        folder = self._folder / "handed"
        with turn(self._folder / "handed.lock"):
            text = _left(folder / name)
            if text is None:
                text = make()
                shutil.rmtree(folder, ignore_errors=True)  # that of an earlier build
                content = text.encode()
                write_if_changed(folder / name, f"{digest_bytes(content)}\n".encode() + content)
            return text

    def sweep(self) -> None:
        """Remove what killed processes were about to bring in."""
        sweep_aside(self._coming)

    def tidy(self, needed: Collection[Bundle] = (), limit_bytes: int = LIMIT_BYTES) -> None:
        """Prune, if there may be too much: to look at thousands of files takes its time.

        A quarter of what there may be makes room for a while.

        Args:
            needed: What the build that tidies has used; it stays, however large it is.
            limit_bytes: How large everything else together may be, with that.
        """
        if self.note_added() <= limit_bytes:
            return
        if (size := _size(self._folder)) > limit_bytes:
            self.prune(needed, limit_bytes - limit_bytes // 4)
            # as if there were room, where what is needed leaves none: else every build would look in vain
            size = min(_size(self._folder), limit_bytes - limit_bytes // 4)
        self._write_size(size)

    def note_added(self) -> int:
        """Note how many bytes were added here; return how large the store is then at most."""
        note = self._folder / SIZE
        size, self._added = self._added + _noted(note, self._folder), 0
        self._write_size(size)
        return size

    def _write_size(self, size: int) -> None:
        with suppress(OSError):  # of no weight: where there is no number, the next build looks
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / SIZE).write_text(str(size), encoding="utf-8")

    def prune(self, needed: Collection[Bundle] = (), limit_bytes: int = LIMIT_BYTES) -> None:
        """Throw away the bundles that were not used for longest, and what no bundle names, if there is too much.

        Args:
            needed: Bundles that stay; else a build of a long case would throw away what it has just made.
            limit_bytes: How large everything else together may be, with that.
        """
        if _size(self._folder) <= limit_bytes:
            return
        stays = {bundle.kept_in for bundle in needed}
        named = {digest for bundle in needed for digest in bundle.files.values()}
        total = sum(blob.stat().st_size for blob in map(self._blob, named) if blob.is_file())
        for path in _newest_first(self._folder.glob("steps/*/*.json")):
            text = path.read_text("utf-8", errors="replace")
            contents = [self._blob(digest) for digest in set(_DIGEST.findall(text)) - named]
            own = sum(blob.stat().st_size for blob in contents if blob.is_file())
            total += len(text) + own
            # what has nothing of its own would make no room
            if total > limit_bytes and named and own and f"{path.parent.name}/{path.name}" not in stays:
                path.unlink(missing_ok=True)
            else:
                named |= {blob.name for blob in contents}
        for blob in self._folder.glob("contents/*/*"):
            if blob.name not in named:
                blob.unlink(missing_ok=True)
        for memory in _newest_first(self._folder.glob("memory/*"))[MOST_MEMORIES:]:
            memory.unlink(missing_ok=True)

    def forget(self) -> None:
        """Throw everything away."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _bundles(self, name: str, terms: Mapping[str, str]) -> Iterator[Bundle]:
        """Yield the bundles of a step, the newest first; those beyond the limit go."""
        shelf = self._shelf(name, terms)
        if not shelf.is_dir():
            return
        paths = _newest_first(shelf.glob("*.json"))
        for path in paths[BUNDLES_A_STEP:]:
            path.unlink(missing_ok=True)
        for path in paths[:BUNDLES_A_STEP]:
            yield read_bundle(self._read(path), f"{shelf.name}/{path.name}")

    def _drop(self, digest: str) -> None:
        for path in self._folder.glob("steps/*/*.json"):
            if digest in path.read_text(encoding="utf-8", errors="replace"):
                path.unlink(missing_ok=True)

    def _shelf(self, name: str, terms: Mapping[str, str]) -> Path:
        return self._folder / "steps" / digest_value([name, terms])

    def _memory(self, name: str) -> Path:
        return self._folder / "memory" / f"{name}.json"

    def _blob(self, digest: str) -> Path:
        return self._folder / "contents" / digest[:2] / digest

    def _write(self, path: Path, body: Any) -> None:
        entry = {"digest": digest_value(body), "body": body}
        content = json.dumps(entry, ensure_ascii=False, sort_keys=True).encode()
        write_if_changed(path, content, self._coming)
        self._added += len(content)

    def _read(self, path: Path) -> Any:
        content = path.read_bytes()
        try:
            entry = json.loads(content)
            sound = entry["digest"] == digest_value(entry["body"])
        except (ValueError, KeyError, TypeError):
            sound = False
        if not sound:
            path.unlink(missing_ok=True)
            raise DamagedEntry(f"{path.stem[:12]} in the cache is damaged")
        return entry["body"]


def _left(path: Path) -> str | None:
    """Return the text that another process has left; None if there is none."""
    try:
        digest, _, content = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return content.decode() if digest_bytes(content).encode() == digest else None


def _noted(note: Path, folder: Path) -> int:
    try:
        return int(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return _size(folder)


def _size(folder: Path) -> int:
    """Return how large the files under a folder are together; those that go meanwhile do not count."""
    size = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                size += os.stat(f"{parent}/{name}").st_size
    return size


def _newest_first(paths: Iterable[Path]) -> list[Path]:
    return sorted(paths, key=lambda path: path.stat().st_mtime_ns, reverse=True)
