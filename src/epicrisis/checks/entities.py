"""What abstract and discussion say of the patient is in the data: drugs, organs, genes and complications."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from epicrisis.case.model import Case
from epicrisis.case.schema import TABLES
from epicrisis.checks.finding import Finding
from epicrisis.checks.genes import gene_symbols
from epicrisis.manuscript.reading import ManuscriptText, Passage

_BACKGROUND = re.compile(r"^\s*(?:background|introduction|objective|aims?|purpose)\b", re.IGNORECASE)
_OF_PATIENT = re.compile(
    r"\b(?:(?:the|this|our|present|in this) (?:present )?(?:patient|case|woman|man|child)|she|he|her|his|here)\b",
    re.IGNORECASE,
)
# what a sentence says of others, or that there was none, is nothing the patient had
_OF_NOBODY = re.compile(
    r"\b(?:no|not|nor|neither|never|none|without|absen\w+|rul\w+ out|excluded|negative|unlike|contrast|others?)\b",
    re.IGNORECASE,
)
_DISCUSSION = re.compile(r"discussion|conclusion", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.?!]+(?:\.(?=\S)[^.?!]*)*[.?!]?")


@cache
def vocabulary() -> Mapping[str, tuple[str, ...]]:
    """Return every drug, organ, gene and complication that the checks know, each with its other names."""
    folder = files("epicrisis.checks")

    def read(name: str) -> str:
        return folder.joinpath(name).read_text(encoding="utf-8")

    entities = [tuple(entry["names"]) for entry in tomllib.loads(read("entities.toml"))["entity"]]
    entities += [tuple(drug["names"]) for drug in tomllib.loads(read("doses.toml"))["drug"]]
    entities += [(symbol, *aliases) for symbol, aliases in gene_symbols().items()]
    return {name: names for names in entities for name in names}


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted((name for name in vocabulary() if len(name) > 2), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w]|-\w)")


def check_entities(case: Case, text: ManuscriptText) -> Iterator[Finding]:
    """Find what abstract or discussion give the patient and the data do not."""
    known = cache(lambda: _words(case))  # every table is read, and most texts ask for none
    told: set[str] = set()
    for passage, start, sentence in sentences_on_the_patient(text):
        if _OF_NOBODY.search(sentence):
            continue
        for match in _pattern().finditer(sentence):
            names = vocabulary()[match[0]]
            piece, _ = passage.piece_at(start + match.start())
            if piece.origin != "author" or names[0] in told or any(name.lower() in known() for name in names):
                continue
            told.add(names[0])
            message = f"the text speaks of {match[0]} in this patient, and the data do not"
            fix = "Add the row to the data, or say it of others"
            yield Finding("text.entity", "warning", passage.place(start + match.start()), message, fix)


def _words(case: Case) -> str:
    rows = [row for schema in TABLES if schema.name != "literature" for row in case.rows(schema.name)]
    return " ".join(" ".join(row.printed.values()) for row in rows).lower()


def sentences_on_the_patient(text: ManuscriptText) -> Iterator[tuple[Passage, int, str]]:
    """Yield every sentence of abstract and discussion that speaks of the patient: passage, start and words."""
    for passage in text.written:
        is_case = passage.kind == "abstract" and not _BACKGROUND.search(passage.text)
        is_discussion = passage.kind == "paragraph" and any(_DISCUSSION.search(title) for title in passage.section)
        if not (is_case or is_discussion):
            continue
        for match in _SENTENCE.finditer(passage.text):
            if is_case or _OF_PATIENT.search(match[0]):
                yield passage, match.start(), match[0]
