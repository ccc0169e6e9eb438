"""What is said of the faults of a case."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from epicrisis.case.load import load_case
from epicrisis.errors import InvalidInput
from small_case import write_case


def messages(root: Path, tables: Mapping[str, str | bytes | None] | None = None, package: Any = None) -> list[str]:
    """Load a case that has faults, and return what is said about them."""
    paths = write_case(root, tables=tables, package=package)
    with pytest.raises(InvalidInput) as caught:
        load_case(paths, "tiny")
    return [str(problem) for problem in caught.value.problems]
