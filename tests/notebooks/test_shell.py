"""One of our own errors in JupyterLab: the message and its line, no traceback."""

from __future__ import annotations

import re

import pytest
from IPython.core.interactiveshell import InteractiveShell

FAILING = "x = 1\nfrom epicrisis.errors import UsageError\nraise UsageError('no case yet.')"


@pytest.fixture
def shell() -> InteractiveShell:
    """A shell of its own, as a kernel has one."""
    return InteractiveShell(colors="nocolor")


def shown(shell: InteractiveShell, source: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what a person sees when a cell is run."""
    shell.run_cell(source, store_history=True)
    printed = capsys.readouterr()
    return printed.out + printed.err


def test_our_own_error_is_its_message(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> None:
    """Cell, line, kind and message, and nothing of our code."""
    text = shown(shell, FAILING, capsys)

    assert re.fullmatch(r"Cell In\[\d+\], line 3\nUsageError: no case yet\.\n", text), text


def test_any_other_error_keeps_its_traceback(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> None:
    """A bug has to be found."""
    assert "Traceback (most recent call last)" in shown(shell, "1 / 0", capsys)


def test_our_own_error_in_a_function_of_the_notebook_names_the_innermost_line(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the notebook's own code called ours."""
    source = "from epicrisis.paths import find_project\nfrom pathlib import Path\n\n\ndef find():\n"
    source += "    return find_project(Path('/'))\n\n\nfind()"

    text = shown(shell, source, capsys)

    assert re.match(r"Cell In\[\d+\], line 6\nUsageError: no _quarto\.yml", text), text
