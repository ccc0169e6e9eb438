"""Another place to build in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from epicrisis.errors import BuildStepFailed
from epicrisis.provenance.elsewhere import elsewhere


def test_nothing_personal_goes_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another user, home, zone, locale and hash seed; no setting of a person's shell."""
    personal = {
        "TZ": "Pacific/Chatham",
        "LANG": "de_DE.UTF-8",
        "SOURCE_DATE_EPOCH": "1",
        "EPICRISIS_CASE": "x",
        "MPLCONFIGDIR": "y",
        "PYTHONPATH": "z",
    }
    for name, value in personal.items():
        monkeypatch.setenv(name, value)

    environment = elsewhere(tmp_path, tmp_path / "home").environment()

    kept = {name for name, value in personal.items() if environment.get(name) == value}
    assert set() == kept
    assert all(environment[name] != os.environ.get(name) for name in ("USER", "LOGNAME", "HOME", "PYTHONHASHSEED"))
    assert environment["PATH"] == os.environ["PATH"]


def test_the_code_of_the_copy_runs(tmp_path: Path) -> None:
    """With the libraries of this Python; the message of a failure names no folder."""
    package = tmp_path / "src" / "epicrisis"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "cli.py").write_text(
        "import os, sys\n"
        "def main(arguments):\n"
        "    cores = len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else 1\n"
        "    print('no', cores, os.getcwd(), *arguments, file=sys.stderr)\n"
        "    return 3\n",
        encoding="utf-8",
    )

    with pytest.raises(BuildStepFailed) as failure:
        elsewhere(tmp_path, tmp_path / "home").run("build", "--case", "tiny")

    assert "the second build ended with exit code 3:\nno 1 … build --case tiny" == str(failure.value)
