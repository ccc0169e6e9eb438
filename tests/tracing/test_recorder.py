"""What a recorder notes of what it is told."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from epicrisis.tracing.grounds import Grounds
from epicrisis.tracing.recorder import Recorder


def test_where_python_looks_for_modules_is_no_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It differs with the way the package is installed; another folder that was asked for is noted."""
    for name in ("src", "data"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "src")])
    recorder = Recorder(Grounds(str(tmp_path), str(tmp_path / "src" / "package")))

    for name in ("src", "data"):
        recorder.asked(str(tmp_path / name), present=True)

    assert ["data"] == list(recorder.trace().present)
