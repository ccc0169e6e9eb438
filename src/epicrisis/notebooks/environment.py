"""The variables through which a build and its notebooks speak, and those that make notebooks repeatable."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from epicrisis.errors import UsageError
from epicrisis.paths import ProjectPaths

# The build sets all three; `make lab CASE=...` sets the case, and a notebook opened by hand needs none.
PROJECT_VARIABLE = "EPICRISIS_PROJECT"
CASE_VARIABLE = "EPICRISIS_CASE"
FIGURES_VARIABLE = "EPICRISIS_FIGURES"

NOTEBOOK_TIMEOUT_SECONDS = 300.0

# How kernels start: `fork`, from a warm template (the default on Linux), or `spawn`, each from nothing.
KERNEL_VARIABLE = "EPICRISIS_KERNEL"
KERNEL_CHOICES = ("fork", "spawn")

# What differs between two kernels of one template; everything else it must have been started with.
PER_KERNEL_VARIABLES = (PROJECT_VARIABLE, CASE_VARIABLE, FIGURES_VARIABLE, "SOURCE_DATE_EPOCH")

# One thread for sums: how many cores a machine has must not decide in which order numbers are added up, and a
# process with more than one thread cannot be forked safely.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

# The file name of every cell in warnings and tracebacks; without it, a temporary file of another name every time.
CELL_NAME = "<cell>"

# What a user's shell may hold that would change what a notebook does or prints.
UNWANTED_VARIABLES = ("COLUMNS", "IPYTHONDIR", "PYTHONINSPECT", "PYTHONSTARTUP", "PYTHONWARNINGS")


def kernel_environment(paths: ProjectPaths, case_id: str, figures_dir: Path) -> dict[str, str]:
    """Return the environment in which the notebooks of a case give the same bytes on every machine.

    Args:
        paths: The project.
        case_id: The case.
        figures_dir: Where `publish` writes.

    Returns:
        All variables of the kernel.
    """
    inherited = {name: value for name, value in os.environ.items() if name not in UNWANTED_VARIABLES}
    # The user's font cache and matplotlibrc stay out of it; a cache elsewhere can be named by the variable.
    inherited.setdefault("MPLCONFIGDIR", str(paths.cache / "matplotlib"))
    return {
        **inherited,
        **ONE_THREAD,
        PROJECT_VARIABLE: str(paths.root),
        CASE_VARIABLE: case_id,
        FIGURES_VARIABLE: str(figures_dir),
        "IPYKERNEL_CELL_NAME": CELL_NAME,
        "MATPLOTLIBRC": _shipped_matplotlibrc(),
        "MPLBACKEND": "agg",
        "NO_COLOR": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONNOUSERSITE": "1",
        "PYTHONUTF8": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "SOURCE_DATE_EPOCH": str(data_epoch(paths, case_id)),
        "TZ": "UTC",
    }


def notebook_timeout(paths: ProjectPaths, case_id: str) -> float:
    """Return the limit for each notebook of a case: `epicrisis: notebook_timeout_seconds` of its data package.

    Args:
        paths: The project.
        case_id: The case.

    Returns:
        Seconds; the default where the package says nothing, or nothing that `load_case` would take.
    """
    try:
        package = json.loads((paths.case_data(case_id) / "datapackage.json").read_text(encoding="utf-8"))
        return float(package["epicrisis"]["notebook_timeout_seconds"])
    except (OSError, ValueError, KeyError, TypeError):
        return NOTEBOOK_TIMEOUT_SECONDS


def forks_kernels() -> bool:
    """Say whether kernels are forked from a template: as the environment asks, else on Linux.

    macOS can fork too, but its system libraries do not promise to survive it.

    Raises:
        UsageError: If the environment asks for what there is not.
    """
    chosen = os.environ.get(KERNEL_VARIABLE, "")
    if chosen and chosen not in KERNEL_CHOICES:
        raise UsageError(f"{KERNEL_VARIABLE}={chosen}: use one of {', '.join(KERNEL_CHOICES)}.")
    return hasattr(os, "fork") and (chosen or ("fork" if sys.platform == "linux" else "spawn")) == "fork"


def _shipped_matplotlibrc() -> str:
    specification = importlib.util.find_spec("matplotlib")  # without the second that its import takes
    assert specification is not None
    assert specification.origin is not None
    return str(Path(specification.origin).parent / "mpl-data" / "matplotlibrc")


def data_epoch(paths: ProjectPaths, case_id: str) -> int:
    """Return the date of the data version; 0 where the package has none, which `load_case` then reports."""
    try:
        package = json.loads((paths.case_data(case_id) / "datapackage.json").read_text(encoding="utf-8"))
        created = datetime.fromisoformat(package["created"].replace("Z", "+00:00"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return 0
    return int((created if created.tzinfo else created.replace(tzinfo=UTC)).timestamp())
