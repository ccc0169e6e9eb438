"""The Makefile as its users see it."""

import re
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
PROMISED = (
    "help",
    "setup",
    "report",
    "figures",
    "check",
    "verify",
    "review",
    "test",
    "lint",
    "quarto",
    "lab",
    "clean",
)


@pytest.fixture(scope="module")
def listed() -> dict[str, str]:
    """The targets that a bare `make` lists, with what it says of them."""
    result = subprocess.run(
        ["make", "--no-print-directory"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return dict(re.findall(r"^  make (\S+) +(\S.*)$", result.stdout, re.MULTILINE))


@pytest.mark.parametrize("target", PROMISED)
def test_every_promised_target_is_listed(listed: dict[str, str], target: str) -> None:
    """The list is made from the comments of the targets."""
    assert listed[target]


def test_every_listed_target_exists(listed: dict[str, str]) -> None:
    """`make -n` knows how to make each of them."""
    for target in listed:
        subprocess.run(["make", "-n", target], cwd=REPOSITORY, capture_output=True, check=True)


@pytest.mark.parametrize(
    ("has_pip", "has_program", "line"),
    [
        (False, False, "Quarto could not be installed from this network; "),
        (True, False, "Quarto could not be installed from this network; "),
        (True, True, "Quarto 1.10.18 is installed; "),
    ],
)
def test_quarto_is_one_line_whatever_happens(tmp_path: Path, has_pip: bool, has_program: bool, line: str) -> None:
    """No pip, no network, or a package without its program: make goes on with status 0."""
    (tmp_path / "Makefile").write_bytes((REPOSITORY / "Makefile").read_bytes())
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    scripts = {"python": f"exit {0 if has_pip else 1}"} | ({"quarto": "echo 1.10.18"} if has_program else {})
    for name, script in scripts.items():
        (programs / name).write_text(f"#!/bin/sh\necho noise >&2\n{script}\n", "utf-8")
        (programs / name).chmod(0o755)
    for name in ("requirements.lock", "pyproject.toml", ".venv/runtime.stamp"):
        (tmp_path / name).touch()

    result = subprocess.run(
        ["make", "--no-print-directory", "quarto"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (result.returncode, len(result.stdout.splitlines())) == (0, 1)
    assert result.stdout.startswith(line)


def test_locks_pin_by_hash_and_name_no_registry() -> None:
    """Every requirement has a hash; no line says where it is fetched from."""
    for lock in sorted(REPOSITORY.glob("requirements*.lock")):
        lines = lock.read_text(encoding="utf-8").splitlines()
        pinned = [line for line in lines if re.match(r"^[a-z0-9]", line, re.IGNORECASE)]

        assert pinned
        assert all(line.rstrip().endswith("\\") and "==" in line for line in pinned), lock
        assert not [line for line in lines if "://" in line or "index-url" in line], lock
