"""What the data package says of a case itself: read, checked, and in the words of the model."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from epicrisis.characters import character_name, unpublishable
from epicrisis.errors import UsageError
from epicrisis.paths import ProjectPaths
from epicrisis.places import Place, Problem

PACKAGE_KEYS = ("name", "title", "version", "created")
VERSION_PATTERN = r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)([-+][0-9A-Za-z.+-]+)?"

LONGEST_TIMEOUT_SECONDS = 86400  # a day


def find_package(paths: ProjectPaths, case_id: str) -> Path:
    """Return the file of a case's data package.

    Raises:
        UsageError: If there is no such case.
    """
    path = paths.case_data(case_id) / "datapackage.json"
    if not path.is_file():
        known = ", ".join(paths.case_ids()) or "none yet"
        raise UsageError(f"no case '{case_id}': {paths.relative(path)} is missing. Cases here: {known}.")
    return path


def read_package(path: Path, name: str, problems: list[Problem]) -> dict[str, Any]:
    """Read a data package; what is wrong with it is added to the problems."""
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        problems.append(Problem(Place(name, line=error.lineno), f"not valid JSON ({error.msg})"))
        return {}
    except UnicodeDecodeError:
        problems.append(Problem(Place(name), "not UTF-8", "Save the file as UTF-8"))
        return {}
    except RecursionError:
        problems.append(Problem(Place(name, line=1), "its values are nested too deeply"))
        return {}
    if not isinstance(package, dict):
        problems.append(Problem(Place(name), "a data package must be a JSON object"))
        return {}
    problems += check_package(package, name)
    return package


def check_package(package: Mapping[str, Any], name: str) -> Iterable[Problem]:
    """Yield what is wrong with the particulars of a package.

    Args:
        package: What it says.
        name: Its file, for messages.
    """
    for key in PACKAGE_KEYS:
        if not isinstance(package.get(key), str):
            yield Problem(Place(name), f"'{key}' is missing", f'Add "{key}" as a text')
    for key, value in package.items():
        for character in unpublishable(value) if isinstance(value, str) else ():
            message = f"'{key}' holds a character that nobody can see ({character_name(character)})"
            yield Problem(Place(name), message, "Delete it")
    version, created, settings = package.get("version"), package.get("created"), package.get("epicrisis")
    if isinstance(version, str) and not re.fullmatch(VERSION_PATTERN, version):
        yield Problem(Place(name), f"'version' is not a semantic version: '{version}'", "Write 1.0.0")
    if isinstance(created, str) and _created(created) is None:
        yield Problem(Place(name), f"'created' is not a date-time: '{created}'", "Write 2025-08-20T00:00:00Z")
    if isinstance(settings, dict) and not isinstance(settings.get("synthetic", False), bool):
        yield Problem(Place(name), "'synthetic' is neither true nor false", "Write it without quotes")
    if isinstance(settings, dict) and "notebook_timeout_seconds" in settings:
        limit = settings["notebook_timeout_seconds"]
        if type(limit) not in (int, float) or not 0 < limit <= LONGEST_TIMEOUT_SECONDS:
            fix = f"Write a number of seconds, more than 0 and at most {LONGEST_TIMEOUT_SECONDS}"
            yield Problem(Place(name), f"'notebook_timeout_seconds' cannot be {json.dumps(limit)}", fix)


def _created(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).date()
    except ValueError:
        return None


def particulars(case_id: str, package: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a sound package says of its case, by the names of `Case`."""
    created = _created(package["created"])
    assert created is not None  # checked by read_package
    settings = package["epicrisis"]
    return {
        "id": case_id,
        "title": package["title"],
        "version": package["version"],
        "created": created,
        "day_zero": settings["day_zero"],
        "synthetic": bool(settings.get("synthetic", False)),
    }
