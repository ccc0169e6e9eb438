"""The manuscript as pandoc understands it: a tree in pandoc's JSON, and what pandoc warns of."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any, TypeVar

from epicrisis.errors import MissingTool
from epicrisis.manuscript.pandoc import pandoc_identity, pandoc_program
from epicrisis.manuscript.pipe_tables import Reading, read_tables_apart
from epicrisis.manuscript.raw_blocks import read_raw_blocks_apart
from epicrisis.tracing.memory import recall, recall_together

Result = TypeVar("Result")

READER = "markdown"
Node = dict[str, Any]
"""One element: `t` is its type and `c` its content, as pandoc's JSON has them."""

_PATIENCE = 60
"""Seconds that pandoc may take; a report takes one, and brackets without an end take hours."""
_SHORT = 10_000
"""A text that pandoc reads sooner as a whole than it starts once more for its tables."""
_BRACKETS = bytes.maketrans(b"{}", b"[]")
_OTHERS = bytes(set(range(256)) - set(b"[]{}"))
_DEEPEST = 400  # a table in a list in a quote needs less than 60; the readers of the tree recurse

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
_IMAGE = re.compile(r'\{"t":"Image"')  # in a string there would be marks before the quotes
_DECODER = json.JSONDecoder()

_reading = Lock()
_MESSAGE = re.compile(r"^\[WARNING\] (.*(?:\n(?!\[).*)*)", re.MULTILINE)


@dataclass(frozen=True)
class ParsedText:
    """A parsed text.

    Args:
        blocks: Its blocks.
        front_matter: Its front matter, in which texts are parsed too.
        warnings: What pandoc warned of, without the mark.
        error: Why it could not be parsed at all; empty if it could.
    """

    blocks: Sequence[Node]
    front_matter: Mapping[str, Node]
    warnings: tuple[str, ...]
    error: str = ""

    @cached_property
    def elements(self) -> tuple[Node, ...]:
        """Every element at any depth, those of the front matter first; found once, though several checks ask."""
        return tuple(everything([*self.front_matter.values(), *self.blocks]))


@lru_cache(maxsize=2)
def parse_text(text: str) -> ParsedText:
    """Parse a manuscript, in which shortcodes are stand-ins.

    Args:
        text: The manuscript with its front matter.

    Raises:
        MissingTool: If pandoc is not installed.
    """
    output, messages, is_done = read_tree(text)
    if is_done and _is_deep(output):
        is_done, messages = False, "lists, quotes or brackets are nested too deeply"
    tree = json.loads(output) if is_done else {"blocks": [], "meta": {}}
    warnings = tuple(_MESSAGE.findall(messages))
    return ParsedText(tree["blocks"], tree["meta"], warnings, "" if is_done else messages)


def images_of(text: str) -> tuple[Node, ...]:
    """Return every image of a manuscript, those of the front matter first; the rest of the tree is left unread.

    Args:
        text: The manuscript with its front matter; shortcodes are stand-ins.

    Raises:
        MissingTool: If pandoc is not installed.
    """
    output, _, is_done = read_tree(text)
    if not is_done or _is_deep(output):
        return ()
    return tuple(_DECODER.raw_decode(output, match.start())[0] for match in _IMAGE.finditer(output))


def read_tree(text: str) -> Reading:
    """Have pandoc read a manuscript, only once although several ask: a build when it checks and when it renders.

    What pandoc makes of its pipe tables is remembered from build to build, and so is the text around them, which
    mostly stays as it is when data change.

    Args:
        text: The manuscript with its front matter.

    Returns:
        The tree as JSON, what pandoc said, and whether it could read the text.

    Raises:
        MissingTool: If pandoc is not installed.
    """
    with _reading:  # who asks while pandoc reads waits for the same answer
        return _read_once(text)


@lru_cache(maxsize=2)
def _read_once(text: str) -> Reading:
    def read() -> str:
        return _noted(read_raw_blocks_apart(text, _in_parts))

    return _as_noted(recall_together(["tree", READER, _found(pandoc_identity), text], read))


def _in_parts(text: str) -> Reading:
    return read_tables_apart(text, _remembered) if len(text) > _SHORT else _remembered(text)


def _remembered(text: str) -> Reading:
    return _as_noted(recall(["text", READER, _found(pandoc_identity), text], lambda: _noted(_read(text))))


def _noted(reading: Reading) -> str:
    tree, messages, is_done = reading
    return f"{json.dumps([messages, is_done])}\n{tree}"


