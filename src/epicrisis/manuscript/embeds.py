"""Quarto's `{{< embed notebook.ipynb#cell >}}`: cells of executed notebooks in the place of their shortcodes."""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from pathlib import Path

from epicrisis.manuscript.cell_markdown import SavePicture, cell_markdown, has_output
from epicrisis.manuscript.cells import Cell, cell_names, find_cell, read_cells
from epicrisis.manuscript.config import Config
from epicrisis.manuscript.prose import blank
from epicrisis.manuscript.shortcodes import Shortcode, find_shortcodes
from epicrisis.manuscript.source import Source, SourceLine
from epicrisis.paths import ProjectPaths
from epicrisis.places import Place

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TRUTHS = {"echo=true": True, "echo=false": False}


@dataclass(frozen=True)
class Notebooks:
    """Where the notebooks of a manuscript are.

    A notebook of the project is stored without outputs, so its executed copy is read in its place.

    Args:
        root: The project.
        folder: What paths are relative to; a path that starts with `/` is relative to the project.
        executed: The executed copies.
        coming: Executed copies that the build will make, absolute.
    """

    root: Path
    folder: Path
    executed: Path
    coming: frozenset[Path] = frozenset()

    def path(self, target: str) -> Path:
        """Return the file that a shortcode names."""
        path = self.root / target.lstrip("/") if target.startswith("/") else self.folder / target
        return path.resolve() if ProjectPaths(self.root).holds(path) else path

    def copy_of(self, path: Path) -> Path | None:
        """Return the executed copy of a notebook of the project; None for any other file."""
        own = {(ProjectPaths(self.root).notebooks / path.name).resolve(), (self.executed / path.name).resolve()}
        return (self.executed / path.name).resolve() if path in own else None

    def names(self) -> tuple[str, ...]:
        """Return how each known notebook is written in a shortcode."""
        stored = sorted(ProjectPaths(self.root).notebooks.glob("*.ipynb"))
        beside = sorted(self.folder.glob("*.ipynb"))
        return tuple(Path(os.path.relpath(path, self.folder)).as_posix() for path in (*stored, *beside))


@dataclass(frozen=True)
class Refusal:
    """Why a shortcode cannot be filled.

    Args:
        place: Where it stands.
        message: What is wrong.
        name: A name that is not known; may be empty.
        known: What could have been meant.
        advice: How to fix it, if no known name is close.
    """

    place: Place
    message: str
    name: str = ""
    known: tuple[str, ...] = ()
    advice: str = ""


class _Refused(Exception):
    """Carries the rest of a refusal to where its place is known."""

    def __init__(self, message: str, name: str = "", known: Iterable[str] = (), advice: str = "") -> None:
        super().__init__(message)
        self.arguments = (message, name, tuple(known), advice)


def notebooks_of(document: Path, root: Path, config: Config, coming: frozenset[Path] = frozenset()) -> Notebooks:
    """Return where the notebooks of a manuscript are.

    A manuscript has the name of its case; any other document shows the project's own case.

    Args:
        document: The manuscript.
        root: The project.
        config: The settings, whose `epicrisis: case:` names the project's case.
        coming: Executed copies that the build will make, absolute.
    """
    paths = ProjectPaths(root)
    own = config.project.get("epicrisis")
    default = own.get("case") if isinstance(own, dict) else None
    case_id = document.stem if paths.case_data(document.stem).is_dir() else str(default or document.stem)
    return Notebooks(root.resolve(), document.resolve().parent, paths.executed_notebooks(case_id), coming)


def with_embeds(
    source: Source, notebooks: Notebooks, kinds: Container[str], save: SavePicture
) -> tuple[Source, tuple[Refusal, ...]]:
    """Put the embedded cells of a manuscript in place.

    Args:
        source: The manuscript with its includes.
        notebooks: Where its notebooks are.
        kinds: The kinds of float.
        save: Keeps the pictures.

    Returns:
        The manuscript, in which every generated line is found where its shortcode stands, and what could not be
        embedded. A shortcode that shares its line with other text is left alone, for the check of shortcodes.
    """
    lines: list[SourceLine] = []
    refusals: list[Refusal] = []
    visible = _COMMENT.sub(lambda match: blank(match[0]), source.text).split("\n")
    for line, text in zip(source.lines, visible, strict=False):
        code = _embed_alone(text)
        if code is None:
            lines.append(line)
            continue
        indent = text[: len(text) - len(text.lstrip())]
        try:
            filled = _embedded(code, notebooks, kinds, save)
        except _Refused as refused:
            refusals.append(Refusal(Place(line.path, line=line.number), *refused.arguments))
            filled = _labels_alone(code)
        lines += [SourceLine(f"{indent}{new}" if new else "", line.path, line.number) for new in filled]
    return Source(tuple(lines), source.problems), tuple(refusals)


