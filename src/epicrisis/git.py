"""Ask git about a project, without changing anything."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def git(root: Path, *arguments: str) -> str | None:
    """Return what a git command prints; None where it fails or git is not installed.

    Args:
        root: The folder to run it in.
        arguments: Command and options.
    """
    # A hook or a shell may point git at another repository.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, env=environment, check=False)
    except OSError:
        return None
    return done.stdout.decode("utf-8", errors="surrogateescape") if done.returncode == 0 else None
