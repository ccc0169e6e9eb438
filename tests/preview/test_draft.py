"""The page that a build tells of before its other outputs are made."""

from __future__ import annotations

from epicrisis.paths import ProjectPaths
from epicrisis.pipeline import build
from epicrisis.progress import Progress


def test_the_draft_is_the_page_to_come(project: ProjectPaths) -> None:
    """While it is told nothing is in its place yet; afterwards the page holds these very bytes."""
    page = project.case_build("tiny") / "tiny.html"
    manuscript = project.manuscript("tiny")
    manuscript.write_text(manuscript.read_text("utf-8").replace("## Colophon", "New.\n\n## Colophon"), "utf-8")
    before = page.read_bytes()
    told: list[tuple[bytes, bytes]] = []

    build(
        project,
        "tiny",
        "embedded",
        None,
        Progress(quiet=True),
        draft=lambda html: told.append((html, page.read_bytes())),
    )

    assert told == [(page.read_bytes(), before)]
    assert b"New." in page.read_bytes()
