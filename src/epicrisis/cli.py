"""The `epicrisis` command: parses, calls, prints."""

from __future__ import annotations

import argparse
import atexit
import errno
import gc
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from epicrisis.arguments import command_parser
from epicrisis.errors import (
    EXIT_DONE,
    EXIT_FINDINGS,
    EXIT_INTERRUPTED,
    EXIT_STEP_FAILED,
    EpicrisisError,
    InvalidInput,
    UsageError,
)
from epicrisis.interruption import InterruptedAfterwards, interrupt_on_end_signals
from epicrisis.paths import ProjectPaths, find_project
from epicrisis.progress import Progress

# a full disk, a full quota, a file too large, a read-only disk, no permission: ours to explain, not a bug
OUTPUT_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM}

# A syntax tree, or a long case, is some hundred thousand objects that stay; by default Python looks through them
# again and again.
RARE_COLLECTIONS = (300_000, 20, 50)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: Command-line arguments without the program name; those of the process by default.

    Returns:
        The exit code.
    """
    parsed = command_parser().parse_args(arguments)
    command = COMMANDS[parsed.command]
    interrupt_on_end_signals()
    gc.set_threshold(*RARE_COLLECTIONS)
    atexit.register(gc.freeze)  # at its end Python looks through everything once more: a sixth of a second
    return _exit_code(lambda: command(parsed))


def _exit_code(work: Callable[[], int]) -> int:
    """Return the exit code of some work; what stops it is told in plain words.

    Args:
        work: Returns the exit code of what came to its end.
    """
    try:
        return work()
    except InterruptedAfterwards:
        print("epicrisis: interrupted when all was done; the new outputs are in place", file=sys.stderr)
        return EXIT_INTERRUPTED
    except KeyboardInterrupt:
        print("epicrisis: interrupted; the outputs of earlier builds are as they were", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # the reader of our output went away (`epicrisis times | head`): nothing is wrong
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_DONE
    except InvalidInput as error:
        count = len(error.problems)
        print(
            f"{error}\nepicrisis: {count} problem{'' if count == 1 else 's'}; nothing was built", file=sys.stderr
        )
        return error.exit_code
    except EpicrisisError as error:
        print(f"epicrisis: {error}", file=sys.stderr)
        return error.exit_code
    except OSError as error:
        if error.errno not in OUTPUT_ERRORS:
            raise
        where = f"{error.filename}: " if error.filename else ""
        message = (
            f"{where}{(error.strerror or str(error)).lower()}; the outputs of earlier builds are as they were"
        )
        print(f"epicrisis: {message}", file=sys.stderr)
        return EXIT_STEP_FAILED


Default = Callable[[ProjectPaths], str | None]


def _default_case(paths: ProjectPaths) -> str | None:
    from epicrisis.manuscript.config import default_case

    return default_case(paths)


def _chosen_case(paths: ProjectPaths, asked: str | None, default: Default = _default_case) -> str:
    """Return the case asked for, else the project's own choice, else its only case."""
    chosen = asked or os.environ.get("EPICRISIS_CASE") or default(paths)
    if chosen is None:
        known = ", ".join(paths.case_ids()) or "none yet"
        raise UsageError(f"which case? Say --case ID. Cases here: {known}.")
    if "/" in chosen.rstrip("/"):
        raise UsageError(f"--case {chosen}: say the name of a folder in data/, not a path.")
    return chosen.rstrip("/")  # what the shell completes


# The commands import what they need when they run, so that `epicrisis --help` answers at once.


def _build(arguments: argparse.Namespace) -> int:
    from epicrisis.notebooks.early import early_kernels
    from epicrisis.stages.early_reading import early_reading

    paths, progress = find_project(Path.cwd()), Progress()
    with early_kernels(paths, progress.say) as kernels, early_reading(paths, needed=not kernels):
        from epicrisis.pipeline import build
        from epicrisis.stages.default_case import remembered_default_case

        case_id = _chosen_case(paths, arguments.case, remembered_default_case)
        result = build(paths, case_id, arguments.engine, arguments.output_dir, progress, kernels)
        print(result.summary(paths))
    return EXIT_DONE


def _figures(arguments: argparse.Namespace) -> int:
    from epicrisis.pipeline import draw_figures

    paths = find_project(Path.cwd())
    changed = draw_figures(paths, _chosen_case(paths, arguments.case), Progress())
    print("\n".join(f"changed  {paths.relative(path)}" for path in changed) or "no figure changed")
    return EXIT_DONE


