"""What the preview's server gives out, and to whom."""

from __future__ import annotations

import http.client
import re
import socket
from collections.abc import Callable, Iterator
from http.client import HTTPResponse
from pathlib import Path

import pytest

from epicrisis.errors import UsageError
from epicrisis.preview.server import PreviewServer
from epicrisis.preview.state import Board, State

PAGE = "<!DOCTYPE html><html><head><title>t</title></head><body><main><p>Text.</p></main></body></html>"

Ask = Callable[..., HTTPResponse]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An output folder, with a secret beside it and a link that leads there."""
    output = tmp_path / "_build" / "tiny"
    (output / "notebooks").mkdir(parents=True)
    (output / "tiny.html").write_text(PAGE, encoding="utf-8")
    (output / "tiny.pdf").write_bytes(b"%PDF-1.7")
    (output / ".hidden").write_text("hidden", encoding="utf-8")
    (tmp_path / "_build" / "secret.html").write_text("secret", encoding="utf-8")
    (output / "link.html").symlink_to(tmp_path / "_build" / "secret.html")
    (output / "circle.html").symlink_to(output / "circle.html")
    return output


@pytest.fixture
def server(folder: Path) -> Iterator[PreviewServer]:
    """A server on a free port."""
    with PreviewServer(folder, "tiny", Board(), 0) as running:
        running.start()
        yield running


@pytest.fixture
def ask(server: PreviewServer) -> Iterator[Ask]:
    """Send one request as it stands, without a client's tidying of paths."""
    connections = []

    def send(target: str, method: str = "GET", host: str | None = None, **headers: str) -> HTTPResponse:
        port = server.server_address[1]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connections.append(connection)
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": host or f"127.0.0.1:{port}", **headers}.items():
            connection.putheader(name, value)
        connection.endheaders()
        return connection.getresponse()

    yield send
    for connection in connections:
        connection.close()


def test_the_page_is_served_under_the_token(server: PreviewServer, ask: Ask) -> None:
    """Never kept by the browser, and never told to another site."""
    response = ask(f"/{server.site.token}/tiny.html")

    assert response.status == 200
    assert "<p>Text.</p>" in response.read().decode()
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Access-Control-Allow-Origin"] is None


def test_every_start_has_another_token(folder: Path) -> None:
    """Of at least 128 bits."""
    servers = [PreviewServer(folder, "tiny", Board(), 0) for _ in range(2)]

    tokens = {server.site.token for server in servers}

    for server in servers:
        server.server_close()
    assert len(tokens) == 2
    assert all(re.fullmatch(r"[\w-]{22,}", token) for token in tokens)


def test_it_listens_on_this_machine_only(server: PreviewServer) -> None:
    """No other machine reaches it."""
    assert server.socket.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize(
    "target", ["/", "/tiny.html", "/wrong/tiny.html", "/-/events", "//", "/%00/tiny.html", "/ü/tiny.html", "*"]
)
def test_without_the_token_there_is_nothing(ask: Ask, target: str) -> None:
    """Not even a hint that the file exists."""
    response = ask(target.replace("ü", "%C3%BC"))

    assert (response.status, response.read()) == (404, b"Not Found\n")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "localhost.evil:{port}", "[::1]:{port}"]
)
def test_another_host_is_refused(server: PreviewServer, ask: Ask, host: str) -> None:
    """A name that was made to lead here (DNS rebinding) does not open the page, token or not."""
    response = ask(f"/{server.site.token}/tiny.html", host=host.format(port=server.server_address[1]))

    assert (response.status, response.read()) == (421, b"Misdirected Request\n")


def test_two_hosts_or_none_are_refused(server: PreviewServer) -> None:
    """Whatever a proxy between would make of them."""
    port = server.server_address[1]
    for lines in (f"Host: 127.0.0.1:{port}\r\nHost: evil.example\r\n", ""):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.sendall(f"GET /{server.site.token}/tiny.html HTTP/1.1\r\n{lines}\r\n".encode())

            assert b" 421 " in line.makefile("rb").readline()


def test_localhost_is_this_machine_too(server: PreviewServer, ask: Ask) -> None:
    """Some type the name."""
    response = ask(f"/{server.site.token}/tiny.html", host=f"localhost:{server.server_address[1]}")

    assert response.status == 200


@pytest.mark.parametrize(
    "name",
    [
        "../secret.html",
        "..%2fsecret.html",
        "%2e%2e/secret.html",
        "notebooks/../../secret.html",
        "link.html",
        "circle.html",
        ".hidden",
        "notebooks/",
        "notebooks",
        "/etc/passwd",
        "%00",
        "x" * 5000,
    ],
)
def test_only_files_of_the_output_folder_are_served(server: PreviewServer, ask: Ask, name: str) -> None:
    """No way up, no link out, nothing hidden, no listing."""
    response = ask(f"/{server.site.token}/{name}")

    assert (response.status, response.read()) == (404, b"Not Found\n")


def test_the_token_alone_leads_to_the_page(server: PreviewServer, ask: Ask) -> None:
    """It lists nothing."""
    response = ask(f"/{server.site.token}/")

    assert (response.status, response.headers["Location"]) == (302, f"/{server.site.token}/tiny.html")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"])
def test_other_methods_are_refused(server: PreviewServer, ask: Ask, method: str) -> None:
    """There is nothing to send here."""
    response = ask(f"/{server.site.token}/tiny.html", method=method)

    assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD")


def test_head_has_no_body(server: PreviewServer, ask: Ask) -> None:
    """The same headers as with GET."""
    response = ask(f"/{server.site.token}/tiny.pdf", method="HEAD")

    assert (response.status, response.headers["Content-Length"], response.read()) == (200, "8", b"")


def test_other_files_are_served_as_they_are(server: PreviewServer, ask: Ask) -> None:
    """The print, byte for byte."""
    response = ask(f"/{server.site.token}/tiny.pdf")

    assert (response.headers["Content-Type"], response.read()) == ("application/pdf", b"%PDF-1.7")


def test_a_report_that_was_never_built_has_a_page_that_waits(
    server: PreviewServer, ask: Ask, folder: Path
) -> None:
    """So the browser can be opened at once."""
    (folder / "tiny.html").unlink()

    response = ask(f"/{server.site.token}/tiny.html")

    assert response.status == 200
    assert "not built yet" in response.read().decode()


def test_events_come_as_they_happen(server: PreviewServer, ask: Ask) -> None:
    """The state of now first, then each next one."""
    server.heartbeat_seconds = 0.05
    server.site.board.publish(State(builds=1))
    stream = ask(f"/{server.site.token}/-/events")

    first, _ = stream.readline(), stream.readline()
    beat, _ = stream.readline(), stream.readline()
    server.site.board.publish(State(builds=2))
    second = next(line for line in iter(stream.readline, b"") if line.startswith(b"data"))

    assert b'"builds": 1' in first
    assert beat == b": still here\n"
    assert b'"builds": 2' in second


@pytest.mark.parametrize("port", [-1, 65536])
def test_no_such_port_is_wrong_usage(folder: Path, port: int) -> None:
    """Said in one line."""
    with pytest.raises(UsageError, match=rf"^--port {port}: there is no such port\. Say another --port, or leave"):
        PreviewServer(folder, "tiny", Board(), port)


def test_a_port_in_use_is_wrong_usage(server: PreviewServer, folder: Path) -> None:
    """The line says what to do."""
    port = server.server_address[1]

    with pytest.raises(
        UsageError, match=rf"^--port {port}: address already in use\. Say another --port, or leave"
    ):
        PreviewServer(folder, "tiny", Board(), port)
