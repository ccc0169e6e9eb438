"""What tests of several parts share."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_case import write_case

from epicrisis.paths import ProjectPaths


@pytest.fixture
def small_project(tmp_path: Path) -> ProjectPaths:
    """A project of its own with the small synthetic case `tiny`."""
    return write_case(tmp_path)
