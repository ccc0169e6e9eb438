"""What a cell has printed: put together again from the pieces in which it came."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from nbformat import NotebookNode

# What a carriage return takes back: the line before it, as on a terminal. It is looked for from the head of a line
# alone; nbclient's own pattern begins at each letter, which of a line of 100,000 letters takes some seconds.
_TAKEN_BACK = re.compile(r"^.*\r(?=[^\n])", re.MULTILINE)


def joined(outputs: Iterable[NotebookNode]) -> list[NotebookNode]:
    """Return the outputs of a cell with one text for each stream, standard output before the errors beside it.

    How a print is cut up, and which of two streams comes first, hangs on how busy the machine is.

    Args:
        outputs: The outputs as they came.
    """
    streams: dict[str, NotebookNode] = {}
    kept: list[NotebookNode] = []
    for output in outputs:
        if output["output_type"] == "stream" and output["name"] in streams:
            streams[output["name"]]["text"] += output["text"]
            continue
        if output["output_type"] == "stream":
            streams[output["name"]] = output
        kept.append(output)
    for output in streams.values():
        output["text"] = _TAKEN_BACK.sub("", output["text"])
    for place, pair in enumerate(pairwise(kept)):
        if [output.get("name") for output in pair] == ["stderr", "stdout"]:
            kept[place : place + 2] = reversed(pair)
            break  # there is one of each
    return kept
