"""The third stage: everything that the manuscript can name gets its value.

That is two steps, of which an engine of our own needs only the first. The other writes for Quarto what is named.
"""

from __future__ import annotations

import json
from collections import ChainMap
from collections.abc import Mapping
from typing import Any

from epicrisis.digests import digest_value
from epicrisis.provenance.recipe import Recipe, make_recipe
from epicrisis.stages.check import Checked
from epicrisis.stages.engine import EngineIdentity
from epicrisis.stages.figures import Drawn
from epicrisis.stages.kept_values import digests_of_values
from epicrisis.tracing.bundle import Bundle
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
        "data": digest_value(digests_of_values(checked.data)),
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
    known = {"own": own, "build": of_build, "data": digests_of_values(checked.data)}
    return json.dumps(known, ensure_ascii=False, sort_keys=True).encode()


def words_of(workshop: Workshop, drawn: Drawn) -> dict[str, dict[str, str]]:
    """Return alternative text and long description of each figure, by stem."""
    return {stem: _words(workshop, *made) for stem, made in drawn.words.items()}


def write_down(workshop: Workshop, checked: Checked, values: Bundle) -> Bundle:
    """Return the variables file, in which Quarto finds what the texts of the project name.

    Args:
        workshop: The build's.
        checked: The case.
        values: What `fill_in` has made of it.
    """

    def work() -> Made:
        from epicrisis.values.variables_file import write_variables

        return Made({FILE: write_variables(named_variables(workshop, checked, values)).encode()})

    terms = {"values": values.files[DATA], "rows": " ".join(checked.named.rows)}
    return workshop.do(VARIABLES, terms, work, ("epicrisis.values.variables_file",))


def named_variables(workshop: Workshop, checked: Checked, values: Bundle) -> dict[str, Any]:
    """Return the values as `variables_of` does, but of tables and days only those that are named.

    Args:
        workshop: The build's.
        checked: The case.
        values: What `fill_in` has made of it.
    """
    from epicrisis.values.variables_file import only_named

    known = variables_of(workshop, checked, values)
    return {**known, checked.id: only_named(known[checked.id], checked.named.rows)}


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
