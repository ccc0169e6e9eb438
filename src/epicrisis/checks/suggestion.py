"""What somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def suggestion(name: str, known: Iterable[str], prefix: str = "", closeness: float = 0.6) -> str:
    """Return a sentence that names the closest known name; empty if none is close.

    Args:
        name: What was written.
        known: What could have been meant.
        prefix: What stands before a name in the text, such as `@`.
        closeness: How alike two names must be, from 0 to 1.

    >>> suggestion("fig-timline", ["fig-timeline", "fig-mrd"], "@")
    'Perhaps @fig-timeline is meant'
    """
    close = get_close_matches(name, sorted(known), n=1, cutoff=closeness)
    return f"Perhaps {prefix}{close[0]} is meant" if close else ""
