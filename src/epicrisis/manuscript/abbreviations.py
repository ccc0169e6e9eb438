"""Abbreviations of a text: where one is explained, by what words, and where it is used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# two capitals at least, with what may stand between and after them: MRD, B-ALL, CAR-T, GvHD, HSCTs
TOKEN = re.compile(r"(?<![\w@#/.-])(?=[\w-]*[A-Z][\w-]*[A-Z])[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*(?![\w@/]|-\w)")
_IN_BRACKETS = re.compile(r"[(\[]([^\W\d_][\w+-]*)(?=[)\];,:])")
_AFTER_WORDS = re.compile(r"[(\[]([^()\[\]]+), ([^\W\d_][\w+-]*)(?=[)\],;])")
_IN_LEGEND = re.compile(r"(?:^|[;.:]\s+)([A-Za-z][\w/-]*), ([^;.]+)")


@dataclass(frozen=True)
class Explanation:
    """One place where an abbreviation is explained.

    Args:
        short: The abbreviation.
        words: What it stands for.
        start: Index of the abbreviation in the text.
    """

    short: str
    words: str
    start: int


def explanations(text: str) -> Iterator[Explanation]:
    """Yield every abbreviation that a text explains: `measurable residual disease (MRD)`, `MRD, measurable …;`.

    Source: Schwartz and Hearst, Pac Symp Biocomput 2003:451, for the words before a bracket.

    >>> [(found.short, found.words) for found in explanations("A test for measurable residual disease (MRD).")]
    [('MRD', 'measurable residual disease')]
    """
    for match in _IN_BRACKETS.finditer(text):
        words = long_form(match[1], text[: match.start()]) if is_abbreviation(match[1]) else ""
        if words:
            yield Explanation(match[1], words, match.start(1))
    for match in _AFTER_WORDS.finditer(text):
        words = long_form(match[2], match[1]) if is_abbreviation(match[2]) else ""
        if words and words == match[1].strip():
            yield Explanation(match[2], words, match.start(2))
    for match in _IN_LEGEND.finditer(text):
        words = long_form(match[1], match[2]) if is_abbreviation(match[1]) else ""
        if words and words == match[2].strip():
            yield Explanation(match[1], words, match.start(1))


def is_abbreviation(word: str) -> bool:
    """Return whether a word looks like an abbreviation: two capitals at least, ten characters at most."""
    return len(word) <= 10 and sum(letter.isupper() for letter in word) >= 2


def long_form(short: str, before: str) -> str:
    """Return the shortest run of last words whose letters an abbreviation takes in order; empty if there is none.

    Args:
        short: The abbreviation.
        before: The text up to the bracket.

    >>> long_form("CAR-T", "with chimeric antigen receptor T ")
    'chimeric antigen receptor T'
    """
    words = before.rstrip()
    sentence = max(words.rfind(". "), words.rfind("; ")) + 1
    letters = [letter for letter in short.lower() if letter.isalnum()]
    most = min(len(letters) + 5, len(letters) * 2)
    first = max(sentence, words.rfind(" ") + 1)
    starts = [match.start() for match in re.finditer(r"(?<![^\s(\[“])\S", words[sentence:])][-most:]
    at = len(words)
    for index, letter in enumerate(reversed(letters)):
        at -= 1
        is_first = index == len(letters) - 1
        while at >= sentence and (words[at].lower() != letter or (is_first and at - sentence not in starts)):
            at -= 1
        if at < sentence:
            return ""
    return words[at:].strip("“”\"' ") if at <= first else ""


def normal_form(short: str) -> str:
    """Return an abbreviation without what may be written one way or the other: hyphens, case, a plural s.

    >>> normal_form("CAR-Ts"), normal_form("cart")
    ('CART', 'CART')
    """
    plain = short.replace("-", "")
    plain = plain[:-1] if len(plain) > 2 and plain.endswith("s") and plain[-2].isupper() else plain
    return plain.upper()


def is_near(one: str, other: str) -> bool:
    """Return whether one abbreviation is another with a letter doubled, dropped or swapped with its neighbour.

    Names that differ by a digit are different names, as CD4 and CD8.

    >>> is_near("CARTT", "CART"), is_near("MDR", "MRD"), is_near("CD4", "CD8")
    (True, True, False)
    """
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) == 1 and len(short) >= 4:
        dropped = {long[:index] + long[index + 1 :] for index in range(1, len(long)) if not long[index].isdigit()}
        return short in dropped
    if len(long) == len(short) >= 3 and one != other:
        swapped = {one[:index] + one[index + 1] + one[index] + one[index + 2 :] for index in range(len(one) - 1)}
        return other in swapped
    return False
