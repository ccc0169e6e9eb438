"""The same work without Epicrisis: nbclient, pandoc and Typst, one after the other.

Run as `python benchmarks/baseline.py PROJECT [CASE]` on a project that was built once (its values stand in
`_variables.yml`). It makes what the build publishes: the executed notebooks and their pages, the report as page
and PDF, and the CARE checklist of a report that has one. It prints the seconds of its parts as JSON; with
`--no-notebooks`, those of the text alone.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from epicrisis.manuscript.source import read_source
from epicrisis.paths import ProjectPaths

VALUE = re.compile(r"\{\{<\s*var\s+([\w.]+)\s*>\}\}")
MARKUP = re.compile(r"\[+([^\[\]]*)\](?:\(.*?\))?\]?(?:\{.*?\})?")  # the link and the span around a value
# Pandoc's Typst template breaks on a list of them.
KEYWORDS = re.compile(r"^keywords:.*?\n(?=\S)", re.MULTILINE | re.DOTALL)
CASE = "demo"
LONG_LINE = 5_000


def main(root: Path, case: str, *, with_notebooks: bool) -> None:
    """Do everything, and print how long each part took."""
    paths = ProjectPaths(root)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text, checklist = folder / "report.md", folder / "checklist.md"
        # no work of the baseline: a writer has both as they are
        text.write_text(plain_text(paths, case), encoding="utf-8")
        has_checklist = with_notebooks and write_checklist(paths, case, checklist)
        parts: dict[str, Callable[[], None]] = {
            "html": lambda: run_pandoc(paths, text, text.with_suffix(".html"), *citations(paths)),
            "typst": lambda: run_pandoc(paths, text, text.with_suffix(".typ"), *citations(paths)),
            "pdf": lambda: run_typst(text.with_suffix(".typ")),
        }
        if with_notebooks:
            parts = {
                "notebooks": lambda: run_notebooks(paths, case, folder),
                "pages of notebooks": lambda: convert_notebooks(paths, folder),
                **parts,
            }
        if has_checklist:
            parts["checklist"] = lambda: convert_checklist(paths, checklist)
        print(json.dumps({name: seconds(part) for name, part in parts.items()}))


def seconds(work: Callable[[], None]) -> float:
    """Return how long some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def plain_text(paths: ProjectPaths, case: str) -> str:
    """Return the manuscript with its includes and values filled in, as plain pandoc takes it."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    values: Any = yaml.load(paths.variables.read_text(encoding="utf-8"), Loader=loader)

    def filled(match: re.Match[str]) -> str:
        value = values
        for part in match[1].split("."):
            value = value[part]
        return MARKUP.sub(r"\1", str(value)).replace('"', "'")

    text = KEYWORDS.sub("", read_source(paths.manuscript(case), paths.root).text)
    return VALUE.sub(filled, text).replace("../figures/", f"{paths.figures}/")


def run_notebooks(paths: ProjectPaths, case: str, folder: Path) -> None:
    """Execute every notebook with nbclient, as its documentation says."""
    import nbformat
    from nbclient import NotebookClient

    os.environ |= {"EPICRISIS_PROJECT": str(paths.root), "EPICRISIS_CASE": case, "EPICRISIS_FIGURES": str(folder)}
    for path in paths.notebook_files():
        notebook: Any = nbformat.read(path, as_version=4)
        resources = {"metadata": {"path": str(paths.notebooks)}}
        NotebookClient(notebook, timeout=3600, kernel_name="python3", resources=resources).execute()
        nbformat.write(notebook, folder / path.name)


def convert_notebooks(paths: ProjectPaths, folder: Path) -> None:
    """Make a page of every executed notebook, but for those that pandoc takes long to read.

    Its reader needs half a minute for one that prints a line of 80,000 characters, as those of a case of 10,000
    events do: that is not what this is about, and would flatter.
    """
    for path in paths.notebook_files():
        executed = folder / path.name
        if longest_line(executed) < LONG_LINE:
            run_pandoc(paths, executed, folder / f"{path.stem}-notebook.html")


def longest_line(executed: Path) -> int:
    """Return the length of the longest line that a notebook has printed."""
    cells = json.loads(executed.read_text(encoding="utf-8"))["cells"]
    texts = (output.get("text", "") for cell in cells for output in cell.get("outputs", ()))
    return max((len(line) for text in texts for line in "".join(text).split("\n")), default=0)


def write_checklist(paths: ProjectPaths, case: str, text: Path) -> bool:
    """Write the text of the completed checklist, taken from its page; say whether there is one."""
    page = paths.case_build(case) / f"{case}-care.html"
    if page.is_file():
        run_pandoc(paths, page, text, "--to=gfm")
    return page.is_file()


def convert_checklist(paths: ProjectPaths, text: Path) -> None:
    """Make a page and a PDF of the checklist."""
    run_pandoc(paths, text, text.with_suffix(".html"))
    run_pandoc(paths, text, text.with_suffix(".typ"))
    run_typst(text.with_suffix(".typ"))


def citations(paths: ProjectPaths) -> tuple[str, ...]:
    """Return the options of pandoc for a text with citations."""
    csl = paths.cache / "frontiers-medical-journals.csl"
    return ("--citeproc", f"--bibliography={paths.report / 'references.bib'}", f"--csl={csl}")


def run_pandoc(paths: ProjectPaths, text: Path, output: Path, *options: str) -> None:
    """Convert a text to what the suffix of the output says; pages have their pictures in them."""
    import pypandoc

    whole = ("--standalone", "--embed-resources") if output.suffix == ".html" else ("--standalone",)
    command = [pypandoc.get_pandoc_path(), str(text), *whole, *options, f"--output={output}"]
    subprocess.run(command, check=True, cwd=paths.report, stderr=subprocess.DEVNULL)


def run_typst(text: Path) -> None:
    """Make the PDF."""
    import typst

    typst.compile(text, output=text.with_suffix(".pdf"), root="/")


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    main(Path(words[0]).resolve(), *words[1:2] or [CASE], with_notebooks="--no-notebooks" not in sys.argv)
