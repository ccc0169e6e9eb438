"""The preview: build, show, wait for the next save."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from epicrisis.paths import ProjectPaths
from epicrisis.preview.builder import Builder
from epicrisis.preview.moves import Content, Move, find_moves, read_content
from epicrisis.preview.outcome import Outcome
from epicrisis.preview.page import digest_of
from epicrisis.preview.server import PreviewServer
from epicrisis.preview.state import Board
from epicrisis.preview.watch import PACKAGE, Watcher, watched_folders

Say = Callable[[str], None]
Pages = dict[str, str]
Moves = dict[str, tuple[Move, ...]]
MOST_NAMES = 3


class Preview:
    """Keeps the pages of one case up to date with what is saved.

    Args:
        paths: The project.
        case_id: The case.
        builder: Builds it.
        board: Where the states go.
        say: Prints one line for the person at the terminal.
    """

    def __init__(self, paths: ProjectPaths, case_id: str, builder: Builder, board: Board, say: Say) -> None:
        self._paths = paths
        self._folder = paths.case_build(case_id)
        self._builder = builder
        self._board = board
        self._say = say
        self._contents: dict[str, Content] = {}
        self._seen = Pages()
        self._drafted = Moves()
        pages, _ = self._read_pages()
        board.publish(replace(board.state, pages=pages))

    def rebuild(self, saved: Iterable[Path]) -> None:
        """Build what is stale after some files were saved, and tell of it.

        Args:
            saved: The files; none for the first build.
        """
        files = sorted(saved)
        if any(file.is_relative_to(PACKAGE) for file in files):
            self._builder.replace()
        self._drafted, before = Moves(), self._board.state.moves
        self._tell_stage("start")
        outcome = self._builder.build(self._tell_stage, self._show_draft)
        state, seconds = self._board.state, round(outcome.seconds, 1)
        pages, moves = self._read_pages()
        # after a fault the last good page is there again, with what had moved on it
        shown = before if outcome.faults else {**state.moves, **moves}
        self._board.publish(
            replace(
                state,
                builds=state.builds + 1,
                stage="",
                draft="",
                seconds=seconds,
                faults=outcome.faults,
                pages=pages,
                moves=shown,
            )
        )
        there = [file for file in files if file.exists()] or files  # leaves out what an editor renames
        self._say(_line(outcome, [self._paths.relative(file) for file in there], {**self._drafted, **moves}))

    def _show_draft(self, file: Path) -> None:
        """Show the page; the other outputs follow."""
        content, name, state = file.read_bytes(), file.name, self._board.state
        self._drafted = self._moves_on(name, content)
        if self._drafted:
            pages = {**state.pages, name: digest_of(content)}
            moves = {**state.moves, **self._drafted}
            self._board.publish(replace(state, draft=str(file), faults=(), pages=pages, moves=moves))

    def _tell_stage(self, name: str) -> None:
        self._board.publish(replace(self._board.state, stage=name))

    def _read_pages(self) -> tuple[Pages, Moves]:
        """Return the digests of all pages, and what has moved on those that changed."""
        pages, moves = Pages(), Moves()
        for file in sorted(self._folder.rglob("*.html")):
            content, name = file.read_bytes(), file.relative_to(self._folder).as_posix()
            pages[name] = digest_of(content)
            moves |= self._moves_on(name, content)
        return pages, moves

    def _moves_on(self, name: str, content: bytes) -> Moves:
        """Return what has moved on a page, under its name; nothing at all if it is as it was."""
        digest = digest_of(content)
        before, self._seen[name] = self._seen.get(name), digest
        if before == digest:
            return {}
        old = self._contents.get(name)
        self._contents[name] = new = read_content(content.decode("utf-8", errors="replace"))
        return {name: find_moves(old, new) if old else ()}


def preview(paths: ProjectPaths, case_id: str, engine: str, port: int, opens: bool, say: Say) -> None:
    """Show a case in the browser and keep it up to date, until interrupted.

    Args:
        paths: The project.
        case_id: The case.
        engine: `auto`, `quarto` or `embedded`.
        port: The port; 0 for any free one.
        opens: Whether to open the browser.
        say: Prints one line for the person at the terminal.

    Raises:
        UsageError: If the port is not to be had.
    """
    board = Board()
    server = PreviewServer(paths.case_build(case_id), case_id, board, port)
    with server, Builder(paths, case_id, engine, say) as builder:
        watcher = Watcher(paths)
        try:
            watched = ", ".join(map(paths.relative, (*watched_folders(paths), paths.quarto_config)))
            say(f"preview  {server.address}")
            say(f"watching {watched}; Ctrl-C ends it")
            page = Preview(paths, case_id, builder, board, say)
            server.start()
            if opens and _has_window():
                webbrowser.open(server.address)
            page.rebuild(())
            for saved in watcher.batches():
                page.rebuild(saved)
        finally:
            watcher.stop()


def _has_window() -> bool:
    """Whether a browser has a window to open in; one for the terminal would take it over."""
    return sys.platform in {"darwin", "win32"} or bool({"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys())


def _line(outcome: Outcome, saved: list[str], moves: Moves) -> str:
    """Return the line that the terminal shows of one build, and what is to be mended below it."""
    names = ", ".join(saved[:MOST_NAMES]) + (f" and {len(saved) - MOST_NAMES} more" if saved[MOST_NAMES:] else "")
    if outcome.faults:
        what = "not built:"
    elif saved:
        what = describe(move for page in moves.values() for move in page)
    else:
        what = "built"
    first = f"{outcome.seconds:6.2f} s {names + ': ' if names else ''}{what}"
    return "\n".join([first, *(f"         {fault}" for fault in outcome.faults)])


def describe(moves: Iterable[Move]) -> str:
    """Say how much has moved.

    Args:
        moves: What has moved.

    >>> describe([Move("value", ("data/demo/mrd.csv#m1", ""), 0, "1%", "2%"), Move("text", ("", ""), 4)])
    '1 value and 1 passage changed'
    >>> describe([])
    'nothing on the page changed'
    """
    nouns = {"value": "value", "claim": "claim", "figure": "figure", "text": "passage"}
    kinds = [move.kind for move in moves]
    counts = [
        f"{kinds.count(kind)} {noun}{'' if kinds.count(kind) == 1 else 's'}"
        for kind, noun in nouns.items()
        if kind in kinds
    ]
    words = " and ".join(filter(None, (", ".join(counts[:-1]), *counts[-1:])))
    return f"{words} changed" if words else "nothing on the page changed"
