"""Kernels forked from a warm template are what kernels started from nothing are, only sooner."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from epicrisis.errors import NotebookFailed, UsageError
from epicrisis.notebooks import warm
from epicrisis.notebooks.environment import kernel_environment
from epicrisis.notebooks.execute import ExecutedNotebook, execute_notebooks
from epicrisis.notebooks.run import Job
from epicrisis.notebooks.store import notebook_bytes
from epicrisis.notebooks.template import A_WHILE
from epicrisis.notebooks.warm import WarmKernels
from epicrisis.paths import ProjectPaths

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")

LIMIT_SECONDS = 120
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"

# Everything that a notebook can see of the process that it runs in, but for what differs by its nature (process
# ids, the private folder of each kernel, loaded modules).
PROBES = (
    "import gc, locale, os, resource, signal, sys, threading, time, warnings\nimport matplotlib, numpy, pandas",
    "print({'a', 'b', 'c', 'd'}, hash('x'))",
    "private = ('JPY_PARENT_PID', 'IPYTHONDIR', 'JUPYTER_')\n"
    "print(*sorted(f'{k}={v}' for k, v in os.environ.items() if not k.startswith(private)), sep='\\n')",
    "print(os.getcwd(), os.umask(0o22), os.getpgid(0) == os.getsid(0) == os.getpid(), time.tzname)",
    "print(sys.path, sys.flags, sys.argv[0], sys.stdout.encoding, sys.getrecursionlimit())",
    "print([f.__qualname__ for f in sys.path_hooks], gc.get_threshold(), sorted(vars(sys.modules['__main__'])))",
    "print({s.name: signal.getsignal(s).__class__ for s in signal.Signals if s.name != 'SIGKILL'})",
    "print(threading.active_count(), locale.getlocale())",
    "print(resource.getrlimit(resource.RLIMIT_NOFILE), os.nice(0), signal.pthread_sigmask(0, []))",
    "print({str(f) for f in warnings.filters if f[2] is not Warning})",
    "print(dict(matplotlib.rcParams), matplotlib.get_backend())",
    "print(pandas.describe_option(_print_desc=False).lower())",
    "print(numpy.get_printoptions(), numpy.geterr())",
    "pandas.DataFrame({f'column {n}': [n] for n in range(30)})",
    "from matplotlib import font_manager\nprint(font_manager.fontManager.defaultFont, matplotlib.get_configdir())",
    "import matplotlib.pyplot as plt\nplt.plot([1, 10], [1, 100])\nplt.yscale('log')\nplt.gcf()",
    "print({k: v for k, v in get_ipython().config.items() if k != 'IPKernelApp'})",
)


@pytest.fixture(scope="module")
def reports() -> list[str]:
    """What the user is told."""
    return []


@pytest.fixture(scope="module")
def kernels(reports: list[str]) -> Iterator[WarmKernels]:
    """Warm kernels, kept between builds as a preview does."""
    with WarmKernels(reports.append) as source:
        yield source


@pytest.fixture
def run_warm(project: ProjectPaths, write_notebook: Any, kernels: WarmKernels, reports: list[str]) -> Any:
    """Execute a notebook of the given cells in a warm kernel."""

    def run(*cells: str, timeout_seconds: float = LIMIT_SECONDS) -> ExecutedNotebook:
        reports.clear()
        notebook = write_notebook(*cells)
        staging = project.root / "staging"
        job = Job(project, "tiny", staging, timeout_seconds, kernels, reports.append)
        [executed] = execute_notebooks([notebook], job)
        return executed

    return run


def printed(executed: ExecutedNotebook) -> str:
    """Return what the cells of a notebook printed."""
    return "".join(printed_by(cell) for cell in executed.node.cells if cell.cell_type == "code")


def printed_by(cell: Any) -> str:
    """Return what one cell printed."""
    return "".join(output["text"] for output in cell.outputs if output["output_type"] == "stream")


def ended(process: int) -> bool:
    """Say whether a process has gone."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_warm_kernel_looks_like_any_other(run_cells: Any, run_warm: Any) -> None:
    """Environment, folders, options, handlers, hash seed, plots, tables: the same bytes."""
    ordinary, forked = run_cells(*PROBES), run_warm(*PROBES)

    assert [cell.outputs for cell in forked.node.cells] == [cell.outputs for cell in ordinary.node.cells]
    assert forked.warnings == ordinary.warnings
    assert notebook_bytes(forked) == notebook_bytes(ordinary)


