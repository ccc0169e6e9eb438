"""The theme: the project's own templates and styles, or the plain ones of the package."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from epicrisis.manuscript.config import as_list
from epicrisis.render.embedded.target import Target

RESOURCES = Path(str(files("epicrisis.render.embedded"))) / "resources"
PAGE_TEMPLATE = "template.html"


@dataclass(frozen=True)
class Theme:
    """What surrounds the text.

    Args:
        page: Pandoc template of the HTML page.
        styles: Style sheets of the page.
        typst: Pandoc template of the Typst source, then the partials that it includes.
        fonts: Folders with fonts for Typst.
    """

    page: Path
    styles: tuple[Path, ...]
    typst: tuple[Path, ...]
    fonts: tuple[Path, ...]


def find_theme(target: Target) -> Theme:
    """Find the theme of an output.

    The page template is the `template.html` beside the project's style sheet. Quarto has a page of its own
    and does not look at this file, so it needs no key in `_quarto.yml`.

    Args:
        target: The output, whose settings name `css`, `template-partials` and `font-paths`.
    """
    styles = tuple(Path(path) for path in as_list(target.options.get("css")))
    pages = [style.parent / PAGE_TEMPLATE for style in styles]
    own = {Path(path).name: Path(path) for path in as_list(target.options.get("template-partials"))}
    names = ("main.typ", "definitions.typ", "typst-template.typ", "typst-show.typ")
    return Theme(
        page=next((page for page in pages if page.is_file()), RESOURCES / PAGE_TEMPLATE),
        styles=styles or (RESOURCES / "page.css",),
        typst=tuple(own.get(name, RESOURCES / name) for name in names),
        fonts=tuple(Path(path) for path in as_list(target.options.get("font-paths"))),
    )
