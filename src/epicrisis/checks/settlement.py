"""What the authors of a case say to its findings."""

from __future__ import annotations

from epicrisis.checks.acknowledgement import acknowledge, parse_acknowledgements
from epicrisis.checks.finding import Finding, from_problems
from epicrisis.paths import ProjectPaths

# findings of these families say that nothing can be built at all, so no reason lets the build go on
STRUCTURAL = ("case.", "chronology.contradiction", "manuscript.", "acknowledged.", "claims.")


def settle(
    findings: tuple[Finding, ...], paths: ProjectPaths, case_id: str, *, everything: bool = False
) -> tuple[Finding, ...]:
    """Mark the findings that the authors of a case have acknowledged.

    Args:
        findings: Findings on the case and its manuscript.
        paths: The project.
        case_id: The case.
        everything: Whether all checks are among them, so that an acknowledgement of none is idle.

    Returns:
        The findings, with those on `acknowledged.csv` itself.
    """
    path = paths.case_data(case_id) / "acknowledged.csv"
    if not path.is_file():
        return findings
    name = paths.relative(path)
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    entries, problems = parse_acknowledgements(text, name)
    # a case that cannot be read stays unreadable, whatever its authors say
    entries = tuple(entry for entry in entries if not entry.rule.startswith(STRUCTURAL))
    return acknowledge(findings, entries, name, everything=everything) + from_problems(
        problems, "acknowledged.row"
    )