def test_no_kernel_loads_a_debugger(run_cells: Any, run_warm: Any) -> None:
    """It would take a tenth of each start; a notebook that wants it gets it."""
    cells = "import sys", "'_pydevd_bundle' in sys.modules", "import debugpy\nprint(debugpy.__name__)"

    shown = [run(*cells).node.cells for run in (run_cells, run_warm)]

    assert [cells[1].outputs[0].data["text/plain"] for cells in shown] == ["False", "False"]
    assert [cells[2].outputs[0].text for cells in shown] == ["debugpy\n", "debugpy\n"]


def test_no_kernel_lists_setters_in_docstrings(run_cells: Any, run_warm: Any) -> None:
    """That takes a fifth of a template's start; what the classes do is as ever."""
    cells = (
        "import inspect\nfrom matplotlib.lines import Line2D\nfrom matplotlib.patches import Patch",
        "print(Line2D.set.__doc__, Patch.set.__doc__, inspect.signature(Line2D.set))",
        "line = Line2D([], [])\nprint(line.set(lw=3, color='red'), line.get_linewidth(), line.get_color())",
        "try:\n    line.set(hue='red')\nexcept AttributeError as error:\n    print(error)",
    )

    shown = [[printed_by(cell) for cell in run(*cells).node.cells] for run in (run_cells, run_warm)]

    assert shown[0] == shown[1]
    assert "dash_capstyle" not in shown[0][1]
    assert shown[0][2] == "[None, None] 3.0 red\n"
    assert "unexpected keyword argument 'hue'" in shown[0][3]


