"""Images: inside the page as data for HTML, beside the source for Typst, with their alt text in both."""

from __future__ import annotations

import base64
import mimetypes
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote

import panflute as pf

from epicrisis.errors import RenderFailed
from epicrisis.paths import ProjectPaths
from epicrisis.render.embedded.elements import (
    Element,
    change_each,
    in_reading_order,
    plain_text,
    raw_typst,
    typst_string,
    words,
)
from epicrisis.render.embedded.pandoc import Tree

# By suffix and not by the machine's own table of types, which differs between machines.
_MEDIA_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
_LENGTH = re.compile(r"^(?P<number>\d+(?:\.\d+)?)(?P<unit>px|%|cm|mm|in|pt|em)?$")
_POINTS_PER_PIXEL = 0.75
# An image and no other thing to pandoc, and data like what comes in its place to whoever asks what a page fetches.
_STAND_IN = "data:image/png,epicrisis-image-"
_STOOD_IN = re.compile(rf'src="({_STAND_IN}\d+)"')


def set_alt_texts(document: Tree) -> None:
    """Give every image its `fig-alt` as alt text, or else its caption, and drop the attribute.

    Args:
        document: The tree, changed in place; images keep their alt text as content.
    """

    def describe(image: Element) -> None:
        alt = image.attributes.pop("fig-alt", None)
        image.content = words(plain_text(image.content) if alt is None else " ".join(alt.split()))

    change_each(document, describe, pf.Image)


def addresses_of_images(document: Tree) -> tuple[str, ...]:
    """Return where the images of a document are, as it names them, also those that came with a value."""
    return tuple(image.url for image in in_reading_order(document, pf.Image))


def keep_images_inside(addresses: Iterable[str], folder: Path, project_root: Path, made: Path) -> None:
    """Refuse images that are not files of the project.

    Args:
        addresses: What `addresses_of_images` returned.
        folder: What they are relative to.
        project_root: The folder that no path may leave.
        made: Folder of the pictures that notebooks have shown.

    Raises:
        RenderFailed: If an image is elsewhere.
    """

    for address in addresses:
        path = folder / unquote(address)
        if not any(ProjectPaths(place).holds(path) for place in (project_root, made)):
            raise RenderFailed(f"the image {address} is outside the project; copy it into the project")


def take_images_out(document: Tree, folder: Path) -> dict[str, Path]:
    """Give the images of a document short addresses, so that pandoc does not carry their bytes around.

    Args:
        document: The tree, changed in place.
        folder: What image paths are relative to.

    Returns:
        The file that stands behind each short one, for `with_images`; it need not be there yet.

    Raises:
        RenderFailed: If an image is on the internet.
    """
    names: dict[Path, str] = {}

    def take_out(image: Element) -> None:
        path = _place(image.url, folder)
        image.url = names.setdefault(path, f"{_STAND_IN}{len(names) + 1}")
        image.title = image.title.removeprefix("fig:")

    change_each(document, take_out, pf.Image)
    return {name: path for path, name in names.items()}


def with_images(page: str, images: Mapping[str, Path]) -> str:
    """Return a page with the bytes of its images.

    Args:
        page: The page, whose images have the addresses that `take_images_out` gave them.
        images: What it returned.

    Raises:
        RenderFailed: If an image is missing or of a type that browsers do not show.
    """
    uris = {name: data_uri(_there(path)) for name, path in images.items()}
    return _STOOD_IN.sub(lambda match: f'src="{uris.get(match[1], match[1])}"', page)


def lay_out_images(document: Tree, folder: Path) -> dict[Path, str]:
    """Write the images of a document as Typst does, with alt text and size.

    Pandoc's Typst writer drops the alt text, without which a PDF is not accessible.

    Args:
        document: The tree, changed in place.
        folder: What image paths are relative to.

    Returns:
        The name that each file has beside the Typst source, for `copy_images`; it need not be there yet.

    Raises:
        RenderFailed: If an image is on the internet.
    """
    names: dict[Path, str] = {}

    def lay_out(image: Element) -> Element:
        path = _place(image.url, folder)
        name = names.setdefault(path, f"image-{len(names) + 1}{path.suffix.lower()}")
        sizes = "".join(
            f", {side}: {_length(image.attributes[side])}"
            for side in ("width", "height")
            if side in image.attributes
        )
        alt = typst_string(plain_text(image.content))
        return raw_typst(f"#box(image({typst_string(name)}, alt: {alt}{sizes}));")

    change_each(document, lay_out, pf.Image)
    return names


def copy_images(names: Mapping[Path, str], work: Path) -> None:
    """Copy images beside their Typst source.

    Args:
        names: What `lay_out_images` returned.
        work: Folder of the source; Typst reads nothing outside it.

    Raises:
        RenderFailed: If an image is missing.
    """
    for path, name in names.items():
        (work / name).write_bytes(_there(path).read_bytes())


def data_uri(path: Path) -> str:
    """Return a file as a data URI.

    Raises:
        RenderFailed: If its type is not one that a page can hold.
    """
    media_type = _MEDIA_TYPES.get(path.suffix.lower()) or mimetypes.types_map.get(path.suffix.lower())
    if media_type is None or media_type == "application/pdf":
        raise RenderFailed(f"{path.name} is not an image that a browser shows; save it as SVG or PNG")
    return f"data:{media_type};base64,{base64.b64encode(path.read_bytes()).decode()}"


def image_file(image: Element, folder: Path) -> Path:
    """Return the file of an image.

    Args:
        image: The image.
        folder: What its path is relative to.

    Raises:
        RenderFailed: If it is not a file of the project.
    """
    return _there(_place(image.url, folder))


def _place(address: str, folder: Path) -> Path:
    if re.match(r"^[a-z]+://", address):
        raise RenderFailed(f"{address} is on the internet; save the image in the project")
    return folder / unquote(address)


def _there(path: Path) -> Path:
    if not path.is_file():
        raise RenderFailed(f"the image {path.name} does not exist")
    return path


def _length(text: str) -> str:
    match = _LENGTH.match(text.strip())
    if match is None:
        raise RenderFailed(f"{text!r} is not a width or height that the embedded engine knows")
    number, unit = float(match["number"]), match["unit"] or "px"
    return f"{number * _POINTS_PER_PIXEL:g}pt" if unit == "px" else f"{number:g}{unit}"
