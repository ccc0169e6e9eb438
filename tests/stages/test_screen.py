"""The last look over outputs: lines in which nothing was found need not be looked over again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from epicrisis.checks import identifiers
from epicrisis.digests import digest_bytes
from epicrisis.paths import ProjectPaths
from epicrisis.render import screening
from epicrisis.stages.screen import look_into
from epicrisis.transaction import NoChanges
from epicrisis.workshop import Workshop

FIRST = ("Seen on 9 March 2023.", "Nothing here.", "A 93-year-old man", "Nothing there.")
SECOND = ("Nothing there.", "A 93-year-old man", "Mr Smith", "Nothing new.", "Seen on 9 March 2023.")


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """The workshop of a project in which nothing was looked over yet."""
    return Workshop(ProjectPaths(tmp_path), "tiny", NoChanges(tmp_path / "transaction"))


@pytest.fixture
def looked_over(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every line that was looked over."""
    lines: list[str] = []
    find = identifiers.find_identifiers

    def watched(text: str) -> Iterator[tuple[int, int, str]]:
        lines.extend(text.split("\n"))
        return find(text)

    monkeypatch.setattr(screening, "find_identifiers", watched)
    return lines


def look(workshop: Workshop, *lines: str, file: str = "tiny.html") -> list[screening.Suspect]:
    """Return what is found on a page with these lines."""
    content = f"<html><body><pre>{chr(10).join(lines)}</pre></body></html>".encode()
    return look_into(workshop, file, digest_bytes(content), lambda: content)


def test_what_was_found_once_is_found_again(workshop: Workshop) -> None:
    """Of a page that is looked over after another, the same is told as if it were the first."""
    look(workshop, *FIRST)

    found = look(workshop, *SECOND)

    assert found == list(screening.find_suspects(SECOND))
    assert {suspect.words for suspect in found} == {"9 March 2023", "93-year-old", "Mr Smith"}


def test_only_new_lines_are_looked_over(workshop: Workshop, looked_over: list[str]) -> None:
    """And those in which there was something."""
    look(workshop, *FIRST)
    looked_over.clear()

    look(workshop, *SECOND)

    assert set(looked_over) == {"A 93-year-old man", "Mr Smith", "Nothing new.", "Seen on 9 March 2023."}


def test_the_lines_of_another_file_do_not_count(workshop: Workshop, looked_over: list[str]) -> None:
    """Each output has lines of its own."""
    look(workshop, *FIRST)
    looked_over.clear()

    look(workshop, "Nothing else.", *FIRST, file="another.html")

    assert set(looked_over) >= set(FIRST)
