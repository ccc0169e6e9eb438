"""Two folders trade places in one step, so that nobody ever finds neither of them, or a mixture."""

from __future__ import annotations

import os
import sys
from pathlib import Path

# From the headers of Linux (fcntl.h, fs.h) and of macOS (stdio.h); Python has no name for either call.
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2


def exchange(one: Path, other: Path) -> None:
    """Let two folders of one file system trade places.

    Args:
        one: One of them.
        other: The other.

    Raises:
        OSError: If they could not, or if this system has no such call.
    """
    import ctypes  # a build that has nothing to do needs none

    first, second = os.fsencode(one), os.fsencode(other)
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform.startswith("linux") and hasattr(library, "renameat2"):
        failed = library.renameat2(_AT_FDCWD, first, _AT_FDCWD, second, _RENAME_EXCHANGE)
    elif sys.platform == "darwin":
        failed = library.renamex_np(first, second, _RENAME_SWAP)
    else:
        raise OSError("folders cannot trade places here")
    if failed:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(one))
