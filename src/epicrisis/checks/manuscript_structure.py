"""What only a parser sees: markup that would be printed as it stands, dropped, or left without a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from epicrisis.checks.manuscript_finder import Finder
from epicrisis.checks.manuscript_markup import markup_problems
from epicrisis.checks.manuscript_numbered import numbered_labels, part_problems
from epicrisis.checks.manuscript_visibility import CONDITION_CLASSES, visibility_problems
from epicrisis.manuscript.config import Config
from epicrisis.manuscript.kinds import CALLOUT_KINDS, Kind, label_of
from epicrisis.manuscript.prose import labels, unclosed_fences
from epicrisis.manuscript.shortcodes import with_stand_ins
from epicrisis.manuscript.source import Source
from epicrisis.manuscript.tree import WITHOUT_CONTENT, Node, attributes_of, failing_formulas, inside, parse_text
from epicrisis.places import Place, Problem

_UNCLOSED = re.compile(r"Div at (?:.*?)line (\d+) column \d+ unclosed")
_UNUSED_NOTE = re.compile(r"Note with key '(.+)' defined at (?:.*?)line (\d+) column \d+ but not used")
_SECOND_NOTE = re.compile(r"Duplicate note reference '(.+)' at (?:.*?)line (\d+)")
_LEFT_OVER = re.compile(r"^(?::::|\{[#.][\w-]+)|\{\{<|>\}\}|\[\^[^\]\s]+\]")
_COLONS = re.compile(r"^:::+$")
_PRINTED_KEYS = ("title", "subtitle", "abstract", "keywords", "author", "description")
_ELSEWHERE = re.compile(r"^(?:pdf|latex|beamer)$")


def structure_problems(source: Source, prose_text: str, config: Config) -> Iterator[Problem]:
    """Yield a problem for everything that a parser reads in another way than it was meant.

    Args:
        source: The manuscript.
        prose_text: Its prose.
        config: Its settings, for the kinds of cross-reference.
    """
    for offset in unclosed_fences(source.text):
        yield Problem(source.place_at(offset), "this code block is never closed", "Close it with the same marks")
    text, codes = with_stand_ins(source.text)
    parsed = parse_text(text)
    if parsed.error:
        yield Problem(source.place_at(0), f"pandoc cannot read this: {parsed.error.splitlines()[0]}")
        return
    for warning in parsed.warnings:
        yield from _warning_problems(source, warning)
    finder = Finder(source, prose_text, [code.text for code in codes])
    kinds = config.kinds()
    printed = [parsed.front_matter[key] for key in _PRINTED_KEYS if key in parsed.front_matter]
    yield from _Visitor(finder, kinds).problems([*printed, *parsed.blocks])
    yield from markup_problems(source, lambda needle: finder.place(needle) or finder.start)
    yield from part_problems(parsed.blocks, kinds, finder.place_of_label)
    numbered = numbered_labels(parsed.blocks, kinds)
    if any(name in text for name in CONDITION_CLASSES):
        yield from visibility_problems(parsed, kinds, config, finder.place, numbered)
    for label in labels(prose_text):
        if label_of(label.name, kinds) and label.name not in numbered:
            yield Problem(source.place_at(label.offset), *_unnumbered(label.name))


class _Visitor:
    """Walks the tree and keeps what it stumbles over."""

    def __init__(self, finder: Finder, kinds: dict[str, Kind]) -> None:
        self._finder = finder
        self._kinds = kinds
        self._problems: list[Problem] = []
        self._formulas: list[str] = []

    def problems(self, blocks: Any) -> list[Problem]:
        self._visit(blocks)
        for formula in sorted(failing_formulas(self._formulas)):
            self._refuse(formula, f"the formula {formula} cannot be converted", "Use plainer TeX")
        return self._problems

    def _visit(self, content: Any, within_text: bool = False) -> None:
        before: Node | None = None
        for node in inside(content):
            # Colons in a cell are words; in a paragraph they were meant to open or close a div.
            is_words = within_text and node["t"] == "Str" and bool(_COLONS.match(node["c"]))
            if not (_is_for_latex(node) or _is_value(node) or is_words):
                self._judge(node, before)
                if node["t"] not in WITHOUT_CONTENT:
                    self._visit(node.get("c"), within_text or node["t"] == "Table")
            before = before if node["t"] in {"Space", "SoftBreak"} else node

    def _judge(self, node: Node, before: Node | None) -> None:
        kind = node["t"]
        content: Any = node.get("c")
        if kind == "Math":
            self._formulas.append(content[1])
        elif kind == "Str":
            self._judge_words(content, before)
        elif kind in {"RawInline", "RawBlock"}:
            self._judge_raw(*content)
        elif kind == "Cite":
            self._judge_reference(content[0])

    def _judge_words(self, text: str, before: Node | None) -> None:
        left_over = _LEFT_OVER.search(text)
        is_after_formula = before is not None and before["t"] == "Math" and text.startswith("{#eq-")
        # What is written with a backslash is meant to be printed.
        place = self._finder.place(left_over[0], in_prose=True) if left_over and not is_after_formula else None
        if left_over and place:
            self._problems.append(Problem(place, *_misread(text, left_over[0])))

    def _judge_raw(self, form: str, text: str) -> None:
        if form == "tex":
            command = text.strip().split("\n")[0]
            self._refuse(command, f"the LaTeX command {command} would be dropped", "Write it in Markdown")
        elif form == "html" and not text.startswith("<!--"):
            # Raw HTML in backticks with {=html} is meant for the page alone, and is no prose.
            place = self._finder.place(text, in_prose=True)
            if place:
                tag = text.split("\n")[0].strip()
                advice = "Write it in Markdown, such as x^2^ and H~2~O, or mark it as HTML with `…`{=html}"
                self._problems.append(Problem(place, f"the PDF would leave out the HTML tag {tag}", advice))

    def _judge_reference(self, citations: list[dict[str, Any]]) -> None:
        for citation in citations:
            name = citation["citationId"]
            if citation["citationSuffix"] and label_of(name, self._kinds):
                message = f"Quarto drops the words after @{name} in brackets"
                self._refuse(f"@{name}", message, "Put them behind the brackets")

    def _refuse(self, needle: str, message: str, fix: str = "") -> None:
        self._problems.append(Problem(self._finder.place(needle) or self._finder.start, message, fix))


def _is_value(node: Node) -> bool:
    """Whether a node is a value of a generated table, which prints whatever the data hold."""
    return "datum" in attributes_of(node)[1]


def _is_for_latex(node: Node) -> bool:
    _, classes, attributes = attributes_of(node)
    return "content-visible" in classes and bool(_ELSEWHERE.match(attributes.get("when-format", "")))


def _misread(text: str, part: str) -> tuple[str, str]:
    if text.startswith(":::"):
        return "this line of colons opens or closes nothing", "Give the div a blank line before it, and braces"
    if "{{<" in text or ">}}" in text:
        return "this shortcode is not complete", "It is written {{< name argument >}}"
    if text.startswith("{#eq-"):
        return f"the label {text} follows no formula", "Put it right after the closing $$"
    if text.startswith("{"):
        return f"the braces {text} belong to nothing", "Put them right behind what they describe, without a space"
    return f"the footnote {part} is not defined", "Add a line that starts with its name and a colon"


def _unnumbered(label: str) -> tuple[str, str]:
    key = label.partition("-")[0]
    if key in CALLOUT_KINDS:
        return (
            f"the label #{label} is not on a .callout-{CALLOUT_KINDS[key]}",
            "Its start tells the kind of callout",
        )
    if key == "sec":
        return f"the label #{label} is not on a heading", "Move it to a heading"
    if key == "eq":
        return f"the label #{label} is not on a formula", "Write $$ … $$ {#eq-name}"
    advice = "Let an image stand alone in its paragraph, or put a labelled ::: div around it"
    return f"the label #{label} is on nothing that gets a number", advice


def _warning_problems(source: Source, warning: str) -> Iterator[Problem]:
    if match := _UNCLOSED.search(warning):
        yield Problem(_line(source, match[1]), "this div is never closed", "Close it with a line of colons")
    elif match := _UNUSED_NOTE.search(warning):
        yield Problem(
            _line(source, match[2]), f"the footnote [^{match[1]}] is used nowhere", "Use it or remove it"
        )
    elif match := _SECOND_NOTE.search(warning):
        yield Problem(
            _line(source, match[2]), f"the footnote [^{match[1]}] is defined again", "Rename one of them"
        )


def _line(source: Source, number: str) -> Place:
    line = source.lines[min(int(number), len(source.lines)) - 1]
    return Place(line.path, line=line.number)
