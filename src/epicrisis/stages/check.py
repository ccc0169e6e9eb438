"""The first stage: the data of a case are checked, then its manuscript, each only if it has changed."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from epicrisis.checks.finding import Finding, from_record
from epicrisis.digests import digest_bytes, digest_value
from epicrisis.errors import InvalidInput, UsageError
from epicrisis.manuscript.inclusion import Named, table_files, what_is_named
from epicrisis.paths import ProjectPaths
from epicrisis.stages.ahead import RENDERING, reading_ahead
from epicrisis.stages.kept_days import keep_days
from epicrisis.stages.kept_values import KeptValues, kept_files, origin_of
from epicrisis.tracing.bundle import Bundle
from epicrisis.tracing.listening import unheard
from epicrisis.tracing.trace import Trace
from epicrisis.workshop import Made, Workshop

if TYPE_CHECKING:
    from epicrisis.case.chronology import Chronology
    from epicrisis.case.model import Case
    from epicrisis.checks.care_profile import Stated
    from epicrisis.checks.data import CheckedCase
    from epicrisis.inspection.data import DataInspection
    from epicrisis.inspection.text import CaseForText
    from epicrisis.manuscript.reading import ManuscriptText

DATA = "check data"
TEXT = "check text"
TEXT_MODULES = ("epicrisis.inspection.text", "epicrisis.values.variables")
"""What checks the text, and what makes the values that are printed in it."""
TABLES = "generated tables"
"""The term of the check of the data that says which of them are named, and so made."""
LEFT = ".data.json"
"""What the check of the data leaves to the steps after it, beside values: findings, verdicts, what is stated."""
FINDINGS = ".findings.json"
"""Every finding, settled."""
GENERATED = ("figures", "report/_tables", "report/_notebooks", "_variables.yml")
"""What a check looks at and a build makes: it says nothing of the inputs."""


@dataclass
class Checked:
    """A case and its manuscript without findings that stop the build, or that a lenient build lets stand.

    Args:
        workshop: The build's.
        data: What the check of the data has made: the tables for the manuscript, the values, and `LEFT`.
        text: What the check of the manuscript has made: `FINDINGS`.
        read: The manuscript, if its check was done in this build.
        named: What the texts of the project name of the case.
    """

    workshop: Workshop
    data: Bundle
    text: Bundle
    read: list[ManuscriptText | None] = field(default_factory=list)
    named: Named = field(default_factory=Named)

    @property
    def id(self) -> str:
        """The case's name."""
        return self.workshop.case_id

    @property
    def version(self) -> str:
        """The version of its data."""
        return str(self.facts["version"])

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the checks noted.

        Of the data `version`, `created`, `day_zero`, `synthetic` and the number of `rows`.
        Of the text the number of `findings` and SHA-256 of its `source`.
        """
        return {**self.data.facts, **self.text.facts}

    @property
    def inputs(self) -> frozenset[str]:
        """The names of all files that the checks have read."""
        return frozenset((*self.data.trace.files, *self.text.trace.files))

    @property
    def values(self) -> Mapping[str, Any]:
        """Everything that the data let the manuscript name, without figures."""
        return KeptValues(self.workshop, self.data)

    @property
    def stated(self) -> Stated:
        """What the case states of that which it has to."""
        return _stated(self.workshop, self.data)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding on case and manuscript, settled."""
        return tuple(map(from_record, self.workshop.parsed(self.text, FINDINGS)))

    def case(self) -> Case:
        """Return the case, whose tables are read when they are asked for."""
        from epicrisis.case.on_demand import open_tables

        return open_tables(self.workshop.paths, self.id)

    def manuscript(self) -> ManuscriptText | None:
        """Return the manuscript, read again if its check was not done in this build; None if it cannot be read."""
        if not self.read:
            from epicrisis.material import read_text

            with unheard():  # whoever asks hangs on the check as a whole
                against = _case_for_text(self.workshop, self.data)
                self.read.append(read_text(self.workshop.paths, self.id, against.variables))
        return self.read[0]


def check_case(workshop: Workshop, next_modules: tuple[str, ...] = RENDERING) -> Checked:
    """Check a case and its manuscript, unless nothing that the last check read has changed.

    Args:
        workshop: The build's.
        next_modules: What to import while pandoc reads the manuscript.

    Raises:
        InvalidInput: If something stops the build; if that is lenient, only what makes the case unreadable.
        UsageError: If there is no such case or it has no manuscript.
    """
    _require_manuscript(workshop.paths, workshop.case_id)
    named = _named(workshop)
    data = _check_data(workshop, named)
    _place_tables(workshop, data)
    read: list[ManuscriptText | None] = []
    text = _check_text(workshop, data, read, next_modules)
    return Checked(workshop, data, text, read, named)


def _named(workshop: Workshop) -> Named:
    return what_is_named(workshop.paths, workshop.case_id, workshop.documents)


def data_of_changed_text(workshop: Workshop) -> Bundle | None:
    """Return what the check of the data has made, if the manuscript has changed since its check, and the data not.

    Args:
        workshop: The build's.
    """
    data = workshop.find(DATA, _data_terms(workshop, _named(workshop)))
    is_checked = data is None or workshop.find(TEXT, _text_terms(workshop, data)) is not None
    return None if is_checked else data


def expect_to_pass(workshop: Workshop, data: Bundle, inputs: Iterable[str]) -> Checked:
    """Return a case as it will be when its manuscript, which is being checked elsewhere, has passed.

    Args:
        workshop: Whose work is of no use if it does not pass.
        data: What the check of the data has made.
        inputs: The names of the files that the check is expected to read.
    """
    from epicrisis.manuscript.source import read_source

    paths = workshop.paths
    source = read_source(paths.manuscript(workshop.case_id), paths.root)
    facts = {"source": digest_bytes(source.text.encode())}
    return Checked(workshop, data, Bundle(TEXT, {}, Trace(dict.fromkeys(inputs, "")), facts=facts))


