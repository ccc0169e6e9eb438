"""The pages of both cases as readers get them, and a browser that fetches nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from epicrisis.inspection.whole import inspect
from epicrisis.notebooks.figure_files import read_figure_words
from epicrisis.paths import ProjectPaths
from epicrisis.render.document import render_document

REPOSITORY = Path(__file__).parents[2]
CASES = ("demo", "li2025")
SOURCES = ("data", "figures", "notebooks", "report")
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# without versions and inputs, so that neither a new pandoc nor another sentence changes every picture
ENGINE_TEXT = "the embedded engine"
DIGEST = "0123456789abcdef" * 4

Open = Callable[..., Page]


@dataclass(frozen=True)
class RenderedCase:
    """The outputs of one case.

    Args:
        html: The page.
        pdf: The print.
    """

    html: Path
    pdf: Path


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that stores the pictures of the pages anew."""
    parser.addoption("--update-baseline", action="store_true", help="store the pictures of tests/pages anew")


def copy_project(root: Path) -> ProjectPaths:
    """Copy what people edit and the tracked figures of this project."""
    for name in SOURCES:
        ignored = shutil.ignore_patterns("_tables", ".*")
        shutil.copytree(REPOSITORY / name, root / name, ignore=ignored, dirs_exist_ok=True)
    shutil.copy(REPOSITORY / "_quarto.yml", root)
    return ProjectPaths(root)


def render_case(paths: ProjectPaths, case_id: str) -> RenderedCase:
    """Render a case from the tracked figures; no notebook runs."""
    inspection = inspect(paths, case_id)
    inspection.require()
    words = read_figure_words(paths.case_figures(case_id))
    variables = inspection.variables(words, ENGINE_TEXT, DIGEST)
    rendered = render_document(
        paths.manuscript(case_id), ("html", "pdf"), "embedded", project_root=paths.root, variables=variables
    )
    html, pdf = (artifact.path for artifact in rendered.artifacts)
    return RenderedCase(html, pdf)


@pytest.fixture(scope="session")
def project_copy(tmp_path_factory: pytest.TempPathFactory) -> ProjectPaths:
    """A copy of this project."""
    return copy_project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="session")
def rendered(project_copy: ProjectPaths) -> dict[str, RenderedCase]:
    """Both cases, rendered once."""
    return {case_id: render_case(project_copy, case_id) for case_id in CASES}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium; one a module, because Playwright holds the event loop while it is open."""
    program = os.environ.get("EPICRISIS_CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        advice = "no Chromium: apt-get install chromium, or set EPICRISIS_CHROMIUM to the program"
        if os.environ.get("EPICRISIS_NEEDS_BROWSER"):  # set by .ci/run, where a skip would hide a failure
            pytest.fail(advice)
        pytest.skip(advice)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Open a file in the browser; at the end no page has asked for anything else or had an error in a script."""
    asked: list[str] = []
    errors: list[str] = []
    contexts = []

    def open_file(
        file: Path, width: int = 1440, scheme: Literal["light", "dark"] = "light", **settings: Any
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", **settings
        )
        contexts.append(context)
        address = file.as_uri()

        def answer(route: Any) -> None:
            if route.request.url.partition("#")[0] == address:
                route.continue_()
            else:
                asked.append(route.request.url)
                route.abort()

        context.route("**/*", answer)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(address)
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert asked == []
    assert errors == []
