"""How long builds take beside the same work in sequence, and what memory they need: a table of medians.

    python benchmarks/build.py --quick                     about a minute
    python benchmarks/build.py                             the table of the README
    python benchmarks/build.py --notebooks 3 --events 100,1000,10000,100000 --repeat 1
    python benchmarks/build.py --quarto /opt/quarto/bin/quarto

Every project is synthetic, see `synthetic.py`; the baseline is in `baseline.py` and runs on the same project in
the same run. Ratios count, not seconds: both sides had the same machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median

from edits import change_datum, change_sentence
from synthetic import make_project

from epicrisis.paths import ProjectPaths
from preview import EXPECTED as EXPECTED_ON_PAGE
from preview import measure_preview

EPICRISIS = (sys.executable, "-c", "import sys; from epicrisis.cli import main; sys.exit(main())")
BASELINE = (sys.executable, str(Path(__file__).with_name("baseline.py")))
KEPT_IN_CACHE = ("matplotlib",)  # the list of the machine's fonts, which both sides have
SAMPLE_SECONDS = 0.02
MEGABYTE = 1024

# The parts of the baseline; not every report has a checklist.
RENDERING = ("html", "typst", "pdf")
PARTS = ("notebooks", "pages of notebooks", *RENDERING, "checklist")

# What is expected, by column: the most that it may be of its baseline.
EXPECTED = {"cold": 0.4, "datum": 0.25, "prose": 1.5, "no-op": 0.02}
MOST_MEGABYTES = 400
NEW_IN_PREVIEW = 100  # above every number that a build was told, so that no value was there before


@dataclass
class Sample:
    """Every measurement on one project, in seconds by what was measured.

    Args:
        notebooks: How many it has.
        events: How many its case has.
    """

    notebooks: int
    events: int
    seconds: dict[str, list[float]] = field(default_factory=dict)
    megabytes: float = 0.0

    def add(self, name: str, value: float) -> None:
        """Note one measurement."""
        self.seconds.setdefault(name, []).append(value)

    def of(self, name: str) -> float:
        """Return the median of what was measured."""
        return median(self.seconds[name])

    @property
    def baseline(self) -> float:
        """All the work in sequence."""
        return sum(self.of(part) for part in PARTS if part in self.seconds)

    @property
    def rendering(self) -> float:
        """The bare runs of pandoc and Typst."""
        return sum(self.of(part) for part in RENDERING)

    def ratio(self, name: str) -> float:
        """Return how much of its baseline something took."""
        return self.of(name) / (self.rendering if name == "prose" else self.baseline)


def measure(paths: ProjectPaths, sample: Sample, repeat: int, quarto: Path | None) -> None:
    """Measure one project.

    Args:
        paths: The project, as it was made.
        sample: Where the measurements go.
        repeat: How often each is taken.
        quarto: The Quarto command, if it is to be measured too.
    """
    numbers = count(1)
    build(paths, sample)  # so that fonts and byte code are there for all that follows
    for _ in range(repeat):
        for part, taken in json.loads(run([*BASELINE, str(paths.root)], paths.root)).items():
            sample.add(part, taken)
        forget_builds(paths)
        sample.add("cold", build(paths, sample))
        change_datum(paths, next(numbers))
        sample.add("datum", build(paths, sample))
        change_sentence(paths, next(numbers))
        sample.add("prose", build(paths, sample))
        sample.add("no-op", build(paths, sample))
        if quarto:
            sample.add("quarto", seconds(lambda: run([str(quarto), "render"], paths.root)))


def preview(paths: ProjectPaths, sample: Sample, repeat: int) -> None:
    """Measure how long a preview takes from a saved change to the page that shows it."""
    edits = {
        "sentence": lambda number: change_sentence(paths, NEW_IN_PREVIEW + number),
        "datum": lambda number: change_datum(paths, NEW_IN_PREVIEW + number),
    }
    for name, taken in measure_preview(paths.root, edits, repeat).items():
        sample.seconds[f"{name} on page"] = taken


def build(paths: ProjectPaths, sample: Sample, *options: str) -> float:
    """Build the report in a process of its own; return its seconds, and note its greatest memory."""
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as errors:
        command = [*EPICRISIS, "build", "--engine", "embedded", *options]
        process = subprocess.Popen(command, cwd=paths.root, stdout=subprocess.DEVNULL, stderr=errors)
        while process.poll() is None:
            sample.megabytes = max(sample.megabytes, greatest_memory(process.pid))
            time.sleep(SAMPLE_SECONDS)
        taken = time.perf_counter() - began
        errors.seek(0)
        if process.returncode:
            raise SystemExit(f"the build failed:\n{errors.read()}")
    return taken


def greatest_memory(process: int) -> float:
    """Return the greatest resident memory of a process so far, in megabytes; 0 where Linux is not there to ask.

    That of a fork of it is added, as if the two shared nothing; kernels are programs of their own.
    """
    try:
        command = Path(f"/proc/{process}/cmdline").read_bytes()
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8").split()
        forks = [child for child in children if Path(f"/proc/{child}/cmdline").read_bytes() == command]
        if forks:  # or a program that is being started, which is itself only a moment later
            time.sleep(SAMPLE_SECONDS)
            forks = [child for child in forks if Path(f"/proc/{child}/cmdline").read_bytes() == command]
        return sum(_greatest_resident(name) for name in (process, *forks))
    except OSError:  # one of them has just ended
        return 0.0


def _greatest_resident(process: int | str) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    lines = [line.split() for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(lines[0][1]) / MEGABYTE if lines else 0.0


def run(command: Sequence[str], folder: Path) -> str:
    """Run a command and return what it printed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    return done.stdout


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def forget_builds(paths: ProjectPaths) -> None:
    """Remove everything that builds have made."""
    for folder in (paths.build, paths.figures, paths.report / "_notebooks", paths.report / "_tables"):
        shutil.rmtree(folder, ignore_errors=True)
    for made in paths.cache.iterdir():
        if made.name not in KEPT_IN_CACHE:
            shutil.rmtree(made) if made.is_dir() else made.unlink()


