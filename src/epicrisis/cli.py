"""The `epicrisis` command: parses, calls, prints."""

from __future__ import annotations

import argparse
import errno
import json
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from epicrisis.errors import (
    EXIT_DONE,
    EXIT_FINDINGS,
    EXIT_INTERRUPTED,
    EXIT_STEP_FAILED,
    EpicrisisError,
    InvalidInput,
    UsageError,
)
from epicrisis.paths import ProjectPaths, find_project
from epicrisis.progress import Progress

ENGINES = ("auto", "quarto", "embedded")
# a full disk, a full quota, a file too large, a read-only disk, no permission: ours to explain, not a bug
OUTPUT_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM}

EPILOG = """\
examples:
  epicrisis build                        the whole report of the project's case
  epicrisis build --case demo --engine embedded
  epicrisis check --format json          every finding, for a program to read
  epicrisis times                        the earliest and latest day of every event
  epicrisis render draft.qmd --to html   any Quarto document

exit codes: 0 done, 1 findings, 2 wrong usage, 3 a build step failed, 4 a needed tool is missing, 130 interrupted
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: Command-line arguments without the program name; those of the process by default.

    Returns:
        The exit code.
    """
    parsed = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = parsed.command
    try:
        return command(parsed)
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="epicrisis",
        description="Publish a clinical case report from versioned case data.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"epicrisis {version('epicrisis')}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    build = _command(
        commands, "build", _build, "Check, draw, fill in and render a case", "epicrisis build --case demo"
    )
    _case_option(build)
    _engine_option(build)
    build.add_argument(
        "--output-dir", type=Path, metavar="DIR", help="where HTML and PDF go (default: _build/<case>)"
    )

    figures = _command(
        commands, "figures", _figures, "Regenerate the figures of a case", "epicrisis figures --case demo"
    )
    _case_option(figures)

    prepare = _command(
        commands,
        "prepare",
        _prepare,
        "Make what a bare `quarto render` needs",
        "epicrisis prepare && quarto render",
    )
    _case_option(prepare, "the case (default: every case that has a manuscript)")

    check = _command(
        commands, "check", _check, "Check the data and the manuscript", "epicrisis check --format json"
    )
    _case_option(check)
    _format_option(check)

    times = _command(commands, "times", _times, "Show the days of every event", "epicrisis times --format json")
    _case_option(times)
    _format_option(times)

    render = _command(
        commands,
        "render",
        _render,
        "Render any Quarto document or project folder",
        "epicrisis render draft.qmd --to html,pdf",
    )
    render.add_argument("document", type=Path, metavar="DOC", help="a .qmd file, or a folder with _quarto.yml")
    render.add_argument(
        "--to", default="html,pdf", metavar="FORMATS", help="html, pdf or both (default: html,pdf)"
    )
    _engine_option(render)
    render.add_argument(
        "--output-dir", type=Path, metavar="DIR", help="where to write (default: beside the document)"
    )
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
    example: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary}.",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=run)
    return parser


def _case_option(parser: argparse.ArgumentParser, text: str = "the case, a folder of data/") -> None:
    parser.add_argument("--case", metavar="ID", help=text)


def _engine_option(parser: argparse.ArgumentParser) -> None:
    text = "auto takes Quarto where it is installed, else the embedded engine (default: auto)"
    parser.add_argument("--engine", choices=ENGINES, default="auto", help=text)


def _format_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("text", "json"), default="text", help="for people or for programs")


def _chosen_case(paths: ProjectPaths, asked: str | None) -> str:
    """Return the case asked for, else the project's own choice, else its only case."""
    from epicrisis.pipeline import default_case

    chosen = asked or os.environ.get("EPICRISIS_CASE") or default_case(paths)
    if chosen is None:
        known = ", ".join(paths.case_ids()) or "none yet"
        raise UsageError(f"which case? Say --case ID. Cases here: {known}.")
    return chosen


# The commands import what they need when they run, so that `epicrisis --help` answers at once.


def _build(arguments: argparse.Namespace) -> int:
    from epicrisis.pipeline import build

    paths = find_project(Path.cwd())
    case_id = _chosen_case(paths, arguments.case)
    result = build(paths, case_id, arguments.engine, arguments.output_dir, Progress())
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
    prepare(paths, arguments.case, Progress())
    return EXIT_DONE


def _check(arguments: argparse.Namespace) -> int:
    from epicrisis.checks.finding import report
    from epicrisis.pipeline import check

    paths = find_project(Path.cwd())
    findings = check(paths, _chosen_case(paths, arguments.case))
    if arguments.format == "json":
        print(json.dumps([finding.as_record() for finding in findings], indent=2, ensure_ascii=False))
    else:
        print(report(findings))
    return EXIT_FINDINGS if any(finding.stops for finding in findings) else EXIT_DONE


def _times(arguments: argparse.Namespace) -> int:
    from epicrisis.pipeline import event_times, times_table

    paths = find_project(Path.cwd())
    times = event_times(paths, _chosen_case(paths, arguments.case))
    print(json.dumps(times, indent=2) if arguments.format == "json" else times_table(times))
    return EXIT_DONE


def _render(arguments: argparse.Namespace) -> int:
    from epicrisis.render.document import render_document, render_folder

    formats = tuple(part.strip() for part in arguments.to.split(",") if part.strip())
    options = (formats, arguments.engine, arguments.output_dir)
    source: Path = arguments.document
    documents = render_folder(source, *options) if source.is_dir() else (render_document(source, *options),)
    for document in documents:
        for artifact in document.artifacts:
            print(f"{artifact.format:<6} {artifact.path}")
    print(f"engine {documents[0].engine} {documents[0].engine_version}")
    return EXIT_DONE
