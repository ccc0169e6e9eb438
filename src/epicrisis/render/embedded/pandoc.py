"""Pandoc as a program: Markdown to a syntax tree, a syntax tree to every output."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import panflute as pf
from panflute.containers import ListContainer
from panflute.utils import check_type

from epicrisis.errors import MissingTool, RenderFailed
from epicrisis.manuscript.pandoc import pandoc_identity, pandoc_program
from epicrisis.manuscript.tree import READER, read_tree
from epicrisis.render.embedded.plain_values import read_plain_value
from epicrisis.tracing.memory import recall, recall_each


class _AnyFormat(frozenset[str]):
    """Lets raw blocks of every format through: panflute's list has no Typst, and pandoc judges them anyway."""

    def __contains__(self, _: object) -> bool:
        return True


def _extend(self: Any, values: Iterable[Any]) -> None:
    """Add to a container all at once: the inherited way asks for its length before each, a sixth of a load."""
    self.list += [check_type(value, self.oktypes) for value in values]


pf.elements.RAW_FORMATS = _AnyFormat()
ListContainer.extend = _extend
_LONG_VALUE = 150
"""From where on a value, such as the description of a figure, is remembered on its own."""
Tree = Any
"""A panflute document; panflute has no types of its own."""


def pandoc_version() -> str:
    """Return the version of the pandoc that is used."""
    return _run(["--version"], "").split(maxsplit=2)[1]


def parse(text: str, reader: str = READER) -> str:
    """Parse Markdown with its front matter, or a text for another reader, to a syntax tree, as JSON."""
    return _run(["--from", reader, "--to", "json"], text)


def convert(text: str, reader: str, arguments: Sequence[str]) -> str:
    """Convert a text for some reader to what the arguments say."""
    return _run(["--from", reader, *arguments], text)


def parse_manuscript(text: str) -> str:
    """Parse a manuscript to a syntax tree, as JSON, unless the check of the same text has done so.

    Raises:
        RenderFailed: If pandoc cannot read it.
    """
    return _required(*read_tree(text))


def load(tree: str) -> Tree:
    """Turn a syntax tree from JSON into elements."""
    return pf.load(io.StringIO(tree))


def dump(document: Tree) -> str:
    """Turn elements into JSON."""
    stream = io.StringIO()
    pf.dump(document, stream)
    return stream.getvalue()


def parse_values(values: Sequence[str]) -> list[list[Any]]:
    """Parse short Markdown texts, each on its own; those that are not plain in one run, which is remembered.

    Args:
        values: Texts as `_variables.yml` holds them.

    Returns:
        For each text its inline elements, which others may hold too: to change them, copy them.
    """
    plain = {value: read_plain_value(value) for value in values}
    marked_up = tuple(sorted(value for value, read in plain.items() if read is None))
    parsed = plain | _parsed_values(marked_up)
    return [parsed[value] or [] for value in values]


def parse_metadata(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Parse settings as pandoc parses front matter, in which every text is Markdown.

    Args:
        settings: What YAML can hold.

    Returns:
        Metadata elements, for each key one.
    """
    if not settings:
        return {}
    text = f"---\n{json.dumps(settings, default=str)}\n---\n"
    tree = recall(["metadata", pandoc_identity(), text], lambda: parse(text))
    return dict(load(tree).metadata.content)


def cite(tree: str, bibliography: Sequence[str], csl: str | None, folder: Path) -> str:
    """Turn the citation keys of a tree into the citations and the reference list of a style.

    Args:
        tree: The tree, as JSON.
        bibliography: Paths of the bibliography files.
        csl: Path of the style, or None for pandoc's own.
        folder: Where pandoc runs.

    Raises:
        RenderFailed: If a key or a file is unknown.
    """
    arguments = ["--from", "json", "--to", "json", "--citeproc"]
    arguments += [f"--bibliography={path}" for path in bibliography]
    arguments += [f"--csl={csl}"] if csl else []
    return _run(arguments, tree, folder)


def write(document: Tree, writer: str, arguments: Sequence[str], folder: Path) -> str:
    """Write a tree in a format.

    Args:
        document: The tree.
        writer: Pandoc's name of the format, with extensions.
        arguments: More of pandoc's options.
        folder: Where pandoc runs.
    """
    return write_tree(dump(document), writer, arguments, folder)


def write_tree(tree: str, writer: str, arguments: Sequence[str], folder: Path) -> str:
    """Write a tree that is JSON in a format; otherwise as `write`."""
    return _run(["--from", "json", "--to", writer, "--standalone", *arguments], tree, folder)


def default_file(name: str, target: Path) -> None:
    """Save one of pandoc's own data files, such as `reference.docx`."""
    _run([f"--output={target}", f"--print-default-data-file={name}"], "")


@lru_cache(maxsize=2)
def _parsed_values(values: tuple[str, ...]) -> dict[str, list[Any]]:
    """Parse values, once for all formats; a new one does not bring the long ones along."""
    short = [value for value in values if len(value) <= _LONG_VALUE]
    groups = [*([value] for value in values if len(value) > _LONG_VALUE), *([short] if short else [])]

    def read(new: Sequence[int]) -> list[str]:
        # Pandoc reads each metadata string as a Markdown document of its own, so no value can spill into the next.
        texts = [groups[number] for number in new]
        tree = json.loads(parse(f"---\n{json.dumps({'values': texts}, ensure_ascii=False)}\n---\n"))
        return [json.dumps(group["c"]) for group in tree["meta"]["values"]["c"]]

    answers = recall_each([["values", pandoc_identity(), group] for group in groups], read)
    read_groups = [json.loads(answer, object_hook=pf.elements.from_json) for answer in answers]
    return {
        value: _inlines(item)
        for group, items in zip(groups, read_groups, strict=True)
        for value, item in zip(group, items, strict=True)
    }


def _run(arguments: Sequence[str], text: str, folder: Path | None = None) -> str:
    try:
        program = pandoc_program()
    except OSError as error:
        raise MissingTool("pandoc is not installed. Run make to install the pinned requirements.") from error
    command = [program, *arguments]
    result = subprocess.run(command, input=text.encode(), capture_output=True, cwd=folder, check=False)
    messages = result.stderr.decode(errors="replace").strip()
    return _required(result.stdout.decode(), messages, not result.returncode)


def _required(output: str, messages: str, is_done: bool) -> str:
    if not is_done or "not found" in messages:
        raise RenderFailed(f"pandoc: {messages or 'it failed without a message'}")
    return output


def _inlines(item: Any) -> list[Any]:
    if isinstance(item, pf.MetaInlines):
        return list(item.content)
    if isinstance(item, pf.MetaBlocks):
        blocks = [block for block in item.content if isinstance(block, pf.Para | pf.Plain)]
        return [inline for block in blocks for inline in block.content]
    return [pf.Str(str(getattr(item, "text", item)))]
