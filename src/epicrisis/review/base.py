"""What a review compares with: a git revision or a folder, as files in memory."""

from __future__ import annotations

import io
import json
import os
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from epicrisis.errors import MissingTool, UsageError
from epicrisis.paths import ProjectPaths

# Everything that people edit, the figures as they were published, and what they were made with.
INPUTS = ("_quarto.yml", "data", "figures", "notebooks", "report", "requirements.lock")
_GENERATED = ("report/_tables/", "report/_notebooks/")


@dataclass(frozen=True)
class Base:
    """The older side of a review.

    Args:
        name: What people call it: the revision as it was asked for, or the name of a folder.
        commit: Its full commit id; empty for a folder.
        files: Content of each input by its path in the project.
    """

    name: str
    commit: str
    files: Mapping[str, bytes]


def read_base(paths: ProjectPaths, asked: str | None, case_id: str) -> Base:
    """Read the base of a review.

    Args:
        paths: The project.
        asked: A folder that holds a project, a git revision, or a version of the data such as `v1.0.0`; None is
            `last_data_version`.
        case_id: The case, whose data version decides where nobody does.

    Raises:
        UsageError: If it is neither, or not of this project.
        MissingTool: If git is needed and is not installed.
    """
    package = f"data/{case_id}/datapackage.json"
    if asked and (folder := Path(asked)).is_dir():
        if (folder / package).is_file():
            return Base(folder.resolve().name, "", read_folder(folder))
        if not _knows(paths.root, asked):
            advice = "Name a folder with a project as it was, or a git revision."
            raise UsageError(
                f"--base {asked}: the case '{case_id}' is not in this folder, {package} is missing. {advice}"
            )
    name = asked or last_data_version(paths, case_id)
    revision = name if _knows(paths.root, name) else _revision_of_version(paths, case_id, name.removeprefix("v"))
    if not revision:
        advice = "There is no such git revision, no such version of the data and no such project folder."
        raise UsageError(f"--base {name}: {advice}")
    commit = _git(paths.root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
    files = _read_revision(paths.root, commit)
    if package not in files:
        raise UsageError(f"--base {name}: the case '{case_id}' is not in this revision, {package} is missing.")
    return Base(name, commit, files)


def last_data_version(paths: ProjectPaths, case_id: str) -> str:
    """Return the newest commit whose data of the case have another version than they have now.

    Args:
        paths: The project.
        case_id: The case.

    Returns:
        Its abbreviated id; `HEAD` where the version was never another one: what was changed since the last commit.
    """
    if not _knows(paths.root, "HEAD"):
        raise UsageError("no git history to compare with. Say --base FOLDER, a copy of the project as it was.")
    now = _version((paths.case_data(case_id) / "datapackage.json").read_bytes())
    others = (revision for revision, version in _versions(paths, case_id) if version not in ("", now))
    found = next(others, "HEAD")
    return found if found == "HEAD" else _git(paths.root, "rev-parse", "--short", found).decode().strip()


def _revision_of_version(paths: ProjectPaths, case_id: str, wanted: str) -> str:
    """Return the newest revision whose data have a version; empty if none has."""
    if not wanted or not _knows(paths.root, "HEAD"):
        return ""
    return next((revision for revision, version in _versions(paths, case_id) if version == wanted), "")


def _versions(paths: ProjectPaths, case_id: str) -> Iterator[tuple[str, str]]:
    """Yield the last revision of each version that the data had in the commits so far, the newest first."""
    package = paths.relative(paths.case_data(case_id) / "datapackage.json")
    touching = _git(paths.root, "log", "--first-parent", "--format=%H", "--", package).decode().split()
    for revision in ("HEAD", *(f"{newer}^" for newer in touching)):
        yield revision, _version(_run(paths.root, "show", f"{revision}:./{package}") or b"")


def _version(package: bytes) -> str:
    try:
        return str(json.loads(package)["version"])
    except (ValueError, KeyError, TypeError):
        return ""


def read_folder(folder: Path) -> dict[str, bytes]:
    """Read the inputs of a project folder; what a build has generated in it stays out.

    Args:
        folder: The project folder.

    Returns:
        Content of each file by its path in the project.
    """
    found = (path for name in INPUTS for path in ((folder / name), *(folder / name).rglob("*")))
    named = {path.relative_to(folder).as_posix(): path for path in found if path.is_file()}
    return {name: path.read_bytes() for name, path in sorted(named.items()) if _is_input(name)}


def _read_revision(root: Path, commit: str) -> dict[str, bytes]:
    there = set(_git(root, "ls-tree", "--name-only", commit).decode().split("\n"))
    names = [name for name in INPUTS if name in there]
    if not names:
        return {}
    archive = _git(root, "archive", "--format=tar", commit, "--", *names)
    files: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        for member in members:
            content = members.extractfile(member) if member.isreg() else None
            if content is not None and _is_input(member.name):
                files[member.name] = content.read()
    return files


def _is_input(name: str) -> bool:
    return not name.startswith(_GENERATED) and not any(part.startswith(".") for part in name.split("/"))


def _knows(root: Path, revision: str) -> bool:
    # a revision that starts with a dash would be an option
    return not revision.startswith("-") and (
        _run(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") is not None
    )


def _git(root: Path, *arguments: str) -> bytes:
    done = _run(root, *arguments)
    if done is None:
        raise UsageError(f"git {arguments[0]} failed in the project folder.")
    return done


def _run(root: Path, *arguments: str) -> bytes | None:
    """Return what a git command prints; None where it fails."""
    # a hook or a shell may point git at another repository
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, env=environment)
    except OSError as error:
        raise MissingTool("git is not installed. Say --base FOLDER, a copy of the project as it was.") from error
    return done.stdout if done.returncode == 0 else None
