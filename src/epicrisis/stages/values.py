"""The third stage: everything that the manuscript can name gets its value."""

from __future__ import annotations

import json
from collections import ChainMap
from typing import Any

from epicrisis.digests import digest_value
from epicrisis.stages.check import Checked
from epicrisis.stages.engine import EngineIdentity
from epicrisis.stages.figures import Drawn
from epicrisis.stages.kept_values import kept_digests, printed_entries
from epicrisis.tracing.store import Bundle
from epicrisis.workshop import Made, Workshop

STEP = "values"
FILE = "_variables.yml"
DATA = ".variables.json"
"""What of the values only the build knows, for the engine, with the digests of those that the data let it name."""
MODULES = ("epicrisis.values.report_values", "epicrisis.values.variables_file")


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
        from epicrisis.values.report_values import own_values
        from epicrisis.values.variables_file import entry_text, join_entries

        words = {stem: _words(workshop, *made) for stem, made in drawn.words.items()}
        own, of_build = own_values(words, recipe_digest), {"engine": str(engine)}
        printed = {name: entry_text(name, value).encode() for name, value in own.items()}
        groups = {
            checked.id: printed_entries(workshop, checked.data) | printed,
            "build": {name: entry_text(name, value).encode() for name, value in of_build.items()},
        }
        known = {"own": own, "build": of_build, "data": data}
        return Made(
            {FILE: join_entries(groups), DATA: json.dumps(known, ensure_ascii=False, sort_keys=True).encode()}
        )

    data = kept_digests(checked.data)
    terms = {
        "data": digest_value(data),
        "words": digest_value({stem: bundle.files[file] for stem, (bundle, file) in drawn.words.items()}),
        "engine": str(engine),
        "recipe": recipe_digest,
    }
    return workshop.do(STEP, terms, work, MODULES)


def variables_of(workshop: Workshop, checked: Checked, values: Bundle) -> dict[str, Any]:
    """Return the values as `{{< var … >}}` takes them; those of the data are read when they are asked for.

    Args:
        workshop: The build's.
        checked: The case.
        values: What `fill_in` has made of it.
    """
    known = workshop.parsed(values, DATA)
    return {checked.id: ChainMap(known["own"], checked.values), "build": known["build"]}  # type: ignore[arg-type]  # nobody writes to it


def _words(workshop: Workshop, bundle: Bundle, file: str) -> dict[str, str]:
    content = json.loads(workshop.content(bundle, file))
    return {key: str(content[key]) for key in ("alt", "description")}
