"""Files that are written whole or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from epicrisis.atomic import write_if_changed

SECONDS = 30
"""A test that goes wrong fails after this, and does not hang."""


def test_two_threads_may_write_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They have come to the same result, and neither takes the other's half-written file away."""
    both_wrote = Barrier(2, timeout=SECONDS)
    replace = Path.replace

    def after_both(path: Path, target: Any) -> Any:
        both_wrote.wait()
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", after_both)
    with ThreadPoolExecutor(2) as pool:
        written = list(
            pool.map(lambda _: write_if_changed(tmp_path / "a.json", b"{}", tmp_path / "aside"), range(2))
        )

    assert written == [True, True]
    assert (tmp_path / "a.json").read_bytes() == b"{}"
    assert list((tmp_path / "aside").iterdir()) == []
