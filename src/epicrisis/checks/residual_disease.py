"""MRD: negatives without a limit, limits too high to mean much, and what a series may not mix."""

from __future__ import annotations

import re
from collections.abc import Iterable

from epicrisis.case.model import Case, MrdTest
from epicrisis.checks.finding import Finding
from epicrisis.checks.sites import INVOLVED
from epicrisis.manuscript.reading import ManuscriptText
from epicrisis.places import Place

# the level below which response is called MRD negative in consensus: 10⁻⁴
THRESHOLD_PERCENT = 0.01
# morphological relapse of acute leukaemia
RELAPSE_BLASTS_PERCENT = 5.0
MARROW = ("bone marrow", "marrow", "peripheral blood", "blood")
_MORPHOLOGICAL = re.compile(r"\b(?:ha?ematologic(?:al)?|morphologic(?:al)?|overt) relapse", re.IGNORECASE)
_EXTRAMEDULLARY = re.compile(
    r"\bextramedullary (?:relapse|recurrence)|\b(?:relapse|recurrence) outside", re.IGNORECASE
)
_OF_MRD = re.compile(r"\b(?:MRD|molecular) (?:relapse|recurrence)", re.IGNORECASE)
SOURCE = "Brüggemann et al., Leukemia 2010;24:521: MRD is stated with its method and limit of detection"


def check_detection_limits(case: Case) -> Iterable[Finding]:
    """Find negatives without a limit of detection, and limits that cannot support a negative at 0.01 %.

    Source: Brüggemann et al., Leukemia 2010.
    """
    negative = [row for row in case.mrd if row.relation == "not_detected"]
    unlimited = [row for row in negative if row.lod_percent is None]
    # one paired sample without a limit is a slip; a series without any leaves every negative open
    if unlimited and (len(unlimited) == len(negative) or len(unlimited) > 2):
        names = ", ".join(row.id for row in unlimited)
        message = f"{len(unlimited)} of {len(negative)} negative tests have no limit of detection: {names}"
        yield _finding(case, "mrd.limit", None, "lod_percent", message, "State the limit of each assay")
    for row in negative:
        if row.lod_percent is not None and row.lod_percent > THRESHOLD_PERCENT:
            message = f"a limit of {row.printed['lod_percent']}% is too high to call MRD negative at 0.01%"
            yield _finding(case, "mrd.threshold", row, "lod_percent", message, "Say what negative means here")


def check_measured_values(case: Case) -> Iterable[Finding]:
    """Find measured values below the limit of the assay, and `<` far above it.

    Source: Brüggemann et al., Leukemia 2010.
    """
    for row in case.mrd:
        if row.value_percent is None or row.lod_percent is None:
            continue
        if row.relation == "=" and row.value_percent < row.lod_percent:
            message = (
                f"{row.printed['value_percent']}% is below the limit of detection {row.printed['lod_percent']}%"
            )
            yield _finding(case, "mrd.below_limit", row, "value_percent", message, "Look both up in the source")
        elif row.relation == "<" and row.value_percent < row.lod_percent:
            limit = row.printed["lod_percent"]
            message = f"less than {row.printed['value_percent']}% cannot be told with a limit of {limit}%"
            yield _finding(case, "mrd.below_limit", row, "value_percent", message, "Look both up in the source")


def check_series(case: Case) -> Iterable[Finding]:
    """Find a lone test of another specimen in a series, and mixed methods: such values do not compare.

    Source: Brüggemann et al., Leukemia 2010.
    """
    specimens = [row.specimen for row in sorted(case.mrd, key=lambda row: row.row) if row.specimen]
    # a second specimen beside the usual one at the same visit is a pair, and pairs compare well
    events = [row.event for row in case.mrd]
    odd = [row for row in case.mrd if specimens.count(row.specimen) == 1 and events.count(row.event) == 1]
    if odd and len(specimens) > len(odd) + 1:
        usual = max(sorted(set(specimens)), key=specimens.count)
        message = f"the series is of {usual}, but {', '.join(f'{row.id} is of {row.specimen}' for row in odd)}"
        yield _finding(case, "mrd.specimen", None, "specimen", message, "Do not compare across specimens")
    for specimen in dict.fromkeys(specimens):
        methods = sorted({row.method for row in case.mrd if row.method and row.specimen == specimen})
        if len(methods) < 2:
            continue
        message = f"the series of {specimen} mixes methods: {', '.join(methods)}"
        yield _finding(case, "mrd.method", None, "method", message, "Say which values compare")


