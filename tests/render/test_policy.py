"""A page allows the style and scripts of its theme, and nothing that came in by another way."""

from __future__ import annotations

import base64
import hashlib

import pytest

from epicrisis.render.embedded.policy import addresses, policy, with_policy

HEAD = '<!DOCTYPE html>\n<html><head>\n<meta charset="utf-8">\n<style>\np {}\n</style>\n</head>\n<body>\n'
SHEET = "\np {}\n"
CODE = "\nconst a = 1 < 2;\n"
SCRIPT = f"<script>{CODE}</script>"
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'"


def hashed(text: str) -> str:
    """Return the hash of a text as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_a_plain_page_allows_its_style_only() -> None:
    """The policy stands right behind the character set; the rest of the page is as it was."""
    page = with_policy(f"{HEAD}<p>x</p>", [])

    content = (
        f"default-src 'none'; base-uri 'none'; form-action 'none'; style-src {hashed(chr(10) + 'p {}' + chr(10))}"
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{content}">\n'
    assert page == f"{HEAD}<p>x</p>".replace('"utf-8">\n', f'"utf-8">\n{meta}')


def test_images_and_fonts_are_allowed_where_there_are_any() -> None:
    """As data, from nowhere else."""
    sheet = HEAD.replace("p {}", '@font-face { src: url("data:font/woff2;base64,AA") }')

    page = with_policy(f'{sheet}<img src="data:image/png;base64,AA">', [])

    assert "img-src data:; font-src data:; style-src" in page


def test_a_script_of_the_theme_runs_and_no_other() -> None:
    """A script that the text brought along is not allowed, though it stands in the page."""
    page = with_policy(
        f"{HEAD}<script>alert(1)</script>{SCRIPT}", [f"<html>{SCRIPT}</html>", "<script>b</script>"]
    )

    assert f'script-src {hashed(chr(10) + "const a = 1 < 2;" + chr(10))}">' in page
    assert hashed("alert(1)") not in page
    assert hashed("b") not in page


def test_styles_of_tags_become_classes() -> None:
    """Equal styles share one; other attributes stay, also those that look like a style."""
    text = (
        '<td style="text-align: right;">1</td><td class="a" style="text-align: right">2</td>\n'
        '<img alt="a style=&quot;x&quot; &amp; b" style="width:50%" />'
    )

    page = with_policy(HEAD + text, [])

    assert page.endswith(
        '<td class="styled styled-1">1</td><td class="styled styled-1 a">2</td>\n'
        '<img class="styled styled-2" alt="a style=&quot;x&quot; &amp; b" />'
    )
    assert "p {}\n.styled.styled-1 { text-align: right; }\n.styled.styled-2 { width:50%; }\n</style>" in page


@pytest.mark.parametrize(
    "style",
    [
        "color: red } body { display: none",
        "background: url(https://example.org/x)",
        "background: URL ('x')",
        "background: image-set('x' 1x)",
        "width: calc(1px",
        "color: red /* ",
        "@import 'x'",
        "</style><script>alert(1)</script>",
        "content: '",
    ],
)
def test_a_style_that_is_more_than_one_is_left_out(style: str) -> None:
    """It could end its own rule, swallow the next one or fetch something."""
    page = with_policy(f'{HEAD}<p style="{style}">x</p>', [])

    assert page.endswith("<p>x</p>")
    assert "styled" not in page


def test_only_the_first_style_sheet_is_the_themes() -> None:
    """A second one would have come in with the text."""
    page = with_policy(f"{HEAD}<style>body {{ display: none }}</style>", [])

    assert page.count("'sha256-") == 1
    assert hashed(SHEET) in page


def test_a_page_with_nothing_allows_nothing() -> None:
    """Neither style nor script nor image."""
    assert policy([], []) == NOTHING


@pytest.mark.parametrize(
    ("tag", "is_asked_for"),
    [
        ('<td class="a" data-column="x">', False),
        ('<a href="https://example.org">', False),
        ('<td class="a" src="x">', False),
        ('<img class="a" src="x">', True),
        ('<p class="<a"><img src="x">', True),
        ("<p class='a'><img src=x>", True),
        ('<!-- <p class="a"> --><link rel="stylesheet" href="x">', True),
    ],
)
def test_what_a_browser_asks_for_is_found_among_plain_tags(tag: str, is_asked_for: bool) -> None:
    """Tags of text are passed over as long as they are nothing else."""
    found = list(addresses(f'<table id="t"><tr><td>{tag}</td></tr></table>'))

    assert (["x"] if is_asked_for else []) == found
