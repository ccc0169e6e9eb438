"""A wrong datum does not pass unseen: it changes what is printed, breaks a claim or raises a finding."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.paths import ProjectPaths
from spec.mutation import KINDS, Flip, Seen, copy_project, draw_flips, flipped, look

REPOSITORY = Path(__file__).parents[2]
COUNT = 50


def flips_of(case_id: str) -> tuple[Flip, ...]:
    """Return the flips of a tracked case."""
    return draw_flips(load_case(ProjectPaths(REPOSITORY), case_id), COUNT)


@pytest.fixture(scope="module", params=["li2025", "demo"])
def tracked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[ProjectPaths, str, Seen]:
    """A copy of the project, and what is seen of a case before anything is flipped."""
    case_id = str(request.param)
    paths = copy_project(REPOSITORY, tmp_path_factory.mktemp(case_id))
    return paths, case_id, look(paths, case_id)


@pytest.mark.parametrize("case_id", ["li2025", "demo"])
def test_the_flips_are_of_every_kind(case_id: str) -> None:
    """The 50 flips take in values, relations, units, days, sides and more, and make each cell something else."""
    flips = flips_of(case_id)

    assert len(set(flips)) == COUNT
    assert Counter(flip.kind for flip in flips).keys() == KINDS.keys()
    assert all(flip.old != flip.new for flip in flips)


def test_no_flip_passes_unseen(tracked: tuple[ProjectPaths, str, Seen]) -> None:
    """Each of 50 flipped cells changes the rendered text, trips a claim or raises a finding."""
    paths, case_id, before = tracked

    unseen = [str(flip) for flip in flips_of(case_id) if not is_seen(flip, paths, case_id, before)]

    assert not unseen, "\n".join(unseen)


def is_seen(flip: Flip, paths: ProjectPaths, case_id: str, before: Seen) -> bool:
    """Whether a flip changes the text or a finding."""
    with flipped(flip, paths, case_id):
        return look(paths, case_id) != before
