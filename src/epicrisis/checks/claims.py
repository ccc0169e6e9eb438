"""Claims: wording that the data no longer support, or that no question stands behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from epicrisis.checks.finding import Finding
from epicrisis.checks.suggestion import suggestion
from epicrisis.claims.book import ClaimBook
from epicrisis.claims.judgement import Judgement, Verdict
from epicrisis.manuscript.reading import ManuscriptText, Passage


def check_claims(book: ClaimBook, judgement: Judgement, text: ManuscriptText) -> Iterator[Finding]:
    """Find wording whose claim does not hold or is not there, claims without wording, and faulty queries.

    Args:
        book: The claims.
        judgement: What the data say to them.
        text: The manuscript.
    """
    for problem in judgement.problems:
        yield Finding("claims.query", "error", problem.place, problem.message, problem.fix)
    verdicts = {verdict.claim.id: verdict for verdict in judgement.verdicts}
    used: set[str] = set()
    for passage, name, start in _wordings(text):
        used.add(name)
        wording = "".join(piece.text for piece in passage.pieces if piece.claim == name)
        if name not in book.claims:
            yield _unknown(passage, name, start, book)
        elif name in verdicts and not verdicts[name].holds:
            yield _broken(passage, wording, start, verdicts[name])
    for name in sorted(book.claims.keys() - used):
        message = f"the claim '{name}' is bound to no words"
        fix = f'Write [words]{{.claim of="{name}"}} in the manuscript, or remove it'
        yield Finding("claims.unused", "error", book.claims[name].place, message, fix)
    yield from _unused_values(book, text)


def _wordings(text: ManuscriptText) -> Iterator[tuple[Passage, str, int]]:
    for passage in text.passages:
        position, before = 0, ""
        for piece in passage.pieces:
            if piece.claim and piece.claim != before:
                yield passage, piece.claim, position
            before = piece.claim
            position += len(piece.text)


def _unknown(passage: Passage, name: str, start: int, book: ClaimBook) -> Finding:
    if name == "?":
        return Finding("claims.unknown", "error", passage.place(start), "this claim has no name", 'Add of="name"')
    fix = suggestion(name, book.claims) or "Add it to the claims of the case, with its query"
    return Finding("claims.unknown", "error", passage.place(start), f"there is no claim '{name}'", fix)


def _broken(passage: Passage, wording: str, start: int, verdict: Verdict) -> Finding:
    claim = verdict.claim
    message = (
        f"the data do not support “{wording.strip()}”: the claim '{claim.id}' ({claim.place}) "
        f"asks «{claim.query}», and that is not true"
    )
    fix = f"Look at {'; '.join(verdict.against)}, or change the words" if verdict.against else "Change the words"
    return Finding("claims.broken", "error", passage.place(start), message, fix)


def _unused_values(book: ClaimBook, text: ManuscriptText) -> Iterator[Finding]:
    printed = {piece.name for passage in text.passages for piece in passage.pieces if piece.origin == "value"}
    names: Mapping[str, str] = {name: f".derived.{name}." for name in book.values}
    for name, part in sorted(names.items()):
        if not any(part in variable for variable in printed):
            message = f"the derived value '{name}' is printed nowhere"
            yield Finding("claims.unused", "error", book.values[name].place, message, "Print it or remove it")
