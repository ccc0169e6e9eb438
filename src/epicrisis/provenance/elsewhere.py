"""Another place to build in: what differs from one machine, person and country to the next."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from epicrisis.errors import BuildStepFailed

USER = "somebody_else"
# both are unlike nearly everybody's, and unlike each other
TIME_ZONES = ("Pacific/Chatham", "America/St_Johns")
HASH_SEED = "4711"
# what a shell may hold that belongs to one person, place, build or Python
PERSONAL = ("EPICRISIS_", "GIT_", "LANG", "LC_", "MPL", "PYTHON", "SOURCE_DATE_EPOCH", "XDG_")

# One core, before anything asks how many there are; not every system lets a process choose.
_PROGRAM = """\
import os, sys
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from epicrisis.cli import main
sys.exit(main(sys.argv[1:]))
"""


@dataclass(frozen=True)
class Elsewhere:
    """The circumstances of the second build.

    Args:
        root: The project's copy.
        home: The home folder of its user, empty.
        time_zone: Its time zone.
        locale: Its locale.
    """

    root: Path
    home: Path
    time_zone: str
    locale: str

    @property
    def description(self) -> str:
        """What is other than here, in words."""
        cores = "1 core" if hasattr(os, "sched_setaffinity") else "as many cores"
        return (
            f"another folder and home, user {USER}, time zone {self.time_zone}, locale {self.locale}, "
            f"hash seed {HASH_SEED}, {cores}, an empty cache"
        )

    def environment(self) -> Mapping[str, str]:
        """Return the variables of its processes."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PERSONAL)}
        own = dict.fromkeys(("USER", "LOGNAME", "USERNAME", "LNAME"), USER)
        source = self.root / "src"
        return {
            **kept,
            **own,
            "HOME": str(self.home),
            "LC_ALL": self.locale,
            "PYTHONHASHSEED": HASH_SEED,
            "TZ": self.time_zone,
            **({"PYTHONPATH": str(source)} if source.is_dir() else {}),
        }

    def run(self, *arguments: str) -> None:
        """Run an `epicrisis` command there, with the code of the copy and the libraries of this Python.

        Args:
            arguments: The command with its options.

        Raises:
            BuildStepFailed: If it does not end well, with what it printed.
        """
        command = [sys.executable, "-P", "-c", _PROGRAM, *arguments]
        done = subprocess.run(
            command,
            cwd=self.root,
            env=self.environment(),
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            said = done.stderr.strip().replace(str(self.root), "…")
            raise BuildStepFailed(f"the second build ended with exit code {done.returncode}:\n{said}")


def elsewhere(root: Path, home: Path) -> Elsewhere:
    """Return circumstances that differ from those here.

    Args:
        root: The project's copy.
        home: An empty folder.
    """
    zone = next(name for name in TIME_ZONES if name != os.environ.get("TZ"))
    return Elsewhere(root, home, zone, _other_locale(_listed_locales(), _own_locale()))


def _other_locale(known: Sequence[str], own: str) -> str:
    """Return a locale with other words and another decimal sign where one is installed, else another at all.

    >>> _other_locale(["C", "C.utf8", "de_DE.utf8", "en_US.utf8", "POSIX"], "en_US.UTF-8")
    'de_DE.utf8'
    >>> _other_locale(["C", "C.utf8", "POSIX"], "C"), _other_locale(["C", "C.utf8", "POSIX"], "")
    ('C.utf8', 'C')
    """
    language = own.partition("_")[0]
    foreign = [name for name in known if "_" in name and not name.startswith(("en_", f"{language or 'en'}_"))]
    spoken = [name for name in foreign if "utf" in name.lower()]
    plain = "C" if own not in ("C", "POSIX") else "C.utf8"
    return next(iter(spoken or foreign), plain)


def _own_locale() -> str:
    return next((os.environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if os.environ.get(name)), "")


def _listed_locales() -> list[str]:
    try:
        done = subprocess.run(["locale", "-a"], capture_output=True, text=True, errors="replace", check=False)
    except OSError:  # not every system has the command
        return []
    return done.stdout.split()
