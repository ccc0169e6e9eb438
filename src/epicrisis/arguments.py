"""The arguments of the `epicrisis` command, with help and examples for each."""

from __future__ import annotations

import argparse
from pathlib import Path

ENGINES = ("auto", "quarto", "embedded")
EXPORTS = ("rocrate", "phenopacket")
CASE_HELP = "a folder of data/ (default: the one that _quarto.yml names, or the only one)"
RAW = argparse.RawDescriptionHelpFormatter

EPILOG = """\
examples:
  epicrisis build                        the whole report of the project's case
  epicrisis build --case demo --engine embedded
  epicrisis preview                      the page in the browser, up to date with each save
  epicrisis check --format json          every finding, for a program to read
  epicrisis times                        the earliest and latest day of every event
  epicrisis render draft.qmd --to html   any Quarto document
  epicrisis export rocrate               everything, for an archive
  epicrisis verify                       does the report build to the same bytes elsewhere?
  epicrisis review --base v1.0.0         what changed since, joined from cell to sentence and figure

exit codes: 0 done, 1 findings or a verify mismatch, 2 wrong usage, 3 a build step failed,
            4 a needed tool is missing, 130 interrupted
"""


def command_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line; `command` is the name of the chosen command."""
    parser = argparse.ArgumentParser(
        prog="epicrisis",
        description="Publish a clinical case report from versioned case data.",
        epilog=EPILOG,
        formatter_class=RAW,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_build(commands)
    _add_preview(commands)
    _add_case_command(commands, "figures", "Regenerate the figures of a case", "epicrisis figures --case demo")
    _add_prepare(commands)
    for name, summary in (
        ("check", "Check the data and the manuscript"),
        ("times", "Show the earliest and latest day of every event"),
        ("status", "Show which steps a build would do again, and because of which file"),
        ("verify", "Build a report again elsewhere and compare every byte"),
    ):
        parser_of_name = _add_case_command(commands, name, summary, f"epicrisis {name} --format json")
        parser_of_name.add_argument(
            "--format", choices=("text", "json"), default="text", help="for people or for programs (default: text)"
        )
        if name == "check":
            everything = "list the findings that acknowledged.csv lets stand, too"
            parser_of_name.add_argument("--all", action="store_true", help=everything)
    _add_render(commands)
    _add_review(commands)
    _add_export(commands)
    return parser


class _Version(argparse.Action):
    """Prints the version; it is looked up only then, because that takes longer than a build with nothing to do."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        parser.exit(message=f"epicrisis {version('epicrisis')}\n")


Commands = argparse._SubParsersAction  # argparse has no public name for what add_subparsers returns


def _add_command(
    commands: Commands[argparse.ArgumentParser], name: str, summary: str, *examples: str
) -> argparse.ArgumentParser:
    lines = "\n  ".join(examples)
    parser = commands.add_parser(
        name, help=summary, description=f"{summary}.", epilog=f"example:\n  {lines}", formatter_class=RAW
    )
    parser.set_defaults(command=name)
    return parser


def _add_case_command(
    commands: Commands[argparse.ArgumentParser], name: str, summary: str, *examples: str
) -> argparse.ArgumentParser:
    parser = _add_command(commands, name, summary, *examples)
    parser.add_argument("--case", metavar="ID", help=CASE_HELP)
    return parser


def _add_engine(parser: argparse.ArgumentParser) -> None:
    text = "auto takes Quarto where it is installed, else the embedded engine (default: auto)"
    parser.add_argument("--engine", choices=ENGINES, default="auto", help=text)


def _add_build(commands: Commands[argparse.ArgumentParser]) -> None:
    examples = ("epicrisis build", "epicrisis build --case demo --engine embedded --output-dir /tmp/demo")
    parser = _add_case_command(commands, "build", "Build figures, HTML and PDF of a case", *examples)
    _add_engine(parser)
    parser.add_argument("--output-dir", type=Path, metavar="DIR", help="where they go (default: _build/<case>)")


def _add_preview(commands: Commands[argparse.ArgumentParser]) -> None:
    examples = ("epicrisis preview", "epicrisis preview --case demo --port 8400 --no-open")
    summary = "Show the page in the browser and keep it up to date with each save, until Ctrl-C"
    parser = _add_case_command(commands, "preview", summary, *examples)
    _add_engine(parser)
    parser.add_argument("--port", type=int, default=0, metavar="N", help="on 127.0.0.1 (default: any free one)")
    parser.add_argument("--no-open", action="store_true", help="print the address only; open no browser")


def _add_prepare(commands: Commands[argparse.ArgumentParser]) -> None:
    summary = "Make what a bare `quarto render` needs: figures, tables and values"
    parser = _add_command(commands, "prepare", summary, "epicrisis prepare --case demo")
    parser.add_argument("--case", metavar="ID", help="a folder of data/ (default: every case with a manuscript)")


def _add_render(commands: Commands[argparse.ArgumentParser]) -> None:
    examples = (
        "epicrisis render draft.qmd --to html",
        "epicrisis render draft.qmd --to docx,jats --output-dir submission",
        "epicrisis render folder/ --output-dir out",
    )
    parser = _add_command(commands, "render", "Render any Quarto document or project folder", *examples)
    parser.add_argument("document", type=Path, metavar="DOC", help="a .qmd file, or a folder of them")
    formats = "any of html, pdf, docx (Word) and jats (JATS XML: <name>.xml, with its images in <name>-files/)"
    parser.add_argument("--to", default="html,pdf", metavar="FORMATS", help=f"{formats} (default: html,pdf)")
    _add_engine(parser)
    place = "where it goes (default: _build/<name> in a project, else beside the document)"
    parser.add_argument("--output-dir", type=Path, metavar="DIR", help=place)


def _add_review(commands: Commands[argparse.ArgumentParser]) -> None:
    examples = (
        "epicrisis review --base v1.0.0",
        "epicrisis review --base ../as-submitted --format html,json,docx",
    )
    parser = _add_case_command(commands, "review", "Show what changed since a revision or in a folder", *examples)
    base = (
        "a git revision, a version of the data or a project folder (default: the last commit with another version)"
    )
    parser.add_argument("--base", metavar="REV", help=base)
    formats = "any of html (a page with comments), json and docx (Word, changes tracked) (default: html,json)"
    parser.add_argument("--format", default="html,json", metavar="FORMATS", help=formats)
    _add_engine(parser)


def _add_export(commands: Commands[argparse.ArgumentParser]) -> None:
    summary = "Write a report or its case in a form for archives and programs"
    examples = ("epicrisis export rocrate", "epicrisis export phenopacket --case demo --output-dir packets")
    parser = _add_command(commands, "export", summary, *examples)
    crate = "rocrate (data, text, notebooks, figures and pages of a finished build, with the run that made them)"
    packet = "phenopacket (the case as a GA4GH Phenopacket v2; its dates are days from Day 0, not calendar dates)"
    parser.add_argument("form", choices=EXPORTS, metavar="FORM", help=f"{crate} or {packet}")
    parser.add_argument("--case", metavar="ID", help=CASE_HELP)
    place = "where it goes (default: _build/<case>/rocrate, or _build/<case>)"
    parser.add_argument("--output-dir", type=Path, metavar="DIR", help=place)