def _place_tables(workshop: Workshop, data: Bundle) -> None:
    """Bring the tables that a manuscript includes to their places; no other may be found there."""
    for file in data.files:
        if not file.startswith("."):
            workshop.place(workshop.paths.root / file, data, file)
    for path in table_files(workshop.paths, workshop.case_id, but=data.terms[TABLES].split()):
        workshop.changes.remove(path)
        workshop.present.forget(workshop.paths.relative(path))
        workshop.replaced.add(path)


def _data_terms(workshop: Workshop, named: Named) -> dict[str, str]:
    return {"case": workshop.case_id, "environment": workshop.environment, TABLES: " ".join(named.tables)}


def _check_data(workshop: Workshop, named: Named) -> Bundle:
    def work() -> Made:
        from epicrisis.inspection.data import inspect_data

        with _nothing_collected():
            return _made(workshop, inspect_data(workshop.paths, workshop.case_id), named)

    return workshop.do(DATA, _data_terms(workshop, named), work, ["epicrisis.inspection.data"], GENERATED)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Have Python not look for garbage: the cells of a long case are none, and each look takes longer."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _made(workshop: Workshop, inspection: DataInspection, named: Named) -> Made:
    from epicrisis.case.schema import TABLES as SCHEMAS
    from epicrisis.checks.care_profile import stated

    case, chronology = _readable(workshop, inspection.checked)
    folder = workshop.paths.relative(workshop.paths.case_tables(case.id))
    left = {
        "findings": [finding.as_record() for finding in inspection.findings],
        "judgement": inspection.judgement.as_record(),
        "stated": stated(case),
    }
    files = {f"{folder}/{name}.md": inspection.tables[name]().encode() for name in named.tables}
    facts = {
        "version": case.version,
        "created": case.created.isoformat(),
        "day_zero": case.day_zero,
        "synthetic": case.synthetic,
        "rows": sum(len(case.rows(schema.name)) for schema in SCHEMAS),
    }
    files |= kept_files(case, inspection.groups)
    keep_days(workshop.store, origin_of(workshop, case), case, chronology, named.rows)
    return Made({**files, LEFT: json.dumps(left, ensure_ascii=False).encode()}, facts)


def _stated(workshop: Workshop, data: Bundle) -> Stated:
    told = workshop.parsed(data, LEFT)["stated"]
    return {name: tuple((table, row) for table, row in rows) for name, rows in told.items()}


def _readable(workshop: Workshop, checked: CheckedCase) -> tuple[Case, Chronology]:
    """Return the case and its days, unless it cannot be read; other findings wait for those on the manuscript."""
    from epicrisis.checks.settlement import settle

    if checked.case is None or checked.chronology is None:
        settled = replace(checked, findings=settle(checked.findings, workshop.paths, workshop.case_id))
        return settled.readable() if workshop.lenient else settled.require()
    return checked.case, checked.chronology


def _check_text(
    workshop: Workshop, data: Bundle, read: list[ManuscriptText | None], next_modules: tuple[str, ...]
) -> Bundle:
    def work() -> Made:
        with reading_ahead(workshop.paths, workshop.case_id, next_modules):
            return _told(workshop, data, read)

    return workshop.do(TEXT, _text_terms(workshop, data), work, TEXT_MODULES, GENERATED)


def _text_terms(workshop: Workshop, data: Bundle) -> dict[str, str]:
    left = digest_value([dict(data.files), dict(data.facts)])
    terms = {"case": workshop.case_id, "data": left, "environment": workshop.environment}
    return workshop.terms_under_findings(TEXT, terms)


def _told(workshop: Workshop, data: Bundle, read: list[ManuscriptText | None]) -> Made:
    from epicrisis.checks.settlement import settle
    from epicrisis.inspection.text import inspect_text

    paths, case_id = workshop.paths, workshop.case_id
    told = inspect_text(paths, _case_for_text(workshop, data), with_figures=False)
    read.append(told.text)
    findings = (*map(from_record, workshop.parsed(data, LEFT)["findings"]), *told.findings)
    settled = settle(findings, paths, case_id, everything=told.text is not None)
    stopping = [finding.as_problem() for finding in settled if finding.stops]
    if stopping and not workshop.lenient:
        raise InvalidInput(stopping)
    records = [finding.as_record() for finding in settled]
    source = digest_bytes(told.text.source.text.encode()) if told.text else ""
    facts = {"findings": len(settled), "source": source}
    return Made({FINDINGS: json.dumps(records, ensure_ascii=False).encode()}, facts)


def _case_for_text(workshop: Workshop, data: Bundle) -> CaseForText:
    from epicrisis.case.on_demand import open_tables
    from epicrisis.claims.judgement import from_record as judgement_of
    from epicrisis.inspection.text import CaseForText
    from epicrisis.material import read_book

    book, _ = read_book(workshop.paths, workshop.case_id)
    left = workshop.parsed(data, LEFT)
    case = open_tables(workshop.paths, workshop.case_id)
    values, stated = KeptValues(workshop, data), _stated(workshop, data)
    return CaseForText(case, book, judgement_of(left["judgement"], book), values, stated)


def _require_manuscript(paths: ProjectPaths, case_id: str) -> None:
    manuscript = paths.manuscript(case_id)
    if paths.case_data(case_id).is_dir() and not manuscript.is_file():
        raise UsageError(f"the case '{case_id}' has no manuscript: {paths.relative(manuscript)} is missing.")
