"""The modules of this package that some code uses, read off its import statements.

A list of what Python has imported would say more: a forked kernel, or a process that has done other steps before,
holds modules that the code at hand never asks for. Import statements, in functions too, are the same everywhere.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from epicrisis.digests import digest_bytes
from epicrisis.tracing.grounds import PACKAGE_FOLDER, PACKAGE_NAME

PACKAGE = PACKAGE_FOLDER.name
_BRANCHES = ("body", "orelse", "finalbody", "handlers", "cases")
"""Where statements, `except` and `case` hold further statements."""

_IMPORT = re.compile(r"\bimport\b")
_STATEMENT = re.compile(
    r"^[ \t]*(?:from[ \t]+[\w.]+[ \t]+import[ \t]+(?:\([\w\s,]*\)|[\w ,*]+)|import[ \t]+[\w ,.]+)$", re.MULTILINE
)
"""An import on a line of its own, or in brackets over several."""

RESOURCES = "resources"
"""Folders beside modules that hold no modules."""


def modules_used_by(code: str) -> dict[str, str]:
    """Return the package's files that some code uses, directly or through others.

    Args:
        code: Python code; IPython's own lines are left out.

    Returns:
        SHA-256 of each file by its name, sorted: modules, and the files beside them.
    """
    found: dict[str, str] = {}
    wanted = list(_imports(code, PACKAGE))
    followed: set[str] = set()
    while wanted:
        if (wish := wanted.pop()) in followed:
            continue
        followed.add(wish)
        for path in _files_of(wish):
            name = f"{PACKAGE_NAME}/{path.relative_to(PACKAGE_FOLDER).as_posix()}"
            if name not in found:
                content = path.read_bytes()
                found[name] = digest_bytes(content)
                wanted += _imports_of(content, _package_of(path))
    found |= _beside({(PACKAGE_FOLDER / Path(name).relative_to(PACKAGE_NAME)).parent for name in found})
    return dict(sorted(found.items()))


def modules_of(*modules: str) -> dict[str, str]:
    """Return the package's files behind some of its modules, as `modules_used_by` does.

    Args:
        modules: Their full names.
    """
    return modules_used_by("\n".join(f"import {module}" for module in modules))


@lru_cache(maxsize=1024)
def _imports_of(content: bytes, package: str) -> tuple[str, ...]:
    return tuple(_imports(content.decode("utf-8"), package))


def _imports(code: str, package: str) -> Iterator[str]:
    """Yield the full names that a piece of code may import from this package."""
    for node in _statements(_parsed(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def _statements(module: ast.Module) -> Iterator[ast.AST]:
    """Yield every statement, in functions and branches too; expressions, most of a tree, cannot import."""
    waiting: list[ast.AST] = [module]
    while waiting:
        node = waiting.pop()
        yield node
        for part in _BRANCHES:
            waiting += getattr(node, part, ())


def _parsed(code: str) -> ast.Module:
    for text in (_only_imports(code), code):
        with suppress(SyntaxError):
            return ast.parse(text)
    # Of a cell with IPython's magic, every line that is Python on its own tells what it imports.
    return ast.Module([statement for line in code.splitlines() for statement in _statement(line)], [])


def _only_imports(code: str) -> str:
    """Return a tenth of some code to parse, or all of it if there may be an import in the rest."""
    if _IMPORT.search(_STATEMENT.sub("", code)):
        return code
    return "\n".join(match.group().lstrip() for match in _STATEMENT.finditer(code))


def _statement(line: str) -> list[ast.stmt]:
    try:
        return ast.parse(line.strip()).body
    except SyntaxError:
        return []


def _files_of(name: str) -> Iterator[Path]:
    """Yield the files of a dotted name: its packages, and itself where it is a module and not something in one."""
    parts = name.split(".")
    if parts[0] != PACKAGE:
        return
    folder = PACKAGE_FOLDER
    yield folder / "__init__.py"
    for part in parts[1:]:
        if (module := folder / f"{part}.py").is_file():
            yield module
        folder = folder / part
        if (package := folder / "__init__.py").is_file():
            yield package


def _package_of(path: Path) -> str:
    return ".".join([PACKAGE, *path.parent.relative_to(PACKAGE_FOLDER).parts])


def _beside(folders: Iterable[Path]) -> dict[str, str]:
    """Return what stands beside modules and is none: lists, styles; a process may read them only once."""
    files = [path for folder in folders for pattern in ("*", f"{RESOURCES}/**/*") for path in folder.glob(pattern)]
    return {
        f"{PACKAGE_NAME}/{path.relative_to(PACKAGE_FOLDER).as_posix()}": digest_bytes(path.read_bytes())
        for path in files
        if path.is_file() and path.suffix not in (".py", ".pyc") and not path.name.startswith(".")
    }
