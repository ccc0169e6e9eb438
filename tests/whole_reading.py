"""Pandoc as tests give it texts: each is read as a whole, and noted."""

from __future__ import annotations

import subprocess

from epicrisis.manuscript.pandoc import pandoc_program
from epicrisis.manuscript.pipe_tables import Reading


class Pandoc:
    """Reads texts, and notes which."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, text: str) -> Reading:
        """Read one text as a whole."""
        self.texts.append(text)
        command = [pandoc_program(), "--from=markdown", "--to=json"]
        done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=False)
        return done.stdout, done.stderr.strip(), not done.returncode
