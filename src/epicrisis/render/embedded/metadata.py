"""Settings as template variables: what a template may print, and nothing that pandoc would act on twice."""

from __future__ import annotations

from epicrisis.render.embedded.pandoc import Tree, parse_metadata
from epicrisis.render.embedded.target import Target

# Settings that steer the engine. As metadata they would leak paths into outputs or make pandoc act on them again.
_ENGINE_SETTINGS = frozenset(
    [
        "bibliography",
        "csl",
        "css",
        "template-partials",
        "font-paths",
        "format",
        "project",
        "execute",
        "crossref",
        "theme",
        "embed-resources",
        "citeproc",
        "keep-typ",
        "pdf-standard",
        "number-sections",
        "toc",
        "toc-depth",
        "section-numbering",
        "filters",
        "template",
        "shortcodes",
        "author",
        "authors",
        "affiliations",
        "date",
        "engine",
        "jupyter",
        "editor",
    ]
)


def settle_metadata(document: Tree, target: Target) -> None:
    """Make a document's metadata what the templates may see.

    Args:
        document: The tree, changed in place. What pandoc parsed in the front matter stays as it is; settings
            of the project and of the format are added.
        target: The output.
    """
    own = {key for key in document.metadata.content if key not in _ENGINE_SETTINGS}
    for key in _ENGINE_SETTINGS - {"date"}:
        document.metadata.content.pop(key, None)
    settings = {
        key: value
        for key, value in target.options.items()
        if key not in own and key not in _ENGINE_SETTINGS and not key.startswith("_")
    }
    document.metadata.content.update(parse_metadata(settings))
    document.metadata["lang"] = str(target.options.get("lang", "en"))
    document.metadata["link-citations"] = target.options.get("link-citations", True) is not False
    document.metadata["suppress-bibliography"] = target.flag("suppress-bibliography")
    if target.is_typst:
        document.metadata["toc"] = target.flag("toc")
        document.metadata["toc-depth"] = str(target.options.get("toc-depth", 3))
        document.metadata["toc-title"] = str(target.options.get("toc-title", "Table of contents"))
