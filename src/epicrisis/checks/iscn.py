"""Karyotypes in the International System for Human Cytogenomic Nomenclature, as far as case reports use it.

A clone is a modal number, sex chromosomes and aberrations, with the count of its cells in brackets; clones are
separated by a slash. Read are gains and losses (+8, -7), del, dup, inv, t, i, idic, der, dic, add, ins, r, trp,
dmin, mar, hsr, and the shorthands idem and sl.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

KINDS = (
    "del",
    "dup",
    "inv",
    "t",
    "i",
    "idic",
    "der",
    "dic",
    "add",
    "ins",
    "r",
    "trp",
    "psu",
    "ider",
    "rob",
    "tas",
)
_CHROMOSOME = re.compile(r"(?:[1-9]|1\d|2[0-2]|X|Y|\?)")
_BAND = re.compile(r"(?:[pq](?:\d{1,2}(?:\.\d{1,3})?|ter|\?\d*)?|cen|ter|\?|~|-|p|q)+")
_CLONE = re.compile(r"(?P<low>\d{1,3})(?:~(?P<high>\d{1,3}))?(?:<\dn>)?,(?P<rest>.*)")
_CELLS = re.compile(r"\[(?:cp)?\d+\]$")
_ABERRATION = re.compile(
    rf"(?P<sign>[+-])?(?P<unsure>\?)?(?P<kind>{'|'.join(sorted(KINDS, key=len, reverse=True))})"
    r"\((?P<chromosomes>[^()]*)\)(?:\((?P<bands>[^()]*)\))?(?P<rest>(?:[a-z]+\([^()]*\)(?:\([^()]*\))?)*)(?P<copies>x\d|×\d)?"
)
_NUMERICAL = re.compile(r"(?P<sign>[+-])(?P<chromosome>\w+?)c?(?P<copies>x\d|×\d)?")
_MARKER = re.compile(
    r"(?P<sign>\+)?(?P<low>\d*)(?:~(?P<high>\d+))?(?:mar\d*|dmin|r\d*|ace|hsr\(.*\))(?P<copies>x\d|×\d)?"
)
_SHORTHAND = re.compile(r"(?:idem|sl|sdl\d*)(?:x\d|×\d)?")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a karyotype.

    Args:
        message: What is wrong.
        fix: How to mend it.
    """

    message: str
    fix: str


@dataclass
class _Count:
    """How many chromosomes the aberrations of a clone add."""

    least: int = 0
    most: int = 0

    def add(self, least: int, most: int | None = None) -> None:
        self.least += least
        self.most += least if most is None else most


def karyotype_faults(notation: str) -> tuple[Fault, ...]:
    """Return what is wrong with a karyotype.

    Args:
        notation: The karyotype, such as `47,XX,+8,del(9)(p22)[20]`.

    >>> karyotype_faults("47,XX,+8,del(9)(p22)")
    ()
    >>> karyotype_faults("46,XX,+8")[0].message
    'the clone 46,XX,+8 has 47 chromosomes by its aberrations, not 46'
    """
    if not notation.strip():
        return (Fault("the karyotype is empty", "Write it as 46,XX"),)
    spaceless = re.sub(r"\s+", "", notation)
    banded = re.split(r"\.(?:nuc)?(?:ish|arr|seq|rsa|ogm)", spaceless)[
        0
    ]  # other methods follow in words of their own
    clones = [clone for clone in banded.split("/") if clone]  # two slashes part recipient and donor
    return tuple(fault for clone in clones for fault in _clone_faults(clone, len(clones) > 1))


def _clone_faults(clone: str, is_one_of_several: bool) -> Iterator[Fault]:
    found = _CLONE.fullmatch(_CELLS.sub("", clone))
    if not found:
        yield Fault(
            f"'{clone}' is not a number of chromosomes, a comma and the sex chromosomes", "Write it as 46,XY"
        )
        return
    sex, *aberrations = _split(found["rest"])
    if _SHORTHAND.fullmatch(sex) and is_one_of_several:
        return  # counts on from another clone
    if not re.fullmatch(r"[XYU?]{1,5}c?", sex):
        yield Fault(
            f"'{sex}' in {clone} is not the sex chromosomes", "They stand behind the first comma: XX, XY, X"
        )
        return
    count = _Count()
    count.add(sum(character in "XYU?" for character in sex) - 2)
    # a sex chromosome that is lost is not written behind the number: 45,X,-Y is male
    aberrations = [found for found in aberrations if not (len(sex) == 1 and found in ("-X", "-Y"))]
    faults = [fault for aberration in aberrations for fault in _aberration_faults(aberration, count)]
    yield from faults
    low, high = int(found["low"]), int(found["high"] or found["low"])
    is_diploid = 35 <= low <= 57
    if not faults and is_diploid and not (46 + count.least <= high and low <= 46 + count.most):
        total = 46 + count.least
        message = f"the clone {clone} has {total} chromosomes by its aberrations, not {found['low']}"
        yield Fault(message, "A gain or loss is missing, or the number is wrong")


def _split(text: str) -> list[str]:
    return re.split(r",(?![^()]*\))", text)


def _aberration_faults(aberration: str, count: _Count) -> Iterator[Fault]:
    copies = 1
    if many := re.search(r"[x×](\d)$", aberration):
        copies = int(many[1])
    if found := _ABERRATION.fullmatch(aberration):
        yield from _structural_faults(aberration, found, count, copies)
    elif found := _NUMERICAL.fullmatch(aberration):
        if _MARKER.fullmatch(aberration):
            count.add(copies)
        elif not _CHROMOSOME.fullmatch(found["chromosome"]):
            yield Fault(f"there is no chromosome {found['chromosome']} ({aberration})", "Use 1 to 22, X or Y")
        else:
            count.add(copies if found["sign"] == "+" else -copies)
    elif found := _MARKER.fullmatch(aberration):
        if found["sign"] and "dmin" not in aberration:
            least = int(found["low"] or 1)
            count.add(least * copies, int(found["high"] or least) * copies)
    elif aberration not in ("inc", "?"):
        yield Fault(
            f"'{aberration}' is not an aberration", "Write it as +8, -7, del(9)(p22) or t(9;22)(q34;q11.2)"
        )


def _structural_faults(aberration: str, found: re.Match[str], count: _Count, copies: int) -> Iterator[Fault]:
    chromosomes = found["chromosomes"].split(";")
    for name in chromosomes:
        if not _CHROMOSOME.fullmatch(name):
            yield Fault(f"there is no chromosome {name} ({aberration})", "Use 1 to 22, X or Y")
    bands = found["bands"].split(";") if found["bands"] is not None else []
    for band in bands:
        if not _BAND.fullmatch(band):
            yield Fault(f"'{band}' in {aberration} is not a band", "Write bands as p22, q34.1 or q10")
    if bands and found["kind"] == "t" and len(bands) != len(chromosomes):
        message = f"{aberration} has {len(chromosomes)} chromosomes and {len(bands)} bands"
        yield Fault(message, "Give one band for each chromosome")
    if found["kind"] in ("dic", "idic", "rob") and len(chromosomes) == 2 and not found["sign"]:
        count.add(-copies)  # two chromosomes have become one
    if found["kind"] == "der" and len(chromosomes) == 2 and not found["sign"] and not found["rest"]:
        count.add(-copies)  # a whole-arm translocation, too
    if not found["sign"] and {"X", "Y"} & set(chromosomes):
        count.add(0, copies)  # an abnormal sex chromosome is named here and not behind the number
    if found["sign"]:
        count.add(copies if found["sign"] == "+" else -copies)
