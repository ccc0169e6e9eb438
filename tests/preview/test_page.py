"""The page as the preview serves it."""

from __future__ import annotations

import re

from epicrisis.preview.page import digest_of, serve_page, waiting_page

POLICY = "default-src 'none'; base-uri 'none'; img-src data:; style-src 'sha256-S'; script-src 'sha256-T'"
META = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'


def built(head: str = META, body: str = "<p>Text.</p>") -> bytes:
    """Return a page as a build makes it."""
    return f"<!DOCTYPE html><html><head>\n{head}\n<title>t</title>\n</head><body>{body}</body></html>".encode()


def facts(html: str) -> dict[str, str]:
    """Return what the client is told."""
    return dict(re.findall(r' data-(\w+)="([^"]*)"', html.partition("nonce=")[2].partition(">")[0]))


def test_the_policy_moves_to_the_header_and_lets_the_client_in() -> None:
    """Whatever the page's own policy allows stays as it is; nothing else runs."""
    page = serve_page(built(), "tiny.html", "/t/-/events", "N")

    assert META not in page.html
    assert page.policy == (
        "default-src 'none'; base-uri 'none'; img-src data:; style-src 'sha256-S'; "
        "script-src 'sha256-T' 'nonce-N'; connect-src 'self'; frame-ancestors 'none'"
    )
    assert 'nonce="N"' in page.html


def test_a_page_without_policy_reaches_nothing_outside() -> None:
    """Quarto's own pages run the scripts that they hold."""
    page = serve_page(built(head=""), "tiny.html", "/t/-/events", "N")

    assert page.policy.startswith("default-src 'self' data: blob: 'unsafe-inline'; ")
    assert facts(page.html)["frame"] == ""


def test_the_rest_of_the_page_is_as_it_was_built() -> None:
    """Only the head has the client more."""
    page = serve_page(built(), "tiny.html", "/t/-/events", "N")

    assert page.html.partition("</head>")[2] == built().decode().partition("</head>")[2]


def test_the_client_knows_which_page_it_is_on() -> None:
    """Its name and version, and where the events come from."""
    told = facts(serve_page(built(), "notebooks/mrd.html", "/t/-/events", "N").html)

    assert told["name"] == "notebooks/mrd.html"
    assert told["version"] == digest_of(built())
    assert told["events"] == "/t/-/events"


def test_only_the_body_is_exchanged_in_place() -> None:
    """Another text leaves the frame as it is; another head or policy makes another one."""
    frames = {
        name: facts(serve_page(content, "tiny.html", "/t/-/events", "N").html)["frame"]
        for name, content in {
            "first": built(),
            "text": built(body="<p>Other.</p>"),
            "policy": built(head=META.replace("sha256-S", "sha256-X")),
            "head": built(head=META + "<style>p {}</style>"),
        }.items()
    }

    assert frames["text"] == frames["first"] != ""
    assert len(set(frames.values())) == 3


def test_the_waiting_page_names_the_case() -> None:
    """As text, whatever it is called."""
    page = waiting_page("<b>").decode()

    assert "<h1>&lt;b&gt;</h1>" in page
