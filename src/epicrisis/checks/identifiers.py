"""Identifiers of a person in a text: found by their form and check digit, named by their kind, never repeated."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import Any

_HARMLESS = re.compile(r"[a-z]+(?:_[a-z0-9_]*)?|\d{1,4}(?:\.\d{1,4})?")
"""Ids of rows and small numbers: most cells of a long case, in which nothing has the form of an identifier."""
_OTHER = re.compile(rf"^(?!(?:{_HARMLESS.pattern})$).+", re.MULTILINE)
MANY = 7
_WITH_MANY_DIGITS = re.compile(rf"^(?:[^\d\n]*\d){{{MANY}}}.*", re.MULTILINE)


@dataclass(frozen=True)
class Identifier:
    """One form of an identifier.

    Args:
        what: Its kind, for messages.
        pattern: Its form.
        is_person: Whether it is a name or an address, which authors may print of themselves.
        has_many_digits: Whether it has at least seven: few cells of a case do, so few are searched for it.
        is_real: What the check digit says, or whether a word is a name; True where there is nothing to ask.
    """

    what: str
    pattern: re.Pattern[str]
    is_person: bool
    has_many_digits: bool
    is_real: Callable[[str], bool]


@cache
def privacy_knowledge() -> Mapping[str, Any]:
    """Return `privacy.toml`."""
    return tomllib.loads(files("epicrisis.checks").joinpath("privacy.toml").read_text(encoding="utf-8"))


@cache
def identifiers() -> tuple[Identifier, ...]:
    """Return every form of an identifier that is known."""
    known = [
        Identifier(
            entry["what"],
            re.compile(entry["regex"]),
            entry.get("kind") == "person",
            entry.get("many_digits", False),
            _DIGITS.get(entry.get("digit", ""), _always),
        )
        for entry in privacy_knowledge()["identifier"]
    ]
    given = frozenset(privacy_knowledge()["names"]["given"])
    # a name is followed or preceded by another capital word, or stands before a verb: a lone "Anna" is one too
    names = re.compile(r"\b[A-Z]\w+\b(?![-–]\w)")
    return (*known, Identifier("a person's name", names, True, False, given.__contains__))


def find_identifiers(text: str, *, with_persons: bool = True) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and kind of every identifier in a text, each stretch once.

    Args:
        text: The text.
        with_persons: Whether names and addresses of persons are looked for.
    """
    taken: list[tuple[int, int]] = []
    for identifier in identifiers():
        if identifier.is_person and not with_persons:
            continue
        for match in identifier.pattern.finditer(text):
            start, end = match.span()
            if identifier.is_real(match[0]) and not any(start < last and first < end for first, last in taken):
                taken.append((start, end))
                yield start, end, identifier.what


def lines_with_identifiers(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the kinds of the identifiers in each line that holds some.

    All lines are looked over at once: of a long case there are tens of thousands of cells, and no form of an
    identifier reaches over the end of a line or asks for it.

    Args:
        lines: Texts without line breaks.
    """
    known = _OTHER.findall("\n".join({*lines}))
    long = _WITH_MANY_DIGITS.findall("\n".join(known))
    found = _lines_with((form for form in identifiers() if not form.has_many_digits), known)
    found |= _lines_with((form for form in identifiers() if form.has_many_digits), long)
    return {line: tuple(what for _, _, what in find_identifiers(line)) for line in sorted(found)}


def _lines_with(forms: Iterable[Identifier], lines: Sequence[str]) -> set[str]:
    """Return the lines in which there is an identifier of one of some forms."""
    starts = [*accumulate((len(line) + 1 for line in lines), initial=0)]
    text = "\n".join(lines)
    return {
        lines[bisect(starts, match.start()) - 1]
        for form in forms
        for match in form.pattern.finditer(text)
        if form.is_real(match[0])
    }


def _always(_: str) -> bool:
    return True


def _china(text: str) -> bool:
    """GB 11643-1999."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, text, strict=False))
    return "10X98765432"[total % 11] == text[-1].upper()


def _united_kingdom(text: str) -> bool:
    """NHS number, modulus 11."""
    digits = [int(letter) for letter in text if letter.isdigit()]
    rest = 11 - sum((10 - index) * digit for index, digit in enumerate(digits[:9])) % 11
    return len(set(digits)) > 1 and rest % 11 == digits[9] and rest != 10


def _france(text: str) -> bool:
    """NIR: 97 less the number modulo 97."""
    digits = "".join(letter for letter in text if letter.isdigit())
    return 97 - int(digits[:13]) % 97 == int(digits[13:])


def _spain(text: str) -> bool:
    """DNI: the letter of the number modulo 23."""
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(text[:8]) % 23] == text[-1]


_DIGITS: Mapping[str, Callable[[str], bool]] = {
    "china": _china,
    "united_kingdom": _united_kingdom,
    "france": _france,
    "spain": _spain,
}
