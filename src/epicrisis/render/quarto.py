"""The Quarto engine: runs the Quarto program in the project and collects what it made."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from epicrisis.checks.manuscript import check_manuscript
from epicrisis.errors import InvalidInput, MissingTool, RenderFailed
from epicrisis.manuscript.config import read_config, read_variables
from epicrisis.manuscript.shortcodes import find_shortcodes, printed_value
from epicrisis.manuscript.source import read_source
from epicrisis.places import Place, Problem
from epicrisis.render.engine import Artifact, Document, output_name
from epicrisis.render.outputs import publish, staging_folder
from epicrisis.render.quarto_project import project_with_outputs, write_links
from epicrisis.tracing.listening import note_folder

PREPARED = "EPICRISIS_PREPARED"
"""Tells the project's pre-render step, `epicrisis prepare`, that Epicrisis has done its work."""

_WRITERS = {"html": "html", "pdf": "typst", "docx": "docx", "jats": "jats"}
_TAIL_LINES = 12
_VERSION = re.compile(r"^\d+\.\d+(?:\.\d+)*(?:[-+.][\w.+-]*)?$")
_VERSION_SECONDS = 60
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_STACK = re.compile(r"^\s*(?:at (?:async )?.*(?:file:|https?:|deno:|\()|Stack trace:)")
_INVALID_YAML = re.compile(r"In file (\S+)\s*\n\(line (\d+), columns? [^)]*\) ([^\n]+)")
# What Quarto prints in bold where it found nothing. The checks refuse such manuscripts; this is the second net.
_UNRESOLVED = re.compile(
    r"<strong>(\?(?:(?:var|meta|env|invalid [a-z]+ type):|@)[^<]*)</strong>"
    r"|class=\"citation\"[^>]*>[^<]*<strong>([^<]*\?)</strong>"
)


@dataclass(frozen=True)
class QuartoEngine:
    """Renders with an installed Quarto.

    Args:
        program: The `quarto` executable.
    """

    program: Path
    name: str = "quarto"

    @cached_property
    def version(self) -> str:
        """What `quarto --version` prints.

        Raises:
            MissingTool: If the program does not run, or prints something else.
        """
        version = version_of(self.program)
        if version is None:
            raise MissingTool(f"{self.program} does not run as Quarto. Run `make quarto`.")
        return version

    def render(self, document: Document, formats: tuple[str, ...], output_dir: Path) -> tuple[Artifact, ...]:
        """Render a document; see `Engine.render`."""
        root, source = document.project_root.resolve(), document.source.resolve()
        _check(document)
        note_folder(root)  # Quarto does not say what it reads
        artifacts = tuple(Artifact(name, output_dir / output_name(source.stem, name)) for name in formats)
        with staging_folder(output_dir) as staging, project_with_outputs(source, root) as project:
            links = staging / "links.yml"
            write_links(document.notebooks, links)
            finished: dict[Path, Path] = {}
            for artifact in artifacts:
                staged = staging / artifact.path.name
                more = [f"--metadata-file={links}"] if document.notebooks and artifact.format == "html" else []
                made = self._rendered(project, project / source.relative_to(root), artifact.format, more)
                if artifact.format == "html" and not document.lenient:
                    _refuse_unresolved(made, source.relative_to(root).as_posix())
                shutil.move(made, staged)
                finished[staged] = artifact.path
            publish(finished)
        return artifacts

    def _rendered(self, root: Path, source: Path, format_name: str, more: Sequence[str]) -> Path:
        made = _output_folder(root, source) / output_name(source.stem, format_name)
        before = made.stat().st_mtime_ns if made.is_file() else None
        document = source.relative_to(root).as_posix()
        self._run(["render", document, "--to", _WRITERS[format_name], *more], root)
        # Quarto may end well without an output; an old file must not pass for a new one.
        if not made.is_file() or made.stat().st_mtime_ns == before:
            raise RenderFailed(f"quarto ended without an error, but made no {format_name} of {document}")
        return made

    def _run(self, arguments: Sequence[str], folder: Path) -> str:
        environment = {**os.environ, PREPARED: "1", "QUARTO_LOG_LEVEL": "ERROR", "NO_COLOR": "1"}
        command = [str(self.program), *arguments]
        try:
            result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
        except OSError as error:
            raise MissingTool(f"{self.program} does not run: {error.strerror}. Run `make quarto`.") from error
        if result.returncode:
            said = _plain(result.stderr or result.stdout)
            if problems := _yaml_problems(said):
                raise InvalidInput(problems)
            raise RenderFailed(f"{' '.join(['quarto', *arguments])} failed:\n{_essence(said)}")
        return result.stdout.decode(errors="replace")


def _output_folder(root: Path, source: Path) -> Path:
    # A project's `output-dir` mirrors the folders of its sources; a lone document's output stands beside it.
    config = read_config(read_source(source, root), source, root)
    output_dir = (config.project.get("project") or {}).get("output-dir")
    return root / output_dir / source.parent.relative_to(root) if output_dir else source.parent


def _check(document: Document) -> None:
    variables = read_variables(document.project_root)
    # Quarto takes variables from the file alone, so values that are not in it would silently not be printed.
    if document.variables is not None and not _holds(variables, document):
        raise RenderFailed("_variables.yml does not hold the values of this build. Run make report.")
    problems = check_manuscript(document.source, document.project_root, variables)
    if problems and not document.lenient:
        raise InvalidInput(problems)


def _holds(variables: Mapping[str, Any], document: Document) -> bool:
    """Return whether the variables file says what a document expects of every single value that it prints."""
    codes = find_shortcodes(read_source(document.source, document.project_root).text)
    named = {name for code in codes if code.name == "var" for name in code.arguments}
    expected = document.variables or {}
    return all(printed_value(variables, name) == printed_value(expected, name) for name in named)


def version_of(program: Path) -> str | None:
    """Return what `quarto --version` prints; None if the program does not run or prints no version."""
    command = [str(program), "--version"]
    try:
        result = subprocess.run(command, capture_output=True, check=False, timeout=_VERSION_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return None
    printed = _plain(result.stdout).strip()
    return printed if not result.returncode and _VERSION.match(printed) else None


def _refuse_unresolved(page: Path, document: str) -> None:
    found = _UNRESOLVED.search(page.read_text(encoding="utf-8", errors="replace"))
    if found:
        raise RenderFailed(f"quarto published {found[1] or found[2]} in {document}: it found nothing by that name")


def _plain(output: bytes) -> str:
    return _COLOURS.sub("", output.decode(errors="replace")).replace("\r\n", "\n")


def _yaml_problems(said: str) -> tuple[Problem, ...]:
    """Return what Quarto says of settings that its schema does not allow, with their places."""
    found = _INVALID_YAML.findall(said)
    return tuple(
        Problem(Place(path, line=int(line)), message.strip().rstrip(".")) for path, line, message in found
    )


def _essence(said: str) -> str:
    """Return the last lines of what a program said, without the traces of its own code."""
    lines = [line.rstrip() for line in said.splitlines() if line.strip() and not _STACK.match(line)]
    return "\n".join(lines[-_TAIL_LINES:]) or "it printed nothing"
