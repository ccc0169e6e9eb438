"""The modules that some code uses are read off its import statements."""

from __future__ import annotations

import pytest

from epicrisis.tracing.modules import modules_of, modules_used_by


def test_modules_are_followed_from_import_to_import() -> None:
    """Those of the figure at hand, and not those of another."""
    used = modules_used_by("from epicrisis.figures import mrd\nmrd.draw(1)")

    assert {
        "src/epicrisis/figures/mrd.py",
        "src/epicrisis/figures/style.py",
        "src/epicrisis/errors.py",
    } <= used.keys()
    assert "src/epicrisis/figures/timeline.py" not in used


def test_files_beside_modules_belong_to_them() -> None:
    """A rule reads its list once, and a process that has read it does not tell again."""
    assert "src/epicrisis/checks/doses.toml" in modules_of("epicrisis.checks.doses")


def test_imports_are_found_between_magic_lines() -> None:
    """Cells are IPython's language."""
    assert "src/epicrisis/figures/mrd.py" in modules_used_by("%matplotlib inline\nimport epicrisis.figures.mrd")


@pytest.mark.parametrize(
    "code",
    [
        "import epicrisis.figures.mrd",
        "from epicrisis.figures import mrd as m, style",
        "from epicrisis.figures import (  # those that (nearly) all need\n    mrd,\n    style,\n)",
        'from epicrisis.figures import (\n    mrd,\n    style,\n)\n"""\nimport is a word, too\n"""',
        "from epicrisis.figures import \\\n    mrd",
        "def draw():\n    from epicrisis.figures import mrd\n",
        "if True: import epicrisis.figures.mrd",
        "x = 1; import epicrisis.figures.mrd",
        "import epicrisis.figures.mrd  # the figure",
        "try:\n    import epicrisis.figures.mrd\nexcept ImportError: pass",
    ],
)
def test_an_import_is_found_however_it_is_written(code: str) -> None:
    """Python lets it stand in brackets, in functions, behind a semicolon."""
    assert "src/epicrisis/figures/mrd.py" in modules_used_by(code)


def test_other_packages_are_not_listed() -> None:
    """The environment tells their versions."""
    assert modules_used_by("import json, pandas") == {}