def test_the_projects_notebooks_and_figures_have_the_same_bytes(
    small_project: ProjectPaths, tmp_path: Path, kernels: WarmKernels
) -> None:
    """Three notebooks and all their figure files, three times warm in one preview, as once from nothing."""
    shutil.copytree(NOTEBOOKS, small_project.notebooks)
    files = small_project.notebook_files()

    def bytes_of(name: str, source: WarmKernels | None) -> dict[str, bytes]:
        executed = execute_notebooks(files, Job(small_project, "tiny", tmp_path / name, 300, source))
        figures = {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        return {notebook.stem: notebook_bytes(notebook) for notebook in executed} | figures

    ordinary = bytes_of("ordinary", None)

    assert [bytes_of(name, kernels) for name in ("a", "b")] == [ordinary] * 2
    time.sleep(3 * A_WHILE)
    assert bytes_of("after a while", kernels) == ordinary
    assert len(ordinary) == 3 + 15


def test_a_template_that_waits_loads_more(run_warm: Any) -> None:
    """Such as what sets a formula; a kernel forked from it is as any other."""
    formula = "from matplotlib.mathtext import MathTextParser\nprint(MathTextParser._parser is not None)"
    first = run_warm(*PROBES)

    def has_loaded() -> bool:
        time.sleep(3 * A_WHILE)
        return printed(run_warm(formula)) == "True\n"

    # More than once, since on a busy machine loading it takes its time.
    assert any(has_loaded() for _ in range(10))
    assert notebook_bytes(run_warm(*PROBES)) == notebook_bytes(first)


def test_kernels_share_nothing(run_warm: Any) -> None:
    """What one notebook does to its process no other notebook sees, and each draws random numbers of its own."""
    change = (
        "import builtins, os, matplotlib, pandas, numpy, random",
        "builtins.left, os.environ['LEFT'] = 1, '1'\nmatplotlib.rcParams['font.size'] = 99",
        "pandas.set_option('display.max_columns', 1)\nos.chdir('/')\nprint(numpy.random.rand(), random.random())",
    )
    look = (
        "import builtins, os, matplotlib, pandas, numpy, random\nprint(numpy.random.rand(), random.random())",
        "print(hasattr(builtins, 'left'), 'LEFT' in os.environ, matplotlib.rcParams['font.size'], os.getcwd())",
        "print(pandas.get_option('display.max_columns'))",
    )

    numbers = printed(run_warm(*change)).split()
    others, *seen = printed(run_warm(*look)).splitlines()

    assert not set(numbers) & set(others.split())
    assert seen == ["False False 10.0 notebooks", "20"]


def test_the_template_can_be_forked_safely(run_warm: Any) -> None:
    """It has one thread, and its children keep none of its open files but a font that they never read again."""
    cells = (
        "import os\nprint(len(os.listdir(f'/proc/{os.getppid()}/task')))",
        "inherited = [os.readlink(f'/proc/self/fd/{n}') for n in (3, 4, 5)]",
        "print([name for name in inherited if name.startswith(('/', 'socket')) and not name.endswith('.ttf')])",
    )

    assert printed(run_warm(*cells)) == "1\n[]\n"


def test_one_template_serves_many_builds(run_warm: Any) -> None:
    """It is started once, and each kernel is a process of its own."""
    runs = [printed(run_warm("import os\nprint(os.getppid(), os.getpid())")).split() for _ in range(2)]

    assert runs[0][0] == runs[1][0]
    assert runs[0][1] != runs[1][1]
    assert ended(int(runs[1][1]))


def test_a_kernel_that_died_is_replaced_and_reported(run_warm: Any, reports: list[str]) -> None:
    """The notebook runs again from its first cell, and nothing of the first attempt is in it."""
    die_once = (
        "import os, pathlib\nif not pathlib.Path('seen').exists():\n  pathlib.Path('seen').touch(); os.abort()"
    )

    executed = run_warm("print('first')", die_once)

    assert printed(executed) == "first\n"
    assert reports == [
        "notebooks/demo.ipynb, code cell 2: the kernel died (SIGABRT). It is replaced, and the notebook run again."
    ]


def test_a_kernel_that_dies_again_fails_the_notebook(run_warm: Any) -> None:
    """It is told with the exit status, which the template has learned."""
    with pytest.raises(NotebookFailed) as failure:
        run_warm("import os\nos._exit(7)")

    assert str(failure.value) == "notebooks/demo.ipynb, code cell 1: the kernel died (exit status 7)."


def test_a_template_that_died_is_replaced_and_reported(run_warm: Any, reports: list[str]) -> None:
    """Its kernels die with it; both are started again."""
    kill_once = "import os, pathlib\nif not pathlib.Path('seen').exists():\n"
    kill_once += "  pathlib.Path('seen').touch(); os.kill(os.getppid(), 9)\n  while True: pass"

    executed = run_warm("print('first')", kill_once)

    assert printed(executed) == "first\n"
    assert reports == [
        "notebooks/demo.ipynb, code cell 2: the kernel died (SIGKILL, often for want of memory). "
        "It is replaced, and the notebook run again.",
        "the kernel template ended (SIGKILL); it was started again.",
    ]


def test_without_a_template_that_lives_kernels_start_from_nothing(
    run_warm: Any, kernels: WarmKernels, reports: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A template that ends twice is given up until something changes, and the build goes on."""
    monkeypatch.setattr(warm, "START", "raise SystemExit('no such thing')")
    kernels.close()

    executed = run_warm("print(40 + 2)")

    assert printed(executed) == "42\n"
    assert [line for line in reports if "template" in line] == [
        "the kernel template ended (no such thing); it was started again.",
        "the kernel template ended (no such thing); kernels are now started without it.",
    ]


def test_the_limit_ends_a_warm_notebook(run_warm: Any, project: ProjectPaths) -> None:
    """However deaf its cell is, and whatever it has started."""
    deaf = "import os, pathlib, signal, subprocess\nfor s in (2, 15): signal.signal(s, signal.SIG_IGN)\n"
    deaf += (
        "child = subprocess.Popen(['sleep', '600'])\npathlib.Path('pids').write_text(f'{os.getpid()} {child.pid}')"
    )

    with pytest.raises(NotebookFailed, match=r"code cell 2: stopped, because .* its limit of 8 seconds"):
        run_warm(deaf, "while True: pass", timeout_seconds=8)

    kernel, child = map(int, (project.notebooks / "pids").read_text().split())
    assert ended(kernel)
    assert ended(child) or Path(f"/proc/{child}/stat").read_text().split()[2] == "Z"


@pytest.mark.parametrize(
    ("change", "replaced"),
    [("touch", False), ("edit", True), ("add", True), ("delete", True)],
)
def test_a_template_of_another_code_is_replaced(
    run_warm: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, replaced: bool
) -> None:
    """A touched but equal module is the same code; one that is edited, new or gone is not."""
    module = tmp_path / "package" / "module.py"
    module.parent.mkdir()
    module.write_text("x = 1")
    monkeypatch.setattr(warm, "PACKAGE", module.parent)
    before = printed(run_warm("import os\nprint(os.getppid())"))

    if change == "touch":
        os.utime(module, (1, 1))
    elif change == "edit":
        module.write_text("x = 2")
    elif change == "add":
        module.with_name("other.py").touch()
    else:
        module.unlink()
    after = printed(run_warm("import os\nprint(os.getppid())"))

    assert (before != after) is replaced
    assert ended(int(before)) is replaced


def test_variables_that_are_read_at_a_start_ask_for_another_template(
    project: ProjectPaths,
) -> None:
    """Each kernel gets its own figures folder; the locale holds for a process as a whole."""
    here = kernel_environment(project, "tiny", project.root / "a")
    there = kernel_environment(project, "tiny", project.root / "b")

    assert warm._template_key(here) == warm._template_key(there)
    assert warm._template_key(here) != warm._template_key({**here, "LC_ALL": "de_DE.UTF-8"})


def test_the_way_to_start_kernels_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """`EPICRISIS_KERNEL=spawn` does without a template; another word is a mistake."""
    monkeypatch.setenv("EPICRISIS_KERNEL", "spawn")
    with WarmKernels(print) as cold:
        cold.start({})
        assert cold._template is None

    monkeypatch.setenv("EPICRISIS_KERNEL", "frok")
    with pytest.raises(UsageError) as error:
        WarmKernels(print)

    assert str(error.value) == "EPICRISIS_KERNEL=frok: use one of fork, spawn."


def test_closing_ends_the_template(project: ProjectPaths) -> None:
    """In the middle of its imports, too, and its private folder goes with it."""
    source = WarmKernels(print)
    source.start(kernel_environment(project, "tiny", project.root / "staging"))
    assert source._template is not None
    process, folder = source._template._process, source._template._folder

    source.close()

    assert process.returncode is not None
    assert not folder.exists()
    assert signal.getsignal(signal.SIGCHLD) == signal.SIG_DFL  # of the build itself nothing was changed


@pytest.mark.parametrize("lasting", [False, True])
def test_a_template_is_let_go_when_the_last_build_needs_no_more_kernels(
    project: ProjectPaths, lasting: bool
) -> None:
    """It ends by itself, while the build goes on; with more builds to come, its line stays open."""
    with WarmKernels(print, lasting=lasting) as source:
        source.start(kernel_environment(project, "tiny", project.root / "staging"))
        assert source._template is not None

        source.rest()

        assert (source._template._orders.fileno() >= 0) is lasting
        if not lasting:
            assert source._template._process.wait(LIMIT_SECONDS) == 0


def test_an_interrupt_while_the_template_starts_leaves_none_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, project: ProjectPaths
) -> None:
    """It is told when the process is noted down, so that closing ends it."""
    started: list[subprocess.Popen[bytes]] = []

    def popen(*arguments: Any, **settings: Any) -> subprocess.Popen[bytes]:
        started.append(process := subprocess.Popen(*arguments, **settings))
        signal.raise_signal(signal.SIGINT)
        return process

    monkeypatch.setattr(warm, "subprocess", SimpleNamespace(**{**vars(subprocess), "Popen": popen}))
    source = WarmKernels(print)

    with pytest.raises(KeyboardInterrupt):
        source.start(kernel_environment(project, "demo", tmp_path))
    source.close()

    assert [process.poll() for process in started] == [-signal.SIGKILL]
