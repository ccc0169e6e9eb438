"""Embedded cells of a manuscript: unknown notebooks, unknown cells, cells that show nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from epicrisis.checks.suggestion import suggestion
from epicrisis.manuscript.embeds import Refusal
from epicrisis.places import Problem


def embed_problems(refusals: Iterable[Refusal]) -> Iterator[Problem]:
    """Yield a problem for every cell that cannot be embedded.

    Args:
        refusals: What `with_embeds` could not fill.
    """
    for refusal in refusals:
        meant = suggestion(refusal.name, refusal.known) if refusal.name else ""
        yield Problem(refusal.place, refusal.message, meant or refusal.advice)
