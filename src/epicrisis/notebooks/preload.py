"""What a kernel finds ready when it is forked: modules, fonts, and whatever else a first figure loads."""

from __future__ import annotations

import builtins
import gc
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

from epicrisis.notebooks.launcher import import_kernel
from epicrisis.paths import FIGURE_STEMS

FONT_TABLES = ("B_A_S_E_", "O_S_2f_2", "_c_v_t", "_f_p_g_m", "_g_a_s_p", "_h_h_e_a", "_l_o_c_a", "_p_r_e_p")

PRELOADED = (
    "ipykernel.kernelapp",
    # what a kernel imports when it starts
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "tornado.queues",
    "zmq.utils.garbage",
    "epicrisis.notebooks.desk",
    *(f"epicrisis.figures.{stem}" for stem in FIGURE_STEMS),
    "epicrisis.tracing.listening",
    # what Matplotlib imports when a figure is saved
    "fontTools.subset",
    *(f"fontTools.ttLib.tables.{table}" for table in FONT_TABLES),
    "matplotlib.backends.backend_pdf",
    "matplotlib.backends.backend_svg",
    "PIL.BmpImagePlugin",
    "PIL.GifImagePlugin",
    "PIL.JpegImagePlugin",
    "PIL.PngImagePlugin",
    "PIL.PpmImagePlugin",
)


def preload() -> None:
    """Import what notebooks import, draw a figure and show a table, which loads the rest."""
    gc.disable()  # imports make a million objects that stay, and looking through them takes a third of the time
    with _as_in_a_kernel():
        import_kernel()
        for module in PRELOADED:
            importlib.import_module(module)
    _draw_figure()
    _show_table()
    gc.freeze()  # what is there now is never collected, so that kernels go on sharing its memory
    gc.enable()


def warm_up() -> None:
    """Load what figures need besides, as for a formula: for a template that nobody asks for a kernel yet."""
    from epicrisis.figures import style
    from epicrisis.figures.encoding import encode

    gc.disable()
    with style.context():
        figure = style.new_figure(style.SINGLE_COLUMN_MM, style.SINGLE_COLUMN_MM)
        panel = figure.add_subplot()
        panel.set_yscale("log")
        panel.plot([1, 2], [1, 2], "o")
        panel.text(1, 1, "$10^{-4}$", parse_math=True)
        encode(figure, "svg")
    gc.freeze()
    gc.enable()


@contextmanager
def _as_in_a_kernel() -> Iterator[None]:
    """Let those modules that ask, when they are imported, whether they are in a kernel hear that they are.

    pandas decides so how wide a table may be.
    """
    shell = SimpleNamespace(kernel=True)
    builtins.get_ipython = lambda: shell  # type: ignore[attr-defined]  # where IPython puts its own
    try:
        yield
    finally:
        del builtins.get_ipython  # type: ignore[attr-defined]


def _draw_figure() -> None:
    from epicrisis.figures import style

    with style.context():
        figure = style.new_figure(style.SINGLE_COLUMN_MM, style.SINGLE_COLUMN_MM)
        figure.add_subplot()  # empty: what lines and legends load besides spares a kernel less than it takes here
        style.settle(figure)  # to save it too would take longer than it spares the few kernels of most builds


def _show_table() -> None:
    import pandas as pd

    table = pd.DataFrame({"number": [1.5], "text": ["x"]})
    for show in (table.to_html, table.to_string, table.to_csv):
        show()