def _as_noted(note: str) -> Reading:
    said, _, tree = note.partition("\n")
    return tree, *json.loads(said)


def failing_formulas(formulas: Sequence[str]) -> frozenset[str]:
    """Return the formulas that pandoc cannot convert, and would publish as their TeX source.

    Args:
        formulas: TeX sources.
    """
    if not formulas:
        return frozenset()
    # Asked as a tree, because a formula in Markdown could end at a dollar sign of its own.
    maths = [{"t": "Math", "c": [{"t": "InlineMath"}, formula]} for formula in formulas]
    paragraphs = [{"t": "Para", "c": [math]} for math in maths]
    tree = {"pandoc-api-version": _api_version(), "meta": {}, "blocks": paragraphs}
    _, messages, _ = _run(["--from", "json", "--to", "html", "--mathml"], json.dumps(tree))
    warnings = _MESSAGE.findall(messages)
    return frozenset(
        formula for formula in formulas if any(f"TeX math {formula}, rendering" in text for text in warnings)
    )


def inside(content: Any) -> list[Node]:
    """Return the elements directly inside some content, in reading order."""
    found: list[Node] = []
    _collect(content, found)
    return found


def _collect(content: Any, found: list[Node]) -> None:
    if isinstance(content, dict):
        if "t" in content:
            found.append(content)
            return
        content = content.values()
    elif not isinstance(content, list):
        return
    for item in content:
        if isinstance(item, dict) and "t" in item:  # most are, and there are tens of thousands
            found.append(item)
        else:
            _collect(item, found)


def everything(content: Any) -> Iterator[Node]:
    """Yield every element, at any depth, in reading order."""
    # a stack and no recursion between elements, which may stand deep in one another
    coming = inside(content)[::-1]
    while coming:
        node = coming.pop()
        yield node
        if node["t"] not in WITHOUT_CONTENT:
            coming += inside(node.get("c"))[::-1]


def attributes_of(node: Node) -> tuple[str, list[str], dict[str, str]]:
    """Return the identifier, the classes and the attributes of an element; nothing for one that has none."""
    if node["t"] not in WITH_ATTRIBUTES:
        return "", [], {}
    content = node.get("c")
    place = 1 if node["t"] == "Header" else 0
    attributes = content[place] if isinstance(content, list) and len(content) > place else None
    is_attributes = isinstance(attributes, list) and len(attributes) == 3 and isinstance(attributes[0], str)
    if not isinstance(attributes, list) or not is_attributes:
        return "", [], {}
    return attributes[0], attributes[1], dict(attributes[2])


WITHOUT_CONTENT = frozenset({"Str", "Space", "SoftBreak", "LineBreak", "Code", "CodeBlock", "Math", "RawInline"})
WITH_ATTRIBUTES = frozenset({"Header", "Div", "Span", "Figure", "Table", "Image", "Link", "Code", "CodeBlock"})


def _is_deep(text: str) -> bool:
    """Whether a JSON text is nested so deeply that nobody should walk over it; found without reading it."""
    # Brackets in strings mostly have a second half somewhere. Where they have not, they are taken out first.
    return _depth(text) > _DEEPEST and _depth(_STRING.sub("", text)) > _DEEPEST


def _depth(text: str) -> int:
    brackets = text.encode().translate(_BRACKETS, _OTHERS)
    depth = 0
    while brackets and depth <= _DEEPEST:
        brackets = brackets.replace(b"[]", b"")  # those that hold nothing any more
        depth += 1
    return depth


@lru_cache(maxsize=1)
def _api_version() -> list[int]:
    version: list[int] = json.loads(_read("")[0])["pandoc-api-version"]
    return version


def _read(text: str) -> Reading:
    return _run(["--from", READER, "--to", "json"], text)


def _run(arguments: Sequence[str], text: str) -> Reading:
    program = _found(pandoc_program)
    try:
        result = subprocess.run(
            [program, *arguments], input=text.encode(), capture_output=True, check=False, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired:
        return "", f"it took longer than {_PATIENCE} seconds; look for brackets that are never closed", False
    return result.stdout.decode(), result.stderr.decode(errors="replace").strip(), not result.returncode


def _found(look: Callable[[], Result]) -> Result:
    try:
        return look()
    except OSError as error:
        raise MissingTool("pandoc is not installed. Run make to install the pinned requirements.") from error
