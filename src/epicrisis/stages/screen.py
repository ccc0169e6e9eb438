"""The last look: what readers would get is looked over for what identifies a person, before anybody gets it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from epicrisis.digests import digest_value
from epicrisis.errors import InvalidInput
from epicrisis.stages.check import Checked
from epicrisis.stages.figures import Drawn
from epicrisis.tracing.bundle import Bundle
from epicrisis.tracing.listening import unheard
from epicrisis.workshop import Made, Workshop

if TYPE_CHECKING:
    from epicrisis.render.screening import Suspect

STEP = "screen"
TEXTS = (".html", ".pdf")
PICTURES = (".svg", ".png", ".pdf")
MODULES = ("epicrisis.render.screening", "epicrisis.checks.pictures")
Outputs = Mapping[Path, tuple[Bundle, str]]
Files = Mapping[str, tuple[Bundle, str]]


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
    names = workshop.paths.names_of(path for path in outputs if path.suffix in TEXTS)
    texts = {name: outputs[path] for path, name in names.items()}
    bundles = drawn.bundles.values()
    figures = {file: (bundle, file) for bundle in bundles for file in bundle.files if file.endswith(PICTURES)}

    def work() -> Made:
        _look(workshop, checked, texts, figures, recipe_digest)
        return Made()

    named = {name: bundle.files[file] for name, (bundle, file) in {**texts, **figures}.items()}
    terms = {"outputs": digest_value(named), "check": checked.text.key, "recipe": recipe_digest}
    workshop.do(STEP, terms, work, MODULES)


@contextmanager
def looking_ahead(workshop: Workshop, pages: Sequence[Bundle]) -> Iterator[None]:
    """Look over new pages in a thread, while others are being made; they are judged with the rest.

    Args:
        workshop: The build's.
        pages: What holds them.
    """
    if not any(page.name in workshop.redone for page in pages):
        yield
        return
    from concurrent.futures import ThreadPoolExecutor  # a build that has nothing to do needs none

    with ThreadPoolExecutor(max_workers=1) as aside:
        # what goes wrong there goes wrong again, and is told, later
        aside.submit(copy_context().run, look_over_new, workshop, pages)
        yield


def look_over_new(workshop: Workshop, pages: Sequence[Bundle]) -> None:
    """Look over the pages that this build has made; what was found is remembered until they are judged.

    Args:
        workshop: The build's.
        pages: What holds them.
    """
    for page in (page for page in pages if page.name in workshop.redone):
        for file in page.files:
            if file.endswith(TEXTS):
                suspects_in(workshop, page, file)


def _look(workshop: Workshop, checked: Checked, texts: Files, figures: Files, recipe_digest: str) -> None:
    from epicrisis.checks.finding import from_record
    from epicrisis.checks.settlement import settle
    from epicrisis.material import source_texts
    from epicrisis.render.screening import judge_suspects

    paths, case_id = workshop.paths, workshop.case_id
    records = [record for name, made in figures.items() for record in _pictured(workshop, name, *made)]
    found = settle(tuple(map(from_record, records)), paths, case_id)
    stopping = [finding.as_problem() for finding in found if finding.rule == "privacy.picture" and finding.stops]
    suspects = {name: suspects_in(workshop, bundle, file) for name, (bundle, file) in texts.items()}
    sources = chain([recipe_digest], source_texts(paths, case_id))
    problems = judge_suspects(suspects, sources, date.fromisoformat(checked.facts["created"]))
    if stopping or problems:
        raise InvalidInput([*stopping, *problems])


def suspects_in(workshop: Workshop, bundle: Bundle, file: str) -> list[Suspect]:
    """Return what in a finished text may identify a person; it hangs on the content alone.

    Args:
        workshop: The build's.
        bundle: What holds the text.
        file: Its name in the bundle.
    """
    return look_into(workshop, file, bundle.files[file], lambda: workshop.content(bundle, file))


def look_into(workshop: Workshop, file: str, digest: str, content: Callable[[], bytes]) -> list[Suspect]:
    """Return what in a finished text may identify a person, as soon as the text is there.

    Args:
        workshop: The build's.
        file: Its name, by whose suffix it is read.
        digest: SHA-256 of its content.
        content: Returns the content.
    """
    from epicrisis.render.screening import Suspect

    with unheard():  # whether it was looked into is remembered beside the steps, and no step hangs on it
        key = ["suspects", Path(file).suffix, digest, workshop.code, workshop.environment]
        found = workshop.store.recall(key, lambda: _look_over_new_lines(workshop, file, content()))
        return [Suspect(*words) for words in found]


def _look_over_new_lines(workshop: Workshop, file: str, content: bytes) -> list[list[str]]:
    """Return the suspects of a text; the lines in which the last text of that name had none are passed over."""
    from epicrisis.render.screening import find_suspects, lines_to_look_over

    key = digest_value(["lines without suspects", file, workshop.code, workshop.environment])
    passed = frozenset(workshop.store.remembered(key) or ())
    lines = lines_to_look_over(file, content)
    found = find_suspects(line for line in lines if line not in passed)
    workshop.store.remember(key, [line for line in lines if not any(each.words in line for each in found)])
    return [[suspect.words, suspect.what] for suspect in found]


def _pictured(workshop: Workshop, name: str, bundle: Bundle, file: str) -> list[Any]:
    """Return what there is to say of a figure, which hangs on its content and its name alone."""
    from epicrisis.checks.pictures import check_picture

    def look() -> list[Any]:
        return [finding.as_record() for finding in check_picture(workshop.content(bundle, file), name)]

    key = ["picture", name, bundle.files[file], workshop.code, workshop.environment]
    seen: list[Any] = workshop.store.recall(key, look)
    return seen