def _prepare(arguments: argparse.Namespace) -> int:
    from epicrisis.pipeline import prepare

    if os.environ.get("EPICRISIS_PREPARED"):
        return EXIT_DONE  # the build that called Quarto has done it already
    paths = find_project(Path.cwd())
    told = os.environ.get("QUARTO_PROJECT_INPUT_FILES", "")  # by Quarto, a line each, from the project's folder
    prepare(paths, arguments.case, Progress(), [paths.root / name for name in told.splitlines()])
    return EXIT_DONE


def _check(arguments: argparse.Namespace) -> int:
    from epicrisis.checks.finding import report
    from epicrisis.inspection.whole import check

    paths = find_project(Path.cwd())
    findings = check(paths, _chosen_case(paths, arguments.case))
    if arguments.format == "json":
        print(json.dumps([finding.as_record() for finding in findings], indent=2, ensure_ascii=False))
    else:
        print(report(findings, with_acknowledged=arguments.all))
    return EXIT_FINDINGS if any(finding.stops for finding in findings) else EXIT_DONE


def _times(arguments: argparse.Namespace) -> int:
    from epicrisis.times import event_times, times_table

    paths = find_project(Path.cwd())
    times = event_times(paths, _chosen_case(paths, arguments.case))
    print(json.dumps(times, indent=2) if arguments.format == "json" else times_table(times))
    return EXIT_DONE


def _render(arguments: argparse.Namespace) -> int:
    from epicrisis.render.document import project_of, render_document, render_folder
    from epicrisis.stages.built_values import built_values

    formats = tuple(part.strip() for part in arguments.to.split(",") if part.strip())
    options = (formats, arguments.engine, arguments.output_dir)
    source: Path = arguments.document
    root = source if source.is_dir() else project_of(source)
    values = built_values(root)
    documents = (
        render_folder(source, *options, values)
        if source.is_dir()
        else (render_document(source, *options, root, values),)
    )
    for document in documents:
        for artifact in document.artifacts:
            print(f"{artifact.format:<6} {artifact.path}")
    print(f"engine {documents[0].engine} {documents[0].engine_version}")
    return EXIT_DONE


def _status(arguments: argparse.Namespace) -> int:
    from epicrisis.stages.status import case_status, status_text

    paths = find_project(Path.cwd())
    states = case_status(paths, _chosen_case(paths, arguments.case))
    records = [state.as_record() for state in states]
    print(json.dumps(records, indent=2) if arguments.format == "json" else status_text(states))
    return EXIT_DONE


def _preview(arguments: argparse.Namespace) -> int:
    from epicrisis.preview.run import preview

    paths = find_project(Path.cwd())
    case_id = _chosen_case(paths, arguments.case)
    try:
        preview(paths, case_id, arguments.engine, arguments.port, not arguments.no_open, say=_say)
    except KeyboardInterrupt:
        _say("preview ended")  # the one way to leave it, so nothing went wrong
    return EXIT_DONE


def _say(line: str) -> None:
    print(line, flush=True)


def _verify(arguments: argparse.Namespace) -> int:
    from epicrisis.provenance.verify import verify

    paths = find_project(Path.cwd())
    verification = verify(paths, _chosen_case(paths, arguments.case), Progress())
    if arguments.format == "json":
        print(json.dumps(verification.as_record(), indent=2, ensure_ascii=False))
    else:
        print(verification.text())
    return EXIT_DONE if verification.is_identical else EXIT_FINDINGS


def _review(arguments: argparse.Namespace) -> int:
    from epicrisis.review.run import review

    paths = find_project(Path.cwd())
    case_id = _chosen_case(paths, arguments.case)
    formats = tuple(part.strip() for part in arguments.format.split(",") if part.strip())
    result = review(paths, case_id, arguments.base, formats, arguments.engine, Progress())
    print(result.summary(paths))
    if not result.is_complete:
        print(result.objections(), file=sys.stderr)
    return EXIT_DONE if result.is_complete else EXIT_FINDINGS


def _export(arguments: argparse.Namespace) -> int:
    from epicrisis.export.forms import EXPORTS

    paths = find_project(Path.cwd())
    case_id = _chosen_case(paths, arguments.case)
    written = EXPORTS[arguments.form](paths, case_id, arguments.output_dir)
    print(f"{arguments.form:<12} {paths.relative(written)}")
    return EXIT_DONE


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "build": _build,
    "preview": _preview,
    "figures": _figures,
    "prepare": _prepare,
    "check": _check,
    "times": _times,
    "status": _status,
    "render": _render,
    "verify": _verify,
    "review": _review,
    "export": _export,
}