def embedded_notebooks(source: Source, notebooks: Notebooks) -> tuple[Path, ...]:
    """Return the file that every shortcode of a manuscript names, each once."""
    visible = _COMMENT.sub(lambda match: blank(match[0]), source.text).split("\n")
    codes = [code for code in map(_embed_alone, visible) if code and code.arguments]
    return tuple(dict.fromkeys(notebooks.path(code.arguments[0].partition("#")[0]) for code in codes))


def _embed_alone(text: str) -> Shortcode | None:
    if "embed" not in text:
        return None
    codes = find_shortcodes(text)
    is_alone = len(codes) == 1 and codes[0].name == "embed" and codes[0].text == text.strip()
    return codes[0] if is_alone else None


def _labels_alone(code: Shortcode) -> list[str]:
    """Return the labels of a refused shortcode, so that references to them are not reported too."""
    names = code.arguments[0].partition("#")[2] if code.arguments else ""
    known = [name for name in names.split(",") if re.fullmatch(r"[\w-]+", name)]
    return [line for name in known for line in ("", f"::: {{#{name}}}", ":::", "")]


def _embedded(code: Shortcode, notebooks: Notebooks, kinds: Container[str], save: SavePicture) -> list[str]:
    target, _, names = (code.arguments[0] if code.arguments else "").partition("#")
    unknown = [option for option in code.arguments[1:] if option not in _TRUTHS]
    if unknown:
        raise _Refused(f"an embed has no option {unknown[0]}", advice="The only option is echo=true")
    if not target.endswith(".ipynb") or not names:
        advice = "Write the notebook and its cell, such as ../notebooks/mrd.ipynb#fig-mrd"
        raise _Refused(f"{code.text} does not name a cell of a notebook", advice=advice)
    echo = any(_TRUTHS[option] for option in code.arguments[1:])
    path, will_run = _readable(target, notebooks)
    try:
        cells = read_cells(path)
    except (OSError, ValueError) as error:
        raise _Refused(f"the notebook {target} cannot be read: {error}") from error
    lines: list[str] = []
    for name in names.split(","):
        cell = _cell(cells, name.strip(), target)
        if not (will_run or echo or has_output(cell) or not cell.is_code):
            raise _Refused(f"the cell {name} of {target} shows nothing", advice="End it with what it shall show")
        lines += cell_markdown(cell, echo, kinds, save)
    return lines


def _readable(target: str, notebooks: Notebooks) -> tuple[Path, bool]:
    """Return the notebook to read for a target, and whether its outputs are still to come."""
    path = notebooks.path(target)
    if not ProjectPaths(notebooks.root).holds(path):
        raise _Refused(f"the notebook {target} is outside the project", advice="Copy it into the project")
    copy = notebooks.copy_of(path)
    stored = ProjectPaths(notebooks.root).notebooks / path.name
    if copy in notebooks.coming and stored.is_file():
        return stored, True
    if copy is not None and stored.is_file() and not copy.is_file():
        raise _Refused(f"the notebook {target} was not run yet", advice="Run make report")
    if (copy or path).is_file():
        return copy or path, False
    advice = "Paths are relative to the main document"
    raise _Refused(f"the notebook {target} does not exist", target, notebooks.names(), advice)


def _cell(cells: tuple[Cell, ...], name: str, target: str) -> Cell:
    cell = find_cell(cells, name)
    if cell is None:
        advice = "Label it with #| label: in its first line"
        raise _Refused(f"the notebook {target} has no cell {name}", name, cell_names(cells), advice)
    return cell
