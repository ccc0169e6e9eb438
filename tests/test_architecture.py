"""The tree is the architecture: the import contract of the design, and the limits of size."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
PACKAGE = REPOSITORY / "src" / "epicrisis"
MODULES = sorted(PACKAGE.rglob("*.py"))


def test_a_layer_imports_only_from_the_layers_under_it() -> None:
    """`.importlinter` lists the layers, exhaustively: a new module must be given its place."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]

    result = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_and_functions_stay_readable(module: Path) -> None:
    """A module has at most 400 lines, a function at most 40 without its docstring."""
    text = module.read_text(encoding="utf-8")
    functions = [
        node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    long = {function.name: _lines(function) for function in functions if _lines(function) > 40}

    assert len(text.splitlines()) <= 400
    assert long == {}


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if is_docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


@pytest.mark.parametrize("folder", ["src", "notebooks"])
def test_code_never_names_a_case(folder: str) -> None:
    """The flagship case stands in data, report and tests only."""
    files = [path for path in (REPOSITORY / folder).rglob("*") if path.suffix in {".py", ".ipynb", ".css", ".typ"}]
    assert files

    naming = [str(path) for path in files if "li2025" in path.read_text(encoding="utf-8")]

    assert naming == []


@pytest.mark.parametrize("name", ["__init__", "case/__init__", "render/__init__"])
def test_packages_are_light(name: str) -> None:
    """Importing a package imports nothing else, so the command starts fast."""
    tree = ast.parse((PACKAGE / f"{name}.py").read_text(encoding="utf-8"))

    assert not [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
