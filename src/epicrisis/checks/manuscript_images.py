"""Images of a manuscript: each must be a file of the project."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from epicrisis.checks.suggestion import suggestion
from epicrisis.manuscript.prose import images
from epicrisis.manuscript.shortcodes import fill_stand_ins, look_up, with_stand_ins
from epicrisis.manuscript.source import Source
from epicrisis.places import Problem


def image_problems(
    source: Source,
    prose_text: str,
    variables: Mapping[str, Any],
    folder: Path,
    coming: frozenset[Path] = frozenset(),
) -> Iterator[Problem]:
    """Yield a problem for every image that is not there or would be fetched.

    Args:
        source: The manuscript.
        prose_text: Its prose.
        variables: What a variable in a path stands for.
        folder: What paths are relative to.
        coming: Files that the build will make, absolute; they count as there.
    """
    for image in images(prose_text):
        place = source.place_at(image.offset)
        target = unquote(_filled(image.name, variables))
        if not target:
            yield Problem(place, "this image names no file")
        elif re.match(r"^(?:[a-z][a-z0-9+.-]*:)?//", target, re.IGNORECASE):
            yield Problem(place, f"the image {target} is on the internet", "Save it in the project")
        elif not target.startswith("data:") and not _is_there(folder / target, coming):
            yield Problem(place, f"the image {target} does not exist", _advice(folder / target))


def _is_there(path: Path, coming: frozenset[Path]) -> bool:
    return path.is_file() or path.resolve() in coming


def _filled(target: str, variables: Mapping[str, Any]) -> str:
    text, codes = with_stand_ins(target)
    return fill_stand_ins(text, [_value(code.arguments, variables) for code in codes])


def _value(arguments: tuple[str, ...], variables: Mapping[str, Any]) -> str:
    try:
        return str(look_up(variables, arguments[0]))
    except (KeyError, IndexError):
        return ""  # the check of shortcodes reports the name


def _advice(missing: Path) -> str:
    folder = missing.parent
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    return suggestion(missing.name, names) or "Paths are relative to the main document"
