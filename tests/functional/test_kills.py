"""A build that is killed, whenever, leaves no broken or mixed outputs, and the next one goes on from there."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from epicrisis.digests import digest_file
from epicrisis.paths import ProjectPaths
from epicrisis.transaction import roll_back
from small_case import CASE_ID

POINTS = 92
MOMENTS = 8

# Forks a build, with everything imported, as often as it is told, and kills it at a point, when so many files have
# been changed; or at a moment, in milliseconds, if the number is negative.
KILLER = """
import os, signal, sys, threading, time
from pathlib import Path
from epicrisis.paths import ProjectPaths
from epicrisis.pipeline import build
from epicrisis.progress import Progress
import epicrisis.inspection.whole, epicrisis.render.embedded.engine, epicrisis.render.checklist

CHANGES = ("os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir")
root, seen = sys.argv[1], 0

def die():
    os.kill(os.getpid(), signal.SIGKILL)

for line in sys.stdin:
    point = int(line)
    child = os.fork()
    if child == 0:
        def count(event, args):
            global seen
            writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
            if (writes or event in CHANGES) and root in str(args[0]):
                seen += 1
                if seen == point:
                    die()

        sys.addaudithook(count)
        if point < 0:
            threading.Timer(-point / 1000, die).start()
        build(ProjectPaths(Path(root)), "tiny", "embedded", None, Progress(quiet=True))
        print(seen, flush=True)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        print("killed", flush=True)
"""


class Builds:
    """Builds of a project in processes of their own, which are killed."""

    def __init__(self, paths: ProjectPaths) -> None:
        command = [sys.executable, "-c", KILLER, str(paths.root)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, point: int = 0) -> int | None:
        """Build, and die at a point; return how many changes a build made that came to its end."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{point}\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline().strip()
        return None if said == "killed" else int(said)

    def end(self) -> None:
        """Build no more."""
        self._process.communicate()


def published(paths: ProjectPaths) -> dict[str, str]:
    """Return the SHA-256 of everything in the folders that readers look into."""
    folders = (paths.case_figures(CASE_ID), paths.case_build(CASE_ID))
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {paths.relative(path): digest_file(path) for path in files}


def pages(files: Mapping[str, str]) -> dict[str, str]:
    """Return those of some files that lie in the output folder."""
    return {name: digest for name, digest in files.items() if name.startswith("_build/")}


def write_number(paths: ProjectPaths, number: str) -> None:
    """Set the share of leukaemic cells at relapse."""
    table = paths.case_data(CASE_ID) / "mrd.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(re.sub(r"^(relapse,.*?,=,)[^,]*", rf"\g<1>{number}", text, flags=re.M), encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="fork and flock are what POSIX systems have")
def test_two_builds_at_once_come_one_after_the_other(stubs: ProjectPaths) -> None:
    """Neither sees what the other has half done, and both end well."""
    one, other = Builds(stubs), Builds(stubs)
    with ThreadPoolExecutor() as pool:
        changes = list(pool.map(Builds.run, [one, other]))
    both = published(stubs)
    assert one.run() is not None
    for builds in (one, other):
        builds.end()

    assert None not in changes
    assert published(stubs) == both


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork are what POSIX systems have")
def test_a_hundred_kills_leave_the_old_outputs_or_the_new_ones(stubs: ProjectPaths) -> None:
    """At points at which a file changes, and at moments of a build that does everything: all of them, or none."""
    choice = random.Random(1)
    builds = Builds(stubs)
    versions = []
    for number in ("0.7", "0.5", "0.7"):
        write_number(stubs, number)
        changes = builds.run()
        assert changes is not None
        versions.append(published(stubs))
    points = choice.sample(range(1, changes + 1), k=min(POINTS, changes))
    points += [choice.randrange(1, changes + 1) for _ in range(POINTS - len(points))]
    kills = 0
    for attempt, point in enumerate(points):
        write_number(stubs, ("0.5", "0.7")[attempt % 2])
        kills += builds.run(point) is None
        assert pages(published(stubs)) in map(pages, versions)  # what readers see, before anything is brought back
        roll_back(stubs.transaction)
        assert published(stubs) in versions
    for moment in range(MOMENTS):
        before = published(stubs)
        write_number(stubs, f"0.{11 + moment}")
        kills += builds.run(-choice.randrange(100, 2500)) is None
        roll_back(stubs.transaction)
        left = published(stubs)
        assert builds.run() is not None
        assert left in (before, published(stubs))  # as it was, or what the whole build makes
    write_number(stubs, "0.5")
    assert builds.run() is not None
    builds.end()

    assert kills > POINTS / 3  # what a killed build has kept, the next does not write again: it changes less
    assert published(stubs) == versions[1]
    assert [path for path in stubs.root.rglob("*") if path.suffix == ".tmp" or ".rendering" in path.name] == []
