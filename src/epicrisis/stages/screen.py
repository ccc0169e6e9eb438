"""The last look: what readers would get is looked over for what identifies a person, before anybody gets it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from epicrisis.digests import digest_value
from epicrisis.errors import InvalidInput
from epicrisis.stages.check import Checked
from epicrisis.stages.figures import Drawn
from epicrisis.tracing.store import Bundle
from epicrisis.workshop import Made, Workshop

STEP = "screen"
TEXTS = (".html", ".pdf")
PICTURES = (".svg", ".png", ".pdf")
Outputs = Mapping[Path, tuple[Bundle, str]]


def screen(workshop: Workshop, checked: Checked, drawn: Drawn, outputs: Outputs, recipe_digest: str) -> None:
    """Look over pages, PDF and figures, unless these very bytes have passed before.

    Args:
        workshop: The build's.
        checked: The case.
        drawn: Its figures.
        outputs: The bundle and file of each output, by its place.
        recipe_digest: Which the colophon prints, and which identifies nobody.

    Raises:
        InvalidInput: If something would be published that must not be.
    """
    relative = workshop.paths.relative
    texts = {relative(path): made for path, made in outputs.items() if path.suffix in TEXTS}
    bundles = drawn.bundles.values()
    figures = {file: (bundle, file) for bundle in bundles for file in bundle.files if file.endswith(PICTURES)}

    def work() -> Made:
        _look(workshop, checked, _contents(workshop, texts), _contents(workshop, figures), recipe_digest)
        return Made()

    named = {name: bundle.files[file] for name, (bundle, file) in {**texts, **figures}.items()}
    terms = {"outputs": digest_value(named), "check": checked.bundle.key, "recipe": recipe_digest}
    workshop.do(STEP, terms, work, ("epicrisis.render.screening", "epicrisis.checks.pictures"))


def _contents(workshop: Workshop, files: Mapping[str, tuple[Bundle, str]]) -> dict[str, bytes]:
    return {name: workshop.content(bundle, file) for name, (bundle, file) in files.items()}


def _look(
    workshop: Workshop,
    checked: Checked,
    texts: Mapping[str, bytes],
    figures: Mapping[str, bytes],
    recipe_digest: str,
) -> None:
    from epicrisis.checks.pictures import check_picture
    from epicrisis.checks.run import settle
    from epicrisis.material import source_texts
    from epicrisis.render.screening import screen_outputs

    paths, case_id = workshop.paths, workshop.case_id
    found = tuple(finding for name, content in figures.items() for finding in check_picture(content, name))
    stopping = [f.as_problem() for f in settle(found, paths, case_id) if f.rule == "privacy.picture" and f.stops]
    sources = (*source_texts(paths, case_id), recipe_digest)
    problems = screen_outputs(texts, sources, date.fromisoformat(checked.facts["created"]))
    if stopping or problems:
        raise InvalidInput([*stopping, *problems])