def table_lines(samples: Sequence[Sample]) -> Iterator[str]:
    """Yield the lines of the table: seconds, and in brackets the share of what the baseline took."""
    names = list(EXPECTED)
    quarto = any("quarto" in sample.seconds for sample in samples)
    on_page = [f"{name} on page" for name in EXPECTED_ON_PAGE if f"{name} on page" in samples[0].seconds]
    heads = ["notebooks", "events", "in sequence", *names, *on_page, "bare pandoc, Typst", "memory"]
    yield f"| {' | '.join(heads + ['Quarto'] * quarto)} |"
    yield f"|{'--:|' * (len(heads) + quarto)}"
    for sample in samples:
        cells = [f"{sample.notebooks}", f"{sample.events:,}", f"{sample.baseline:.1f} s"]
        cells += [f"{sample.of(name):.2f} s ({sample.ratio(name):.2f} ×)" for name in names]
        cells += [f"{sample.of(name):.2f} s" for name in on_page]
        cells += [f"{sample.rendering:.2f} s", f"{sample.megabytes:.0f} MB"]
        cells += [f"{sample.of('quarto'):.1f} s"] if quarto else []
        yield f"| {' | '.join(cells)} |"


def verdict_lines(samples: Sequence[Sample]) -> Iterator[str]:
    """Yield a line for each expectation that is missed."""
    for sample in samples:
        where = f"{sample.notebooks} notebooks, {sample.events:,} events"
        for name, most in EXPECTED.items():
            if sample.ratio(name) > most:
                yield f"missed: {name} with {where} took {sample.ratio(name):.2f} ×, expected at most {most:g} ×"
        for name, limit in EXPECTED_ON_PAGE.items():
            shown = f"{name} on page"
            if shown in sample.seconds and sample.of(shown) > limit:
                yield f"missed: {shown} with {where} took {sample.of(shown):.2f} s, expected at most {limit:g} s"
        if sample.megabytes > MOST_MEGABYTES:
            yield f"missed: {where} took {sample.megabytes:.0f} MB, expected at most {MOST_MEGABYTES} MB"


def sizes(arguments: argparse.Namespace) -> list[tuple[int, int]]:
    """Return notebooks and events of each project: each number of one with the least of the other."""
    if arguments.quick:
        return [(3, 100)]
    notebooks, events = sorted(arguments.notebooks), sorted(arguments.events)
    usual = 3 if 3 in notebooks else notebooks[0]
    return sorted({(number, events[0]) for number in notebooks} | {(usual, number) for number in events})


def numbers(text: str) -> list[int]:
    """Read numbers with commas between them."""
    return [int(part) for part in text.split(",")]


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--notebooks", type=numbers, default=[1, 3, 10, 100], metavar="N,N", help="how many notebooks"
    )
    help_text = "how many events the case has"
    parser.add_argument(
        "--events", type=numbers, default=[100, 1_000, 10_000, 100_000], metavar="N,N", help=help_text
    )
    parser.add_argument(
        "--repeat", type=int, default=3, metavar="N", help="how often each is measured (default: 3)"
    )
    parser.add_argument("--quick", action="store_true", help="one project of 3 notebooks and 100 events, twice")
    parser.add_argument(
        "--quarto", type=Path, metavar="PATH", help="measure this Quarto on the same projects, too"
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the table."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # both sides have byte code, as programs that are installed do
    parsed = parse(arguments)
    samples: list[Sample] = []
    for notebooks, events in sizes(parsed):
        with tempfile.TemporaryDirectory(prefix="epicrisis-benchmark-") as folder:
            sample = Sample(notebooks, events)
            print(f"measuring {notebooks} notebooks, {events:,} events", file=sys.stderr, flush=True)
            paths = make_project(Path(folder) / "project", events, notebooks)
            measure(paths, sample, 2 if parsed.quick else parsed.repeat, parsed.quarto)
            if not parsed.quick:
                preview(paths, sample, parsed.repeat)
            samples.append(sample)
    print("Synthetic projects; medians, and in brackets the share of the same work in sequence.")
    print("\n".join(table_lines(samples)))
    print("\n".join(verdict_lines(samples)) or "Every expectation is met.")


if __name__ == "__main__":
    main()
