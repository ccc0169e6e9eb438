"""What a notebook does, read without Jupyter's own libraries, which take their time to import."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Code:
    """The code cells of a notebook; nothing of its prose, outputs, names or looks.

    Args:
        sources: The text of each cell.
        tags: The tags of each cell, of which some decide whether and how it runs.
    """

    sources: tuple[str, ...] = ()
    tags: tuple[tuple[str, ...], ...] = ()

    @property
    def text(self) -> str:
        """All cells as one text."""
        return "\n".join(self.sources)


def read_code(path: Path) -> Code:
    """Return the code of a notebook.

    Args:
        path: The file; what is no notebook has no code, and `document.read_notebook` says why.
    """
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        tags = tuple(tuple(map(str, cell.get("metadata", {}).get("tags", []))) for cell in code)
        return Code(tuple("".join(cell["source"]) for cell in code), tags)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Code()
