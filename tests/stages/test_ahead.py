"""What the later stages import is imported while kernels are at work."""

from __future__ import annotations

import subprocess
import sys

from epicrisis.stages.ahead import MODULES

READY = """
import sys
from epicrisis.stages.ahead import get_ready
get_ready()
print(*sys.modules)
"""


def test_every_module_is_there_afterwards() -> None:
    """A name that is no module any more would end the getting ready silently."""
    printed = subprocess.run([sys.executable, "-c", READY], capture_output=True, text=True, check=True).stdout

    assert {*MODULES, "nbconvert"} <= set(printed.split())
