"""The third stage: everything that the manuscript can name gets its value."""

from __future__ import annotations

import json
from typing import Any

from epicrisis.digests import digest_value
from epicrisis.stages.check import LEFT, Checked
from epicrisis.stages.engine import EngineIdentity
from epicrisis.stages.figures import Drawn
from epicrisis.tracing.store import Bundle
from epicrisis.workshop import Made, Workshop

STEP = "values"
FILE = "_variables.yml"
DATA = ".variables.json"
"""The same values for the engine: JSON is read a hundred times as fast as YAML."""
MODULES = ("epicrisis.values.report_values",)


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
        from epicrisis.values.report_values import report_values, write_variables

        words = {stem: _words(workshop, drawn, stem) for stem in drawn.words}
        variables = report_values(checked.id, checked.values, words, str(engine), recipe_digest)
        text = json.dumps(variables, ensure_ascii=False, sort_keys=True)
        return Made({FILE: write_variables(variables).encode(), DATA: text.encode()})

    terms = {
        "data": checked.data.files[LEFT],
        "words": digest_value(drawn.words),
        "engine": str(engine),
        "recipe": recipe_digest,
    }
    return workshop.do(STEP, terms, work, MODULES)


def variables_of(workshop: Workshop, values: Bundle) -> Any:
    """Return the values as `{{< var … >}}` takes them."""
    return workshop.parsed(values, DATA)


def _words(workshop: Workshop, drawn: Drawn, stem: str) -> dict[str, str]:
    for bundle in drawn.bundles.values():
        for file, digest in bundle.files.items():
            if digest == drawn.words[stem] and file.endswith(f"/{stem}.json"):
                content = json.loads(workshop.content(bundle, file))
                return {key: str(content[key]) for key in ("alt", "description")}
    raise KeyError(stem)
