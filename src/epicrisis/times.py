"""When things happened, for people and programs to read."""

from __future__ import annotations

from epicrisis.inspection.data import settled_case
from epicrisis.paths import ProjectPaths


def event_times(paths: ProjectPaths, case_id: str) -> list[dict[str, str | int | None]]:
    """Return the earliest and latest day of both edges of every event, in order of time.

    Args:
        paths: The project.
        case_id: The case.

    Returns:
        Objects with `event`, `edge`, `earliest` and `latest`; None is unbounded. A point has one edge, `start`.

    Raises:
        InvalidInput: If the tables cannot be read or the statements contradict each other.
    """
    case, chronology = settled_case(paths, case_id).require()
    return [
        {"event": event, "edge": edge, "earliest": bounds.earliest, "latest": bounds.latest}
        for event in chronology.order
        for edge in (("start", "end") if case.event_by_id[event].kind == "interval" else ("start",))
        for bounds in (chronology.at(event, edge),)
    ]


def times_table(times: list[dict[str, str | int | None]]) -> str:
    """Return event times as aligned text; a dash is unbounded."""
    width = max([len(str(row["event"])) for row in times] + [5])
    lines = [f"{'event':<{width}}  edge   earliest  latest"]
    for row in times:
        days = ["–" if row[key] is None else str(row[key]) for key in ("earliest", "latest")]
        lines.append(f"{row['event']:<{width}}  {row['edge']:<5}  {days[0]:>8}  {days[1]:>6}")
    return "\n".join(lines)
