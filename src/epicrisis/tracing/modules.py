"""The modules of this package that some code uses, read off its import statements.

A list of what Python has imported would say more: a forked kernel, or a process that has done other steps before,
holds modules that the code at hand never asks for. Import statements, in functions too, are the same everywhere.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Set
from contextlib import suppress
from functools import cache

from epicrisis.tracing.grounds import PACKAGE_FOLDER, PACKAGE_NAME
from epicrisis.tracing.interpreter import package_digests

PACKAGE = PACKAGE_FOLDER.name
_BRANCHES = ("body", "orelse", "finalbody", "handlers", "cases")
"""Where statements, `except` and `case` hold further statements."""

_IMPORT = re.compile(r"import\b")
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
        SHA-256 of each file by its name, sorted: modules, and the files beside them, as this process found them.
    """
    files = package_digests()
    modules = {_dotted(name): name for name in files if name.endswith(".py")}
    found: set[str] = set()
    wanted = list(_imports(code, PACKAGE))
    followed: set[str] = set()
    while wanted:
        if (wish := wanted.pop()) in followed:
            continue
        followed.add(wish)
        above, _, _ = wish.rpartition(".")  # what a module is in is imported before it
        wanted += [above] * bool(above)
        if name := modules.get(wish):
            found.add(name)
            wanted += _imports_of(name)
    found.update(_beside(files, {_folder(name) for name in found}))
    return {f"{PACKAGE_NAME}/{name}": files[name] for name in sorted(found)}


def modules_of(*modules: str) -> dict[str, str]:
    """Return the package's files behind some of its modules, as `modules_used_by` does.

    Args:
        modules: Their full names.
    """
    return modules_used_by("\n".join(f"import {module}" for module in modules))


@cache
def _imports_of(name: str) -> tuple[str, ...]:
    return tuple(_imports((PACKAGE_FOLDER / name).read_text(encoding="utf-8"), _package_of(name)))


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


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _dotted(name: str) -> str:
    """Return the full name of the module in a file."""
    return f"{PACKAGE}/{name}".removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _package_of(name: str) -> str:
    return f"{PACKAGE}/{_folder(name)}".rstrip("/").replace("/", ".")


def _beside(files: Iterable[str], folders: Set[str]) -> Iterator[str]:
    """Yield what stands beside modules and is none: lists, styles; a process may read them only once."""
    for name in files:
        folder, _, last = name.rpartition("/")
        beside = folder in folders or f"{folder}/".partition(f"/{RESOURCES}/")[0] in folders
        if beside and not last.endswith((".py", ".pyc")) and not last.startswith("."):
            yield name
