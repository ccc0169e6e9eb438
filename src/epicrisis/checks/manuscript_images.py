"""Images of a manuscript: each must be a file of the project."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import etree

from epicrisis.checks.suggestion import suggestion
from epicrisis.digests import digest_bytes
from epicrisis.manuscript.cell_markdown import PICTURE_TO_COME
from epicrisis.manuscript.prose import Mention, images
from epicrisis.manuscript.shortcodes import fill_stand_ins, printed_value, with_stand_ins
from epicrisis.manuscript.source import Source
from epicrisis.manuscript.tree import images_of
from epicrisis.paths import ProjectPaths, is_file
from epicrisis.places import Problem
from epicrisis.tracing.memory import recall

_ELSEWHERE = re.compile(r"^(?:(?:[a-z][a-z0-9+.-]*:)?//|https?:)", re.IGNORECASE)
_INLINE = re.compile(r"^data:", re.IGNORECASE)


def image_problems(
    source: Source,
    prose_text: str,
    variables: Mapping[str, Any],
    folder: Path,
    project_root: Path,
    coming: frozenset[Path] = frozenset(),
) -> Iterator[Problem]:
    """Yield a problem for every image that is not there, is outside the project or would be fetched.

    Args:
        source: The manuscript.
        prose_text: Its prose.
        variables: What a variable in a path stands for.
        folder: What paths are relative to.
        project_root: The folder that no path may leave.
        coming: Files that the build will make, absolute; they count as there.
    """
    for image in _all_images(source, prose_text):
        place = source.place_at(image.offset)
        target = unquote(_filled(image.name, variables))
        if not target:
            yield Problem(place, "this image names no file")
        elif _ELSEWHERE.match(target):
            yield Problem(place, f"the image {target} is on the internet", "Save it in the project")
        elif target == PICTURE_TO_COME:
            continue
        elif _INLINE.match(target):
            yield Problem(place, "this image is written into the text", "Save it as a file of the project")
        elif not ProjectPaths(project_root).holds(folder / target):
            yield Problem(place, f"the image {target} is outside the project", "Copy it into the project")
        elif not _is_there(folder / target, coming):
            yield Problem(place, f"the image {target} does not exist", _advice(folder / target))
        elif not _is_picture(folder / target, coming):
            advice = "Save it again as SVG, PNG or JPEG"
            yield Problem(place, f"the image {target} cannot be read as a picture", advice)


def _all_images(source: Source, prose_text: str) -> Iterator[Mention]:
    """Yield the images that stand in the text as such, then those that only a parser sees, by their reference."""
    text, codes = with_stand_ins(source.text)
    written = [code.text for code in codes]
    seen = set()
    for image in images(prose_text):
        seen.add(unquote(image.name))
        yield image
    for node in images_of(text):
        target = fill_stand_ins(unquote(node["c"][2][0]), written)
        if target not in seen:
            seen.add(target)
            yield Mention(target, max(source.text.find(target), 0))


def _is_there(path: Path, coming: frozenset[Path]) -> bool:
    return is_file(path) or path.resolve() in coming


def _is_picture(path: Path, coming: frozenset[Path]) -> bool:
    """Whether a file is what its suffix says, as far as an engine would read it."""
    if path.resolve() in coming or path.suffix.lower() not in _READERS:
        return True
    try:
        _READERS[path.suffix.lower()](path)
    except (OSError, SyntaxError, ValueError, etree.LxmlError):
        return False
    return True


def _read_bitmap(path: Path) -> None:
    from PIL import Image  # most reports have drawings only

    with Image.open(path) as image:
        image.verify()


def _read_drawing(path: Path) -> None:
    content = path.read_bytes()  # of a long case it is large, and stays as it is while the text changes
    if recall(["drawing", etree.__version__, digest_bytes(content)], lambda: _kind_of_drawing(content)) != "svg":
        raise ValueError(path.name)


def _kind_of_drawing(content: bytes) -> str:
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    return str(etree.QName(root).localname)


_READERS: Mapping[str, Callable[[Path], None]] = {
    ".svg": _read_drawing,
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".webp"), _read_bitmap),
}


def _filled(target: str, variables: Mapping[str, Any]) -> str:
    text, codes = with_stand_ins(target)
    return fill_stand_ins(text, [printed_value(variables, *code.arguments) for code in codes])


def _advice(missing: Path) -> str:
    folder = missing.parent
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    return suggestion(missing.name, names) or "Paths are relative to the main document"