def check_relapse_words(case: Case) -> Iterable[Finding]:
    """Find a relapse that is called morphological although its MRD is below 5 %, or molecular although it is not.

    Source: NCCN Guidelines, Acute Lymphoblastic Leukemia: relapse is 5 % blasts in marrow or more.
    """
    for row in case.mrd:
        event = case.event_by_id[row.event]
        words = f"{event.label} {event.detail}".lower()
        if row.value_percent is None or "relapse" not in words or "marrow" not in row.specimen:
            continue
        place = Place(f"data/{case.id}/events.csv", row=event.row, column="label")
        is_morphological = row.value_percent >= RELAPSE_BLASTS_PERCENT
        if _MORPHOLOGICAL.search(words) and not is_morphological:
            message = (
                f"'{event.label}' with {row.printed['value_percent']}% is an MRD relapse, not a morphological one"
            )
            yield Finding("mrd.relapse", "warning", place, message, "Call it MRD relapse", SOURCE)
        elif is_morphological and ("mrd relapse" in words or "molecular relapse" in words):
            message = f"'{event.label}' with {row.printed['value_percent']}% is a morphological relapse"
            yield Finding("mrd.relapse", "warning", place, message, "From 5% of blasts it is one", SOURCE)


def check_extramedullary_words(case: Case) -> Iterable[Finding]:
    """Find an extramedullary relapse without a site outside the marrow, and an MRD relapse with one.

    Source: NCCN Guidelines, Acute Lymphoblastic Leukemia.
    """
    of_relapse = (row for row in case.events if _EXTRAMEDULLARY.search(row.label) or _OF_MRD.search(row.label))
    for event in of_relapse:
        lesions = [row for row in case.lesions if row.event == event.id and row.site not in MARROW]
        sites = [row.site for row in lesions if row.status in INVOLVED]
        place = Place(f"data/{case.id}/events.csv", row=event.row, column="label")
        if _EXTRAMEDULLARY.search(event.label) and lesions and not sites:
            message = f"'{event.label}' has no involved site outside the marrow"
            yield Finding("mrd.extramedullary", "warning", place, message, "Name the site, or the relapse", SOURCE)
        elif _OF_MRD.search(event.label) and sites:
            message = f"'{event.label}' has disease of {', '.join(sites)}, and is an extramedullary relapse too"
            yield Finding("mrd.extramedullary", "warning", place, message, "Name both kinds of relapse", SOURCE)


def check_relapse_words_of_text(case: Case, text: ManuscriptText) -> Iterable[Finding]:
    """Find a sentence that prints a low MRD of marrow and calls it a morphological relapse.

    Source: NCCN Guidelines, Acute Lymphoblastic Leukemia: relapse is 5 % blasts in marrow or more.
    """
    printed = (piece.name for passage in text.written for piece in passage.pieces if piece.origin == "value")
    if not any(name.startswith(f"{case.id}.mrd.") for name in printed):
        return  # the table need not be read
    low = {
        f"{case.id}.mrd.{row.id}": row
        for row in case.mrd
        if row.value_percent is not None
        and row.value_percent < RELAPSE_BLASTS_PERCENT
        and "marrow" in row.specimen
    }
    for passage in text.written:
        position = 0
        for piece in passage.pieces:
            row = low.get(piece.name.rpartition(".")[0]) if piece.origin == "value" else None
            if row and (words := _MORPHOLOGICAL.search(_sentence_around(passage.text, position))):
                message = f"{row.printed['value_percent']}% is an MRD relapse, and is called a {words[0].lower()}"
                yield Finding(
                    "mrd.relapse", "warning", passage.place(position), message, "Call it MRD relapse", SOURCE
                )
            position += len(piece.text)


def _sentence_around(text: str, index: int) -> str:
    ends = [match.start() for match in re.finditer(r"[.?!;](?=\s|$)", text)]
    first = max((end + 1 for end in ends if end < index), default=0)
    return text[first : min((end for end in ends if end >= index), default=len(text))]


def _finding(case: Case, rule: str, row: MrdTest | None, column: str, message: str, fix: str) -> Finding:
    place = Place(f"data/{case.id}/mrd.csv", row=row.row if row else None, column=column)
    return Finding(rule, "warning" if row else "info", place, message, fix, SOURCE)
