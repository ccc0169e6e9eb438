"""Hears what is read, as Python itself tells of it: nobody declares dependencies.

Python's audit events name every file that is opened, every folder that is listed, every program that is started;
`os.stat` is watched beside them, because whether a file is there is an answer too. The same recorder serves the
steps of the build's own process and, through `start` and `finish`, the cells of a kernel, spawned or forked. The
modules of this package are not recorded here, because a forked kernel has them already: see `modules`.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import FrameType
from typing import Any

from epicrisis.tracing.grounds import Grounds
from epicrisis.tracing.recorder import Recorder
from epicrisis.tracing.trace import Trace

_IMPORT_SYSTEM = "<frozen importlib"

_listening: ContextVar[tuple[Recorder, ...]] = ContextVar("listening", default=())
_of_process: list[Recorder] = []
"""The recorder of a kernel, whose cells run in contexts and threads that are not ours."""
_busy = threading.local()
_hooked: list[bool] = []
_stat = os.stat


@contextmanager
def recording(grounds: Grounds) -> Iterator[Recorder]:
    """Record what is read inside the context, in this thread and in those that run in a copy of its context.

    Args:
        grounds: Which files count.

    Yields:
        The recorder; its trace is complete when the work is.
    """
    _hook()
    recorder = Recorder(grounds)
    token = _listening.set((*_listening.get(), recorder))
    try:
        yield recorder
    finally:
        _listening.reset(token)


@contextmanager
def branch() -> Iterator[Recorder | None]:
    """Record a part of what is being recorded, on its own too; nothing where nothing is recorded."""
    if not (listening := _listening.get()):
        yield None
        return
    with recording(listening[-1].grounds) as recorder:
        yield recorder


@contextmanager
def unheard() -> Iterator[None]:
    """Record nothing inside the context: what it reads is accounted for elsewhere."""
    token = _listening.set(())
    try:
        yield
    finally:
        _listening.reset(token)


def note_folder(folder: Path) -> None:
    """Note that a program, or a library that is not Python's, may read every file under a folder."""
    _tell(lambda recorder: recorder.read_folder(os.path.abspath(folder)))


def start(root: str, package: str, own: Sequence[str]) -> None:
    """Begin to record in a kernel; called in it before its first cell.

    Args:
        root: The project.
        package: The folder of this package.
        own: The folders of the kernel itself and of what its notebook makes.
    """
    _hook()
    _of_process[:] = [Recorder(Grounds(root, package), own)]


def finish(path: str) -> None:
    """Write what a kernel has recorded, and record no more; called in it after its last cell.

    Args:
        path: The file to write, as JSON.
    """
    recorder = _of_process.pop()
    for module in [*sys.modules.values()]:
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and recorder.grounds.is_loose_module(os.path.abspath(file)):
            recorder.read(os.path.abspath(file))
    Path(path).write_text(json.dumps(vars(recorder.trace())), encoding="utf-8")


def read_trace(path: Path) -> Trace:
    """Return what `finish` wrote."""
    return Trace(**json.loads(path.read_text(encoding="utf-8")))


def _tell(note: Callable[[Recorder], None]) -> None:
    if getattr(_busy, "yes", False):
        return
    _busy.yes = True  # what is read to take digests is no read of the work
    try:
        for recorder in (*_of_process, *_listening.get()):
            note(recorder)
    finally:
        _busy.yes = False


def _hook() -> None:
    # For good: Python has no way to take an audit hook off, and it costs next to nothing while nobody records.
    if not _hooked:
        _hooked.append(True)
        sys.addaudithook(_heard)
        os.stat = _watched_stat
        for known in (os.supports_follow_symlinks, os.supports_dir_fd, os.supports_fd):
            known.add(_watched_stat)


def _watched_stat(path: Any, *args: Any, **kwargs: Any) -> os.stat_result:
    try:
        result = _stat(path, *args, **kwargs)
    except (FileNotFoundError, NotADirectoryError):
        _ask(path, present=False)
        raise
    _ask(path, present=True)
    return result


def _ask(path: Any, *, present: bool) -> None:
    if (_of_process or _listening.get()) and (text := _text(path)) is not None and not _importing():
        _tell(lambda recorder: recorder.asked(text, present=present))


def _heard(event: str, args: tuple[Any, ...]) -> None:
    if event in _EVENTS and (_of_process or _listening.get()):
        _EVENTS[event](*args)


def _heard_open(path: Any, _mode: Any, flags: Any) -> None:
    if (text := _text(path)) is not None and not _is_removing(path):
        _tell(lambda recorder: recorder.opened(text, flags if isinstance(flags, int) else 0))


def _is_removing(path: Any) -> bool:
    """Whether a folder is opened to be removed, under a name that counts from the one around it."""
    if os.path.isabs(path):
        return False
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename == __file__:
        frame = frame.f_back
    return frame is not None and frame.f_code.co_name.startswith("_rmtree")  # of `shutil`


def _heard_list(path: Any) -> None:
    if (text := _text("." if path is None else path)) is not None and not _importing():
        _tell(lambda recorder: recorder.listed(text))


def _importing() -> bool:
    """Whether a library looks around while it is imported: in a forked kernel it has done so before.

    What a module of the project looks for is its own affair, whoever imports it.
    """
    recorders = (*_of_process, *_listening.get())
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(_IMPORT_SYSTEM):
            return True
        if file != __file__ and any(recorder.grounds.is_work(file) for recorder in recorders):
            return False
        frame = frame.f_back
    return False


def _heard_rename(source: Any, target: Any, *_: Any) -> None:
    old, new = _text(source), _text(target)
    if old is not None and new is not None:
        _tell(lambda recorder: recorder.moved(old, new))


def _heard_program(_program: Any, command: Any, folder: Any, _environment: Any) -> None:
    words = [command] if isinstance(command, str | bytes) else list(command or ())
    named = [os.fsdecode(word) for word in words if isinstance(word, str | bytes | os.PathLike)]
    base = _text(folder) if folder is not None else None
    _tell(lambda recorder: recorder.started(named, base or "."))


_EVENTS: dict[str, Callable[..., None]] = {
    "open": _heard_open,
    "os.listdir": _heard_list,
    "os.scandir": _heard_list,
    "os.rename": _heard_rename,
    "subprocess.Popen": _heard_program,
}


def _text(path: Any) -> str | None:
    """Return a path as absolute text; None for the number of an open file."""
    text = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else ""
    return os.path.abspath(text) if text else None
