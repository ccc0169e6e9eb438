"""The last look before publication: identifiers that reached an output and stand in none of its sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from itertools import chain

from epicrisis.checks.identifiers import find_identifiers
from epicrisis.places import Place, Problem
from epicrisis.render.reading import text_of

# the folder of a person's account, in whatever a program printed
_HOME = re.compile(r"(?:/home/|/Users/|/root/|[A-Za-z]:\\Users\\)[\w.-]+")
_PLAIN = {"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "\u00ad": ""}


@dataclass(frozen=True)
class Suspect:
    """Words of an output that may identify a person.

    Args:
        words: The words.
        what: What they look like.
    """

    words: str
    what: str


def lines_to_look_over(name: str, content: bytes) -> list[str]:
    """Return the lines of a finished output, each once: half of a page is said twice.

    Args:
        name: The output's name, by whose suffix it is read.
        content: What it holds.
    """
    return list(dict.fromkeys(text_of(name, content).split("\n")))


def find_suspects(lines: Iterable[str]) -> tuple[Suspect, ...]:
    """Return everything in some lines that may identify a person, wherever it came from.

    No form of an identifier reaches over the end of a line or asks for it.

    Args:
        lines: From `lines_to_look_over`, or some of them.
    """
    text = "\n".join(lines)
    found = [Suspect(text[start:end], what) for start, end, what in find_identifiers(text)]
    return (*found, *(Suspect(match[0], "a folder of the computer") for match in _HOME.finditer(text)))


def judge_suspects(
    suspects: Mapping[str, Sequence[Suspect]], sources: Iterable[str], published: date
) -> tuple[Problem, ...]:
    """Return what must not be published.

    What stands in the manuscript or its bibliography was judged there; this tells of what came by another way,
    from a notebook's output, a figure or a setting.

    Args:
        suspects: What was found in each output, by its name in messages.
        sources: Texts that were judged already; one after the other is asked for until nothing is left to judge.
        published: The date that the report carries.
    """
    unknown = {_squeezed(suspect.words) for found in suspects.values() for suspect in found}
    for source in chain(_written(published), sources):
        text = _squeezed(source)
        unknown = {words for words in unknown if words not in text}
        if not unknown:
            break  # the data of a long case need not be read
    return tuple(problem for name, found in suspects.items() for problem in _judge(found, name, unknown))


def _judge(found: Iterable[Suspect], name: str, unknown: Set[str]) -> Iterator[Problem]:
    told: set[str] = set()
    for suspect in found:
        if _squeezed(suspect.words) in unknown and suspect.what not in told:
            told.add(suspect.what)
            message = f"{suspect.what} would be published here, and stands in no source"
            fix = "Look into the outputs of the notebooks and the settings; nothing was published"
            yield Problem(Place(name), message, fix)


def _squeezed(text: str) -> str:
    """Return a text without spaces, which engines break, and with plain quotes and dashes."""
    for mark, plain in _PLAIN.items():  # `translate` asks of every letter, and the sources are all the data
        text = text.replace(mark, plain)
    return "".join(text.split())


def _written(day: date) -> tuple[str, ...]:
    month = f"{day:%B}"
    return (
        day.isoformat(),
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{month} {day.year}",
    )
