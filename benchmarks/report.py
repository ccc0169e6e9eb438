"""How long builds of a real report take beside the same work in sequence, as `build.py` measures synthetic ones.

    python benchmarks/report.py                         the report of li2025, five times
    python benchmarks/report.py --case demo --repeat 9

The report is built in a copy of this repository. The baseline makes the same documents, see `baseline.py`, with
includes and values filled in and citations set, but has no check, no theme and no provenance.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from build import BASELINE, EXPECTED, MOST_MEGABYTES, Sample, build, forget_builds, run

from epicrisis.paths import ProjectPaths
from preview import EXPECTED as ON_PAGE
from preview import measure_preview

REPOSITORY = Path(__file__).parents[1]
COPIED = ("_quarto.yml", "requirements.lock", "data", "notebooks", "report", "figures")
SENTENCE = re.compile(r"^(?:The|This|These|In|At|A|An|Most|Such) (?=[^\n]{80,}$)", re.MULTILINE)
VALUE = re.compile(r",=,\d[\d.]*")
LETTERS = "abcdefghij"
FIRST_NUMBER = 11  # no digit behind a value is a nought, which would be another way to print it
WORDS = {
    "cold": "everything anew",
    "datum": "a datum changes",
    "no-op": "nothing changes",
    "prose": "a sentence changes",
}


def copy_project(root: Path) -> ProjectPaths:
    """Copy what people edit, and the figures."""
    for name in COPIED:
        source = REPOSITORY / name
        shutil.copytree(source, root / name) if source.is_dir() else shutil.copy(source, root / name)
    return ProjectPaths(root)


def change_sentence(paths: ProjectPaths, case: str, number: int) -> None:
    """Put a word that was never there into the first long sentence of the text."""
    manuscript = REPOSITORY / "report" / paths.manuscript(case).name
    word = "".join(
        LETTERS[int(digit)] for digit in str(number)
    )  # a number would be a finding: no datum is behind it
    text = manuscript.read_text(encoding="utf-8")
    paths.manuscript(case).write_text(SENTENCE.sub(rf"\g<0>{word} ", text, count=1), encoding="utf-8")


def change_datum(paths: ProjectPaths, case: str, number: int) -> None:
    """Put digits that were never there behind the first MRD value."""
    table = REPOSITORY / "data" / case / "mrd.csv"
    text = VALUE.sub(rf"\g<0>{number}", table.read_text(encoding="utf-8"), count=1)
    (paths.case_data(case) / table.name).write_text(text, encoding="utf-8")


def measure(paths: ProjectPaths, case: str, repeat: int) -> Sample:
    """Measure builds from nothing, changes, and builds with nothing to do, in turn with the baseline."""
    sample, numbers = Sample(0, 0), count(FIRST_NUMBER)
    options = ("--case", case)
    build(paths, sample, *options)  # so that fonts and byte code are there for all that follows
    for _ in range(repeat):
        for part, taken in json.loads(run([*BASELINE, str(paths.root), case], paths.root)).items():
            sample.add(part, taken)
        forget_builds(paths)
        sample.add("cold", build(paths, sample, *options))
        change_datum(paths, case, next(numbers))
        sample.add("datum", build(paths, sample, *options))
        change_sentence(paths, case, next(numbers))
        sample.add("prose", build(paths, sample, *options))
        sample.add("no-op", build(paths, sample, *options))
    edits = {
        "sentence": lambda _: change_sentence(paths, case, next(numbers)),
        "datum": lambda _: change_datum(paths, case, next(numbers)),
    }
    for name, taken in measure_preview(paths.root, edits, repeat, case).items():
        sample.seconds[f"{name} on page"] = taken
    return sample


def lines(case: str, sample: Sample) -> Iterator[str]:
    """Yield the lines of a table of medians."""
    rows = [("in sequence: nbclient, pandoc, Typst", f"{sample.baseline:.2f} s", "1 ×", "")]
    for name, what in WORDS.items():
        if name == "prose":
            rows.append(("bare pandoc and Typst", f"{sample.rendering:.2f} s", "1 ×", ""))
        share = f"{sample.ratio(name):.2f} ×"
        rows.append((f"{what}: `build`", f"{sample.of(name):.2f} s", share, f"at most {EXPECTED[name]:g} ×"))
    for name, limit in ON_PAGE.items():
        taken = f"{sample.of(f'{name} on page'):.2f} s"
        rows.append((f"a {name} changes: `preview`", taken, "", f"under {limit:g} s"))
    rows.append(("greatest memory", f"{sample.megabytes:.0f} MB", "", f"under {MOST_MEGABYTES} MB"))
    yield f"| {case} | median | share | expected |"
    yield "|---|--:|--:|--:|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def main() -> None:
    """Measure, and print the table."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # both sides have byte code, as programs that are installed do
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", default="li2025", help="a case of this repository (default: li2025)")
    parser.add_argument("--repeat", type=int, default=5, help="how often each is measured (default: 5)")
    parsed = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="epicrisis-benchmark-") as folder:
        print(f"measuring {parsed.case}", file=sys.stderr, flush=True)
        sample = measure(copy_project(Path(folder)), parsed.case, parsed.repeat)
    print("\n".join(lines(parsed.case, sample)))


if __name__ == "__main__":
    main()
