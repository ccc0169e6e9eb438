"""A finding: what a check has to say about the case or the manuscript."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from epicrisis.places import Place, Problem

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True)
class Finding:
    """One thing that a check found.

    Args:
        rule: Id of the rule, `family.rule`.
        severity: `error` stops the build unless it is acknowledged.
        place: Where it is.
        message: What is wrong, without a full stop.
        fix: How to mend it, without a full stop.
        source: Clinical source of the rule; empty where the rule is plain logic.
        acknowledged: The reason given in `acknowledged.csv`; empty where there is none.
    """

    rule: str
    severity: Severity
    place: Place
    message: str
    fix: str = ""
    source: str = ""
    acknowledged: str = ""

    @property
    def stops(self) -> bool:
        """Whether the build must not go on."""
        return self.severity == "error" and not self.acknowledged

    def as_problem(self) -> Problem:
        """Return the finding as a problem of the input, for messages."""
        return Problem(self.place, self.message, self.fix)

    def acknowledge(self, reason: str) -> Finding:
        """Return the finding with the reason why it stands."""
        return replace(self, acknowledged=reason)

    def as_record(self) -> dict[str, str | int | None]:
        """Return the finding as one JSON object."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "path": self.place.path,
            "row": self.place.row,
            "column": self.place.column,
            "line": self.place.line,
            "message": self.message,
            "fix": self.fix,
            "source": self.source,
            "acknowledged": self.acknowledged,
        }


def from_record(record: Mapping[str, Any]) -> Finding:
    """Return the finding of one JSON object, as `Finding.as_record` gives it."""
    place = Place(record["path"], record["row"], record["column"], record["line"])
    names = ("rule", "severity", "message", "fix", "source", "acknowledged")
    return Finding(place=place, **{name: record[name] for name in names})


def from_problems(problems: Iterable[Problem], rule: str) -> tuple[Finding, ...]:
    """Return problems of an input as findings of one rule, each an error."""
    return tuple(Finding(rule, "error", problem.place, problem.message, problem.fix) for problem in problems)


def _by_severity_and_place(finding: Finding) -> tuple[int, str, int, int, str]:
    place = finding.place
    severity = SEVERITIES.index(finding.severity)
    return severity, place.path, place.line or 0, place.row or 0, f"{place.column or '':>6}"


def report(findings: Iterable[Finding], *, with_acknowledged: bool = True) -> str:
    """Return findings as text for people: one a line, then the count.

    Args:
        findings: The findings, in any order.
        with_acknowledged: Whether those with a reason are listed, or only counted.

    >>> print(report([Finding("mrd.limit", "warning", Place("data/x/mrd.csv", row=2), "no limit", "State it")]))
    warning  data/x/mrd.csv, row 2: no limit. State it. [mrd.limit]
    0 errors, 1 warning, 0 infos
    """
    findings = sorted(findings, key=_by_severity_and_place)
    if not findings:
        return "no findings"
    lines = []
    listed = [finding for finding in findings if with_acknowledged or not finding.acknowledged]
    for finding in listed:
        reason = f" Acknowledged: {finding.acknowledged}." if finding.acknowledged else ""
        lines.append(f"{finding.severity:<8} {finding.as_problem()}{reason} [{finding.rule}]")
    counts = Counter(finding.severity for finding in listed)
    lines.append(", ".join(f"{counts[name]} {name}{'' if counts[name] == 1 else 's'}" for name in SEVERITIES))
    if hidden := len(findings) - len(listed):
        lines[-1] += f"; {hidden} acknowledged with a reason (--all shows {'it' if hidden == 1 else 'them'})"
    return "\n".join(lines)
