"""What tests of several parts share."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from epicrisis.paths import ProjectPaths
from small_case import write_case

# The same examples on every machine, whatever its speed, and no folder of them beside the code.
settings.register_profile("project", derandomize=True, deadline=None, database=None)
settings.load_profile("project")

# A program for another environment, that of the judge of RO-Crates; pytest would look for doctests in it.
collect_ignore = ["export/judge.py"]


@pytest.fixture
def small_project(tmp_path: Path) -> ProjectPaths:
    """A project of its own with the small synthetic case `tiny`."""
    return write_case(tmp_path)
