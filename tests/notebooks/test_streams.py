"""What a cell has printed is one text, however it came."""

from __future__ import annotations

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_output

from epicrisis.notebooks.streams import joined


def printed(text: str, name: str = "stdout") -> NotebookNode:
    """Return a piece of a stream."""
    return new_output("stream", name=name, text=text)


SHOWN = new_output("display_data", data={"text/plain": "a figure"})


def test_pieces_of_a_stream_stand_where_its_first_stood() -> None:
    """What was shown in between comes after."""
    assert joined([printed("a"), SHOWN, printed("b\n"), printed("c")]) == [printed("ab\nc"), SHOWN]


def test_errors_come_after_what_was_printed_beside_them() -> None:
    """Whichever of the two was heard of first."""
    warned = printed("careful", "stderr")

    assert joined([warned, printed("a"), SHOWN]) == [printed("a"), warned, SHOWN]
    assert joined([warned, SHOWN, printed("a")]) == [warned, SHOWN, printed("a")]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("10%\r50%\r100%\ndone", "100%\ndone"),
        ("10%\r", "10%\r"),
        ("10%\r\nnext", "10%\r\nnext"),
        ("first\n10%\r20%", "first\n20%"),
        ("\r\rx\r\n", "x\r\n"),
        ("plain", "plain"),
    ],
)
def test_a_carriage_return_takes_back_its_line(text: str, left: str) -> None:
    """So that of a bar of progress its last state stays."""
    assert joined([printed(text)]) == [printed(left)]
