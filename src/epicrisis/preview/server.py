"""The server of a preview: one output folder, for this machine alone, under an address that nobody can guess."""

from __future__ import annotations

import mimetypes
import secrets
import threading
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from epicrisis.errors import UsageError
from epicrisis.preview.page import serve_page, waiting_page
from epicrisis.preview.state import Board

HOST = "127.0.0.1"
EVENTS = "-/events"
HEARTBEAT_SECONDS = 15.0
"""A stream that nobody reads any more is found out after so long."""
_REQUEST_SECONDS = 30


@dataclass(frozen=True)
class Site:
    """What is served.

    Args:
        folder: The output folder of the case; nothing outside it is served.
        case_id: The case; its page is the front page.
        board: Where the states come from.
        token: First part of every path.
    """

    folder: Path
    case_id: str
    board: Board
    token: str

    @property
    def front(self) -> str:
        """Path of the front page under the output folder."""
        return f"{self.case_id}.html"

    def name_of(self, target: str) -> str | None:
        """Return what a request asks for, as a path under the output folder; None if the token is wrong."""
        token, slash, name = unquote(urlsplit(target).path).removeprefix("/").partition("/")
        is_known = secrets.compare_digest(token.encode(), self.token.encode())
        return name if slash and is_known else None

    def file(self, name: str) -> Path | None:
        """Return the file of a name, if it is one of the output folder after every `..` and every link."""
        if any(part.startswith(".") for part in name.split("/")):
            return None
        try:
            root, path = self.folder.resolve(), (self.folder / name).resolve()
            return path if path.is_relative_to(root) and path.is_file() else None
        except (OSError, ValueError, RuntimeError):
            return None  # a name too long or with a null, links in a circle


class PreviewServer(ThreadingHTTPServer):
    """Serves a site from a thread of its own.

    Args:
        folder: The output folder of the case.
        case_id: The case.
        board: Where the states come from.
        port: The port; 0 for any free one.

    Raises:
        UsageError: If the port is not to be had.
    """

    daemon_threads = True
    block_on_close = False  # streams of events have no end of their own
    allow_reuse_address = True  # of a port that was just let go, not of one that is taken

    def __init__(self, folder: Path, case_id: str, board: Board, port: int) -> None:
        self.site = Site(folder, case_id, board, secrets.token_urlsafe(16))
        self.heartbeat_seconds = HEARTBEAT_SECONDS
        self._thread: threading.Thread | None = None
        try:
            super().__init__((HOST, port), PreviewRequest)
        except (OSError, OverflowError) as error:
            reason = (getattr(error, "strerror", None) or "there is no such port").lower()
            advice = "Say another --port, or leave it out for a free one."
            raise UsageError(f"--port {port}: {reason}. {advice}") from error

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://{HOST}:{self.server_address[1]}"

    @property
    def address(self) -> str:
        """Where the front page is."""
        return f"{self.origin}/{self.site.token}/{self.site.front}"

    def start(self) -> None:
        """Serve from now on."""
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        self._thread.start()

    def server_close(self) -> None:
        """Serve no longer, and let the port go."""
        if self._thread:
            self.shutdown()
        super().server_close()

    def handle_error(self, *_: object) -> None:
        """Say nothing of a browser that went away in the middle of an answer."""


class PreviewRequest(BaseHTTPRequestHandler):
    """Answers one request."""

    server: PreviewServer
    server_version = "epicrisis"
    sys_version = ""
    timeout = _REQUEST_SECONDS
    _PRIVACY: ClassVar[dict[str, str]] = {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",  # the token stays here when a reader follows a link
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }

    def do_GET(self) -> None:
        """Answer with a page, a file or the stream of events."""
        name = self._asked()
        if name is None:
            return
        if name == EVENTS:
            self._stream()
        elif name == "":
            self._send(HTTPStatus.FOUND, b"", Location=f"/{self.server.site.token}/{self.server.site.front}")
        else:
            self._send_file(name)

    do_HEAD = do_GET

    def _refuse(self) -> None:
        if self._asked() is not None:
            self._send(HTTPStatus.METHOD_NOT_ALLOWED, b"", Allow="GET, HEAD")

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_CONNECT = _refuse

    def log_message(self, *_: object) -> None:
        """Keep requests, and with them the token, out of the terminal."""

    def _asked(self) -> str | None:
        """Return the name that is asked for; None if the request was refused already."""
        port = self.server.server_address[1]
        if self.headers.get_all("Host") not in ([f"{HOST}:{port}"], [f"localhost:{port}"]):
            # another name that leads to this machine: a page elsewhere may be behind it (DNS rebinding)
            self._send(HTTPStatus.MISDIRECTED_REQUEST, b"")
            return None
        name = self.server.site.name_of(self.path)
        if name is None:
            self._send(HTTPStatus.NOT_FOUND, b"")
        return name

    def _send_file(self, name: str) -> None:
        site = self.server.site
        draft = site.board.state.draft if name == site.front else ""
        path = Path(draft) if draft else site.file(name)
        try:
            content = path.read_bytes() if path else None
        except OSError:
            content = None  # it went away just now
        if content is None and name == site.front:
            content = waiting_page(site.case_id)
        if content is None:
            self._send(HTTPStatus.NOT_FOUND, b"")
        elif name.endswith(".html"):
            page = serve_page(content, name, f"/{site.token}/{EVENTS}", secrets.token_urlsafe(16))
            self._send_typed(page.html.encode(), "text/html; charset=utf-8", page.policy)
        else:
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            self._send_typed(
                content, kind, "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
            )

    def _send_typed(self, body: bytes, kind: str, policy: str) -> None:
        if kind == "application/pdf":
            policy = "frame-ancestors 'none'"  # a browser's own viewer does not open in a sandbox
        self._send(HTTPStatus.OK, body, **{"Content-Type": kind, "Content-Security-Policy": policy})

    def _send(self, status: HTTPStatus, body: bytes, **headers: str) -> None:
        body = body or f"{status.phrase}\n".encode()
        kind = {"Content-Type": "text/plain; charset=utf-8"}
        self.send_response(status)
        for key, value in {**self._PRIVACY, **kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _stream(self) -> None:
        """Send every state as it comes, until the browser goes away."""
        self.send_response(HTTPStatus.OK)
        for key, value in {**self._PRIVACY, "Content-Type": "text/event-stream; charset=utf-8"}.items():
            self.send_header(key, value)
        self.end_headers()
        seen = -1
        while self.command != "HEAD":
            seen, state = self.server.site.board.wait(seen, self.server.heartbeat_seconds)
            self.wfile.write(f"data: {state.text()}\n\n".encode() if state else b": still here\n\n")
            self.wfile.flush()
