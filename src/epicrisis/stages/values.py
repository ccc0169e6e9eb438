"""The third stage: everything that the manuscript can name gets its value.

That is two steps, of which an engine of our own needs only the first: of a long case the variables file is large,
and is written while pages are rendered.
"""

from __future__ import annotations

import json
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from epicrisis.digests import digest_value
from epicrisis.provenance.recipe import Recipe, make_recipe
from epicrisis.stages.check import Checked
from epicrisis.stages.engine import EngineIdentity
from epicrisis.stages.figures import Drawn
from epicrisis.stages.kept_values import PrintedEntries, printed_digests
from epicrisis.tracing.bundle import Bundle
from epicrisis.tracing.store import Kept
from epicrisis.workshop import Made, Workshop

STEP = "values"
VARIABLES = "variables"
FILE = "_variables.yml"
DATA = ".variables.json"
"""What of the values only the build knows, for the engine, with the digests of those that the data let it name."""
MODULES = ("epicrisis.values.report_values",)


def recipe_of(workshop: Workshop, checked: Checked, engine: EngineIdentity) -> Recipe:
    """Return what decides the bytes of a report.

    Args:
        workshop: The build's.
        checked: The case.
        engine: What renders.
    """
    used = {"name": engine.name, "version": engine.version}
    return make_recipe(workshop.paths, checked, used, checked.inputs)


def fill_in(
    workshop: Workshop, checked: Checked, drawn: Drawn, engine: EngineIdentity, recipe_digest: str
) -> Bundle:
    """Return the values of a case's manuscript.

    Args:
        workshop: The build's.
        checked: The case.
        drawn: Its figures, whose words the manuscript takes as alternative texts.
        engine: Which the colophon names.
        recipe_digest: Which the colophon prints.
    """

    def work() -> Made:
        return Made({DATA: known_values(checked, words_of(workshop, drawn), engine, recipe_digest)})

    terms = {
        "data": digest_value(printed_digests(checked.data)),
        "words": digest_value({stem: bundle.files[file] for stem, (bundle, file) in drawn.words.items()}),
        "engine": str(engine),
        "recipe": recipe_digest,
    }
    return workshop.do(STEP, terms, work, MODULES)


def known_values(
    checked: Checked, words: Mapping[str, Mapping[str, str]], engine: EngineIdentity, recipe_digest: str
) -> bytes:
    """Return what of the values only the build knows, as `fill_in` keeps it.

    Args:
        checked: The case.
        words: Alternative text and long description of each figure, by stem.
        engine: Which the colophon names.
        recipe_digest: Which the colophon prints.
    """
    from epicrisis.values.report_values import own_values

    own, of_build = own_values(words, recipe_digest), {"engine": str(engine)}
    known = {"own": own, "build": of_build, "data": printed_digests(checked.data)}
    return json.dumps(known, ensure_ascii=False, sort_keys=True).encode()


def words_of(workshop: Workshop, drawn: Drawn) -> dict[str, dict[str, str]]:
    """Return alternative text and long description of each figure, by stem."""
    return {stem: _words(workshop, *made) for stem, made in drawn.words.items()}


@contextmanager
def writing_variables(workshop: Workshop, checked: Checked, values: Bundle) -> Iterator[Callable[[], Bundle]]:
    """Write the variables file in a thread, if it is stale.

    Args:
        workshop: The build's.
        checked: The case.
        values: What `fill_in` has made of it.

    Yields:
        What waits for the file and returns what holds it.
    """
    terms = {"values": values.files[DATA], "entries": digest_value(printed_digests(checked.data))}
    modules = ("epicrisis.values.variables_file",)
    if workshop.find(VARIABLES, terms) is not None:
        yield lambda: workshop.bundles[VARIABLES]
        return
    from concurrent.futures import ThreadPoolExecutor  # a build that has nothing to do needs none

    with ThreadPoolExecutor(max_workers=1) as aside:
        content = aside.submit(_variables_file, workshop, checked, values)
        yield lambda: workshop.do(VARIABLES, terms, lambda: Made({FILE: content.result()}), modules)


def _variables_file(workshop: Workshop, checked: Checked, values: Bundle) -> Kept:
    from epicrisis.values.variables_file import entry_text, pieces_of

    known = json.loads(workshop.content(values, DATA))
    own, of_build = (
        {name: entry_text(name, value).encode() for name, value in known[group].items()}
        for group in ("own", "build")
    )
    groups = {checked.id: PrintedEntries(workshop, checked.data, own), "build": of_build}
    return workshop.store.keep_pieces(pieces_of(groups))


def variables_of(workshop: Workshop, checked: Checked, values: Bundle) -> dict[str, Any]:
    """Return the values as `{{< var … >}}` takes them; those of the data are read when they are asked for.

    Args:
        workshop: The build's.
        checked: The case.
        values: What `fill_in` has made of it.
    """
    return with_known(checked, workshop.parsed(values, DATA))


def with_known(checked: Checked, known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a case with those that only the build knows, as `known_values` tells of them."""
    return {checked.id: ChainMap(known["own"], checked.values), "build": known["build"]}  # type: ignore[arg-type]  # nobody writes to it


def _words(workshop: Workshop, bundle: Bundle, file: str) -> dict[str, str]:
    content = json.loads(workshop.content(bundle, file))
    return {key: str(content[key]) for key in ("alt", "description")}
