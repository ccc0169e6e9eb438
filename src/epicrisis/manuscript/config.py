"""The settings of a manuscript: `_quarto.yml` under its front matter, for one output format at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from epicrisis.errors import InvalidInput
from epicrisis.manuscript.kinds import Kind, kinds_of
from epicrisis.manuscript.shortcodes import with_stand_ins
from epicrisis.manuscript.source import Source, read_text
from epicrisis.manuscript.yaml_core import YamlTooLarge, load_yaml
from epicrisis.paths import ProjectPaths
from epicrisis.places import Place, Problem

# Keys that hold files: in _quarto.yml relative to the project, in the front matter relative to the document.
PATH_KEYS = (
    "bibliography",
    "csl",
    "reference-doc",
    "css",
    "template-partials",
    "font-paths",
    "include-after-body",
)


@dataclass(frozen=True)
class Config:
    """The settings of one manuscript.

    Args:
        project: `_quarto.yml`; empty for a lone document.
        document: The front matter, in which shortcodes are stand-ins.
    """

    project: Mapping[str, Any] = field(default_factory=dict)
    document: Mapping[str, Any] = field(default_factory=dict)

    def options(self, format_name: str) -> dict[str, Any]:
        """Return the settings for a format: the document's win over the project's, a format's over the general."""
        merged: dict[str, Any] = {}
        for level in (self.project, self.document):
            merged = _merged(merged, {key: value for key, value in level.items() if key != "format"})
            formats = level.get("format")
            own = formats.get(format_name) if isinstance(formats, Mapping) else None
            if isinstance(own, Mapping):
                merged = _merged(merged, own)
        return merged

    def kinds(self) -> dict[str, Kind]:
        """Return every kind of cross-reference by its key, the custom ones included."""
        levels = (level.get("crossref") for level in (self.project, self.document))
        crossref: dict[str, Any] = {}
        for level in levels:
            crossref = _merged(crossref, level if isinstance(level, Mapping) else {})
        return kinds_of(crossref)


def read_config(source: Source, document: Path, project_root: Path) -> Config:
    """Read the settings of a manuscript.

    Args:
        source: The manuscript, for its front matter.
        document: Its file; paths of the front matter are relative to it.
        project_root: Folder with `_quarto.yml`, if there is one.

    Raises:
        InvalidInput: If a file is not the YAML that it should be.
    """
    project = read_project_settings(project_root)
    front_matter, _ = with_stand_ins(source.front_matter)
    main = source.lines[0].path if source.lines else document.name
    return Config(
        _with_full_paths(project, project_root.resolve()),
        _with_full_paths(_mapping(front_matter, main), document.resolve().parent),
    )


def read_project_settings(project_root: Path) -> dict[str, Any]:
    """Read `_quarto.yml`; without the file there are no settings.

    Raises:
        InvalidInput: If the file is not a YAML mapping.
    """
    path = ProjectPaths(project_root).quarto_config
    return _mapping(_text(path), path.name) if path.is_file() else {}


def read_variables(project_root: Path) -> dict[str, Any]:
    """Read `_variables.yml`; without the file there are no variables.

    Raises:
        InvalidInput: If the file is not a YAML mapping.
    """
    path = ProjectPaths(project_root).variables
    return _mapping(_text(path), path.name) if path.is_file() else {}


def as_list(value: Any) -> list[Any]:
    """Return a setting that may be absent, single or a list as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except UnicodeDecodeError as error:
        raise InvalidInput([Problem(Place(path.name), "not UTF-8", "Save the file as UTF-8")]) from error


def _mapping(text: str, name: str) -> dict[str, Any]:
    try:
        loaded = load_yaml(text)
    except YamlTooLarge as error:
        message = "this YAML is nested too deeply, or its aliases multiply it without end"
        raise InvalidInput([Problem(Place(name, line=1), message, "Write the values out")]) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(name, line=mark.line + 1 if mark else None)
        reason = getattr(error, "problem", None) or "it cannot be read"
        raise InvalidInput([Problem(place, f"this is not valid YAML: {reason}")]) from error
    if not isinstance(loaded, dict | None):
        raise InvalidInput([Problem(Place(name, line=1), "this is not a YAML mapping of keys to values")])
    return {str(key): value for key, value in (loaded or {}).items()}


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in over.items():
        below = result.get(key)
        if isinstance(value, Mapping) and isinstance(below, Mapping):
            result[key] = _merged(below, value)
        elif below is not None and value is not None and (isinstance(value, list) or isinstance(below, list)):
            # As in Quarto, a list is added to and not replaced: a second bibliography, one more kind of float.
            items = [*as_list(below), *as_list(value)]
            result[key] = [item for index, item in enumerate(items) if item not in items[:index]]
        else:
            result[key] = value
    return result


def _with_full_paths(settings: dict[str, Any], folder: Path) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in settings.items():
        if key in PATH_KEYS:
            paths = [_with_full_path(item, folder) for item in as_list(value)]
            result[key] = paths if isinstance(value, list) else next(iter(paths), None)
        elif key == "format" and isinstance(value, str):
            result[key] = {value: {}}
        elif key == "format" and isinstance(value, dict):
            result[key] = {
                name: _with_full_paths(own, folder) if isinstance(own, dict) else {} for name, own in value.items()
            }
        else:
            result[key] = value
    return result


def _with_full_path(item: Any, folder: Path) -> Any:
    # What is included in a page is a file, or a mapping with `file` or with the `text` itself.
    if isinstance(item, Mapping):
        return {**item, "file": str(folder / str(item["file"]))} if "file" in item else item
    return str(folder / str(item))


def default_case(paths: ProjectPaths) -> str | None:
    """Return the case that `_quarto.yml` names under `epicrisis: case:`, else the only one, else None."""
    own = read_project_settings(paths.root).get("epicrisis")
    if isinstance(own, dict) and isinstance(own.get("case"), str):
        return str(own["case"])
    cases = paths.case_ids()
    return cases[0] if len(cases) == 1 else None
