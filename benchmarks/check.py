"""How long `epicrisis check` takes for each case of the project: `python benchmarks/check.py`.

A fresh process each time, as a person starts it: wall time, the processor time of it and of pandoc, and how much
of both goes by before the first case is read.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from epicrisis.paths import find_project

TIMES = 5


def run(command: Sequence[str], folder: Path) -> tuple[float, float]:
    """Return the wall time and the processor time of a command, in seconds."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False)
    wall, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def medians(command: Sequence[str], folder: Path) -> tuple[float, float]:
    """Return the medians of several runs."""
    walls, processors = zip(*(run(command, folder) for _ in range(TIMES)), strict=True)
    return median(walls), median(processors)


def main() -> None:
    """Print the table."""
    paths = find_project(Path.cwd())
    program = str(Path(sys.executable).with_name("epicrisis"))
    rows = {"start and imports": [sys.executable, "-c", "import epicrisis.inspection.whole"]}
    rows |= {f"check {case_id}": [program, "check", "--case", case_id] for case_id in paths.case_ids()}
    print(f"{'median of ' + str(TIMES):<20} {'wall':>8} {'processor':>10}")
    for name, command in rows.items():
        wall, processor = medians(command, paths.root)
        print(f"{name:<20} {wall:>6.2f} s {processor:>8.2f} s")


if __name__ == "__main__":
    main()
