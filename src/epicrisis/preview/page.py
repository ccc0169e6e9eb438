"""A page as the preview serves it: with the client, and a policy that lets this one script in."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

CLIENT = "epicrisis-preview-client"
_RESOURCES = Path(__file__).parent / "resources"
_POLICY = re.compile(r'\n?<meta http-equiv="Content-Security-Policy" content="([^"]*)"\s*/?>', re.IGNORECASE)
# Quarto's own pages carry scripts without number and no policy; they still reach nothing but this server.
_OPEN_POLICY = "default-src 'self' data: blob: 'unsafe-inline'; object-src 'none'; base-uri 'none'"


@dataclass(frozen=True)
class ServedPage:
    """A page with the client in it.

    Args:
        html: What the browser gets.
        policy: The content security policy that goes with it, as a header.
    """

    html: str
    policy: str


def digest_of(content: bytes) -> str:
    """Return what tells one version of a page from the next."""
    return hashlib.sha256(content).hexdigest()[:16]


def serve_page(content: bytes, name: str, events: str, nonce: str) -> ServedPage:
    """Return a page with the client in its head.

    Args:
        content: The page as it was built.
        name: Its path under the output folder.
        events: Address of the stream of events.
        nonce: Said once, in the policy and with the client.
    """
    page = content.decode("utf-8", errors="replace")
    found = _POLICY.search(page)
    policy = unescape(found[1]) if found else ""
    page = page[: found.start()] + page[found.end() :] if found else page
    head, end, rest = page.partition("</head>")
    facts = {
        "name": name,
        "version": digest_of(content),
        # Only what stands in <body> is exchanged in place, and only where the policy stays as it is: another head,
        # or a page of Quarto's, is loaded anew.
        "frame": hashlib.sha256(f"{policy}\n{head}".encode()).hexdigest()[:16] if policy and end else "",
        "events": events,
    }
    return ServedPage(head + _client(facts, nonce) + end + rest, _with_client(policy, nonce))


def waiting_page(case_id: str) -> bytes:
    """Return the page that stands in for one that was never built.

    Args:
        case_id: The case.
    """
    text = (_RESOURCES / "waiting.html").read_text(encoding="utf-8")
    return text.replace("{case}", escape(case_id)).encode()


def _client(facts: dict[str, str], nonce: str) -> str:
    words = " ".join(f'data-{key}="{escape(value)}"' for key, value in facts.items())
    script = (_RESOURCES / "client.js").read_text(encoding="utf-8")
    for name in ("panel.css", "marks.css"):
        script = script.replace(f'"{name}"', json.dumps((_RESOURCES / name).read_text(encoding="utf-8")))
    icon = '<link rel="icon" href="data:,">'  # or the browser asks for /favicon.ico
    return f'{icon}\n<script id="{CLIENT}" nonce="{nonce}" {words}>\n{script}</script>\n'


def _with_client(policy: str, nonce: str) -> str:
    """Return a page's own policy, opened for the client and its events, and for no frame around it."""
    if not policy:
        return f"{_OPEN_POLICY}; frame-ancestors 'none'"
    parts = dict(part.strip().partition(" ")[::2] for part in policy.split(";") if part.strip())
    parts["script-src"] = f"{parts.get('script-src', '')} 'nonce-{nonce}'".strip()
    parts["connect-src"] = "'self'"
    parts.setdefault("img-src", "data:")
    parts["frame-ancestors"] = "'none'"
    return "; ".join(" ".join(filter(None, part)) for part in parts.items())
