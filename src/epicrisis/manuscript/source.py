"""A manuscript's source: its lines after includes, each with the file and line that it came from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path

from epicrisis.paths import TABLE_NAMES, ProjectPaths
from epicrisis.places import Place, Problem

INCLUDE_LINE = re.compile(r"^\s*\{\{<\s*include\s+(?P<target>\S.*?)\s*>\}\}\s*$")
FRONT_MATTER_FENCE = re.compile(r"^---\s*$")
FRONT_MATTER_END = re.compile(r"^(---|\.\.\.)\s*$")
GENERATED = "_tables"
"""The folder of `report/` with what is made from the data for a manuscript to include."""
COMMENT_START, COMMENT_END = "<!--", "-->"

Read = Callable[[Path], str]
"""Reads one file as text; raises OSError or UnicodeDecodeError when that is impossible."""


@dataclass(frozen=True)
class SourceLine:
    """One line, and where a person finds it: the file relative to the project, counted from 1."""

    text: str
    path: str
    number: int


@dataclass(frozen=True)
class Source:
    """A manuscript with its includes in place.

    Args:
        lines: Every line in reading order.
        problems: Includes that could not be followed.
    """

    lines: tuple[SourceLine, ...]
    problems: tuple[Problem, ...] = ()

    @cached_property
    def text(self) -> str:
        """The whole text; offsets into it are what `place_at` takes."""
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        lengths = (len(line.text) + 1 for line in self.lines)
        return tuple(accumulate(lengths, initial=0))[:-1]

    @cached_property
    def front_matter_length(self) -> int:
        """Number of lines of the YAML block that opens the manuscript, with its fences; 0 without one."""
        if not self.lines or not FRONT_MATTER_FENCE.match(self.lines[0].text):
            return 0
        for index, line in enumerate(self.lines[1:], start=2):
            if FRONT_MATTER_END.match(line.text):
                return index
        return 0

    @property
    def front_matter(self) -> str:
        """The YAML text between the fences, with the opening fence's line kept blank.

        The blank line keeps YAML's own line numbers equal to the file's.
        """
        return "\n".join(["", *(line.text for line in self.lines[1 : max(self.front_matter_length - 1, 1)])])

    @property
    def body_offset(self) -> int:
        """Offset in `text` of the first character after the front matter."""
        if self.front_matter_length == len(self.lines):
            return len(self.text)
        return self._starts[self.front_matter_length]

    def place_at(self, offset: int) -> Place:
        """Return the place of a character of `text`."""
        line = self.lines[max(bisect_right(self._starts, offset) - 1, 0)]
        return Place(line.path, line=line.number)


def read_text(path: Path) -> str:
    """Read one UTF-8 file, without a byte order mark and with plain line ends."""
    return path.read_text(encoding="utf-8-sig")


def read_source(path: Path, project_root: Path, read: Read = read_text) -> Source:
    """Read a manuscript and put its includes in place.

    Args:
        path: The main document.
        project_root: Folder that places are relative to.
        read: Reads one file; tests inject a dictionary.

    Returns:
        The lines, and a problem for every include that is missing, unreadable or circular.

    Raises:
        OSError: If the main document itself cannot be read.
    """
    return _Reader(path, project_root, read).source()


class _Reader:
    """Follows the includes of one manuscript, and keeps what went wrong."""

    def __init__(self, main: Path, root: Path, read: Read) -> None:
        self._main = main
        self._root = root
        self._read = read
        self._problems: list[Problem] = []

    def source(self) -> Source:
        lines = self._lines(self._main, self._read(self._main), ())
        return Source(tuple(lines), tuple(self._problems))

    def _lines(self, path: Path, text: str, parents: tuple[Path, ...]) -> list[SourceLine]:
        lines, includes = _lines_of(ProjectPaths(self._root).relative(path), text)
        result: list[SourceLine] = []
        position = 0
        for index, target in includes:
            result += lines[position:index]
            result += self._included(target, lines[index], (*parents, path))
            position = index + 1
        return [*result, *lines[position:]]

    def _included(self, target: str, line: SourceLine, parents: tuple[Path, ...]) -> list[SourceLine]:
        # Quarto resolves every include against the main document, also those inside an included file.
        target = target.strip("\"'")
        folder = self._root if target.startswith("/") else self._main.parent
        path = folder / target.lstrip("/")
        if not ProjectPaths(self._root).holds(path):
            advice = "Copy it into the project"
            return self._refuse(line, f"the included file {target} is outside the project", advice)
        path = path.resolve()
        if path in (parent.resolve() for parent in parents):
            return self._refuse(line, f"the include of {target} is circular", "Remove one of the includes")
        try:
            text = self._read(path)
        except UnicodeDecodeError:
            return self._refuse(line, f"the included file {target} is not UTF-8 text", "Save it as UTF-8")
        except OSError:
            advice = "Include paths are relative to the main document"
            if f"{GENERATED}/" in target:
                names = ", ".join(f"{name}.md" for name in TABLE_NAMES)
                advice = f"What is made from the data of each case: {names}"
            return self._refuse(line, f"the included file {target} does not exist", advice)
        return self._lines(path, text, parents)

    def _refuse(self, line: SourceLine, message: str, fix: str) -> list[SourceLine]:
        self._problems.append(Problem(Place(line.path, line=line.number), message, fix))
        # A blank line keeps the paragraphs on both sides apart, so that later messages stay right.
        return [SourceLine("", line.path, line.number)]


@lru_cache(maxsize=64)
def _lines_of(name: str, text: str) -> tuple[Sequence[SourceLine], Sequence[tuple[int, str]]]:
    """Return the lines of a file, and of those that include another the index and the target.

    Done once for a text: each step of a build reads it, and most of it is generated tables that rarely change.
    """
    lines: list[SourceLine] = []
    includes: list[tuple[int, str]] = []
    in_comment = False
    for index, content in enumerate(text.splitlines()):
        include = None if in_comment else INCLUDE_LINE.match(content)
        in_comment = _comment_is_open(content, in_comment)
        lines.append(SourceLine(content, name, index + 1))
        if include:
            includes.append((index, include["target"]))
    return tuple(lines), tuple(includes)


def _comment_is_open(text: str, was_open: bool) -> bool:
    position, is_open = 0, was_open
    while (found := text.find(COMMENT_END if is_open else COMMENT_START, position)) >= 0:
        position, is_open = found + 3, not is_open
    return is_open
