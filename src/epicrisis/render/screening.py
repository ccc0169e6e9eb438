"""The last look before publication: identifiers that reached an output and stand in none of its sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from epicrisis.checks.identifiers import find_identifiers
from epicrisis.places import Place, Problem
from epicrisis.render.reading import text_of

# the folder of a person's account, in whatever a program printed
_HOME = re.compile(r"(?:/home/|/Users/|/root/|[A-Za-z]:\\Users\\)[\w.-]+")
_QUOTES = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "\u00ad": ""})


def screen_outputs(outputs: Mapping[str, bytes], sources: Iterable[str], published: date) -> tuple[Problem, ...]:
    """Find identifiers in finished outputs before anybody sees them.

    What stands in the manuscript or its bibliography was judged there; this finds what came by another way, from a
    notebook's output, a figure or a setting.

    Args:
        outputs: Content of each file, by its name in messages.
        sources: Texts that were judged already.
        published: The date that the report carries.
    """
    known = _squeezed("\n".join(sources)) + "".join(map(_squeezed, _written(published)))
    return tuple(
        problem for name, content in outputs.items() for problem in _screen(text_of(name, content), name, known)
    )


def _screen(text: str, name: str, known: str) -> Iterator[Problem]:
    found = [(text[start:end], what) for start, end, what in find_identifiers(text)]
    found += [(match[0], "a folder of the computer") for match in _HOME.finditer(text)]
    told: set[str] = set()
    for words, what in found:
        if _squeezed(words) not in known and what not in told:
            told.add(what)
            message = f"{what} would be published here, and stands in no source"
            fix = "Look into the outputs of the notebooks and the settings; nothing was published"
            yield Problem(Place(name), message, fix)


def _squeezed(text: str) -> str:
    """Return a text without spaces, which engines break, and with plain quotes and dashes."""
    return re.sub(r"\s+", "", text.translate(_QUOTES))


def _written(day: date) -> tuple[str, ...]:
    month = f"{day:%B}"
    return (
        day.isoformat(),
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{month} {day.year}",
    )
