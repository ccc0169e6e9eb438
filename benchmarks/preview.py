"""How long it takes from a saved file to the page that shows it, over HTTP and events as a browser hears them.

    python benchmarks/preview.py                  a synthetic project: medians of a sentence and of a datum
    python benchmarks/preview.py --repeat 9

Another benchmark takes `previewed_page` and `seconds_until_shown`, or `measure_preview` with its own edits.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPResponse
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from edits import change_datum, change_sentence
from synthetic import make_project

COMMAND = (sys.executable, "-c", "from epicrisis.cli import main; raise SystemExit(main())", "preview")
SETTLE_SECONDS = 2.0  # nobody saves twice in a row; the kernels for the next build get warm meanwhile
EXPECTED = {"sentence": 0.7, "datum": 1.5}

Edit = Callable[[int], None]


@dataclass
class PreviewedPage:
    """A page under preview.

    Args:
        address: Where it is.
        events: The stream of states.
        state: The newest state.
    """

    address: str
    events: HTTPResponse
    state: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its path under the output folder."""
        return self.address.rpartition("/")[2]

    @property
    def version(self) -> str | None:
        """What tells this version of it from the next."""
        version: str | None = self.state.get("pages", {}).get(self.name)
        return version

    def next_state(self) -> None:
        """Wait for news."""
        for line in iter(self.events.readline, b""):
            if line.startswith(b"data: "):
                self.state = json.loads(line.removeprefix(b"data: "))
                return
        raise SystemExit("the preview ended")

    def wait_for_build(self, before: int) -> None:
        """Wait until more builds have ended than before."""
        while self.state.get("builds", 0) <= before:
            self.next_state()
        if self.state["faults"]:
            raise SystemExit(f"the build failed: {self.state['faults']}")


@contextmanager
def previewed_page(root: Path, case: str | None = None) -> Iterator[PreviewedPage]:
    """Start a preview of a project's case; hand its page over when it is built."""
    command = [*COMMAND, "--engine", "embedded", "--no-open", *(["--case", case] if case else [])]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        address = process.stdout.readline().split()[1]
        parts = urlsplit(address)
        token = parts.path.split("/")[1]
        # its address is our own server's, on this machine
        with urllib.request.urlopen(f"{parts.scheme}://{parts.netloc}/{token}/-/events") as events:
            page = PreviewedPage(address, events)
            page.wait_for_build(0)
            yield page
    finally:
        process.terminate()
        process.communicate()


def seconds_until_shown(page: PreviewedPage, save: Callable[[], None]) -> float:
    """Save a change, and return how long it took until the new page was here."""
    builds, version = page.state["builds"], page.version
    began = time.perf_counter()
    save()
    while page.version == version:
        page.next_state()
        if page.state["faults"]:
            raise SystemExit(f"the build failed: {page.state['faults']}")
    with urllib.request.urlopen(page.address) as response:
        response.read()
    taken = time.perf_counter() - began
    page.wait_for_build(builds)  # the other outputs follow
    return taken


def measure_preview(
    root: Path, edits: Mapping[str, Edit], repeat: int, case: str | None = None
) -> dict[str, list[float]]:
    """Measure a preview of a project.

    Args:
        root: The project.
        edits: What is saved, by its name; told a number that it never had before.
        repeat: How often each is measured.
        case: The case; without it, the project's own.

    Returns:
        Seconds from the save to the page, by name.
    """
    numbers = count(1)
    seconds: dict[str, list[float]] = {name: [] for name in edits}
    with previewed_page(root, case) as page:
        for edit in edits.values():
            seconds_until_shown(page, lambda edit=edit: edit(next(numbers)))  # what comes first has to import
        for _ in range(repeat):
            for name, edit in edits.items():
                time.sleep(SETTLE_SECONDS)
                seconds[name].append(seconds_until_shown(page, lambda edit=edit: edit(next(numbers))))
    return seconds


def main() -> None:
    """Measure a synthetic project, and print medians beside what is expected."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=5, help="how often each is measured (default: 5)")
    repeat = parser.parse_args().repeat
    with tempfile.TemporaryDirectory() as folder:
        paths = make_project(Path(folder), events=100, notebooks=3)
        edits: dict[str, Edit] = {
            "sentence": lambda number: change_sentence(paths, number),
            "datum": lambda number: change_datum(paths, number),
        }
        for name, taken in measure_preview(paths.root, edits, repeat).items():
            print(f"{name:<9} {median(taken):.2f} s to the page, expected under {EXPECTED[name]} s")


if __name__ == "__main__":
    main()
