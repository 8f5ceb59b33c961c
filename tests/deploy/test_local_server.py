"""`python -m deploy serve`: it serves, or says in one line why it cannot."""

import http.client
import importlib
import json
import re
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Thread

import pytest

from chalicelib.api.json_response import HEADERS
from deploy.__main__ import main
from deploy.local_server import open_server
from emulation.servers import ROOT, free_port
from tests.support.commands import Run, runner
from tests.support.mistakes import assert_mistake
from train.registry.writable_store import DirectoryWriter

UNKNOWN = "20260131T093000Z-0123456789ab"


@pytest.fixture
def serve(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    published: DirectoryWriter,
    load_app: Callable[..., object],
) -> Run:
    """Return a function that runs the command in the project, over a published model."""
    del load_app  # it restores the app that other tests have imported
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("MODEL_URI", published.uri)
    monkeypatch.delitem(sys.modules, "app", raising=False)
    return runner(main, capsys)


@pytest.fixture
def busy() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.usefixtures("serve")
def test_the_promoted_model_is_served(published: DirectoryWriter) -> None:
    port = free_port()
    server = open_server(str(port))
    Thread(target=server.handle_single_request, daemon=True).start()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/health")
    response = connection.getresponse()
    promoted = json.loads(Path(published.uri, "current.json").read_text())["version"]
    assert json.loads(response.read())["version"] == promoted
    connection.close()
    server.server.server_close()


@pytest.mark.usefixtures("serve")
def test_many_clients_may_wait_at_once() -> None:
    port = free_port()
    server = open_server(str(port))  # which takes no request yet
    clients = [socket.create_connection(("127.0.0.1", port), timeout=2) for _ in range(40)]
    for client in clients:
        client.close()
    server.server.server_close()


@pytest.fixture
def ask(serve: Run) -> Iterator[Callable[..., bytes]]:
    """Return a function that sends bytes on a connection, and returns all until it is closed."""
    del serve
    server = open_server(str(free_port()))
    Thread(target=server.serve_forever, daemon=True).start()

    def send(*parts: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
            client.sendall(b"".join(parts) + b"GET /v2/health/live HTTP/1.0\r\n\r\n")
            return b"".join(iter(lambda: client.recv(1000), b""))

    yield send
    server.shutdown()
    server.server.server_close()


def test_requests_at_the_same_time_are_not_mixed_up(
    ask: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, both = importlib.import_module("app").model_cache, Barrier(2, timeout=10)
    model = cache.model()
    # Each thread has its request, and waits for the other one before it reads the text.
    monkeypatch.setattr(cache, "model", lambda: both.wait() is not None and model)
    texts = [b"win a free phone", b"see you at home"]
    with ThreadPoolExecutor(2) as threads:
        sent = [LENGTH + b"%d\r\n\r\n" % len(text) + text for text in texts]
        responses = [*threads.map(ask, sent)]
    assert [re.findall(rb'\["(\w+)"\]', each) for each in responses] == [[b"spam"], [b"ham"]]


POST = b"POST /spamorham HTTP/1.1\r\nContent-Type: text/plain\r\n"
LENGTH = POST + b"Content-Length: "
GZIP = POST + b"Transfer-Encoding: gzip\r\n\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


def test_a_body_in_chunks_is_read_and_the_connection_kept(ask: Callable[..., bytes]) -> None:
    chunks = b"5;x=y\r\nwin a\r\nA\r\n free phone\r\n0\r\nExpires: 0\r\n\r\n"
    first, _, last = ask(CHUNKED, chunks).partition(b'["spam"]')
    assert b" 200 " in first
    assert b'{"live":true}' in last


def test_a_response_to_head_has_no_body(ask: Callable[..., bytes]) -> None:
    for path in (b"/health", b"/spamorham", b"/nowhere"):
        first, _, last = ask(b"HEAD ", path, b" HTTP/1.1\r\n\r\n").partition(b"\r\n\r\n")
        assert first.startswith(b"HTTP/1.1 ")
        assert last.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("sent", "status", "message"),
    [
        pytest.param(CHUNKED + b"hi\r\n", 400, "without its length", id="no-length"),
        pytest.param(CHUNKED + b"-1\r\n", 400, "-1 bytes; expected 0 or more", id="negative"),
        pytest.param(CHUNKED + b"9999999\r\n", 413, "expected a body of at most", id="chunks"),
        pytest.param(LENGTH + b"x\r\n\r\n", 400, "'x'; expected an integer", id="no-number"),
        pytest.param(LENGTH + b"10000001\r\n\r\n", 413, "Length 10000001; expected", id="long"),
        pytest.param(LENGTH + b"2\r\nContent-Length: 3\r\n\r\n", 400, "2 and 3; exp", id="two"),
        pytest.param(GZIP + b"\x1f\x8b", 501, "'gzip'; expected chunked", id="coding"),
        pytest.param(b"TRACE / HTTP/1.1\r\n\r\n", 501, "method ('TRACE')", id="method"),
        pytest.param(b"GET / a b HTTP/1.1\r\n\r\n", 400, "Bad request syntax", id="line"),
        pytest.param(LENGTH + b"9" * 5000 + b"\r\n\r\n", 413, f"{'9' * 20};", id="digits"),
    ],
)
def test_a_body_that_cannot_be_read_ends_the_connection(
    ask: Callable[..., bytes], sent: bytes, status: int, message: str
) -> None:
    response = ask(sent)
    assert response.startswith(b"HTTP/1.1 %d " % status)
    assert message.encode() in response
    assert b"live" not in response
    head, _, body = response.partition(b"\r\n\r\n")
    assert {*json.loads(body)} == {"Code", "Message"}
    assert all(f"{name}: {value}".encode() in head for name, value in HEADERS.items())


def test_an_unknown_route_has_the_headers_of_all_json(ask: Callable[..., bytes]) -> None:
    response = ask(b"GET /nowhere HTTP/1.1\r\n\r\n")
    assert response.startswith(b"HTTP/1.1 403 ")
    assert all(f"{name}: {value}".encode() in response for name, value in HEADERS.items())


@pytest.mark.usefixtures("serve")
def test_a_client_that_hangs_up_leaves_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    server = open_server(str(free_port()))
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.sendall(LENGTH + b"1000\r\n\r\nhalf of")
    server.handle_single_request()  # after a reset
    server.server.server_close()
    assert "Traceback" not in capsys.readouterr().err


def test_a_busy_port_is_a_mistake(serve: Run, busy: int) -> None:
    message = f"port {busy} is in use; name another with make run PORT=N"
    assert_mistake(serve("serve", "--port", busy), message)


@pytest.mark.parametrize("port", ["", "0", "-1", "65536", "8e3", "http", "٣", "9" * 5000])
def test_a_port_that_is_none_is_a_mistake(serve: Run, port: str) -> None:
    assert_mistake(serve("serve", f"--port={port}"), "expected an integer from 1 to 65535")


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("MAX_TEXTS", "abc", "MAX_TEXTS is 'abc'; expected an integer from 1 to 100000"),
        ("MODEL_URI", "s3://", "MODEL_URI: store is 's3://'; expected a directory or"),
        (
            "MODEL_URI",
            "nothing-here",
            "nothing-here/current.json: no such file; expected a promoted",
        ),
        ("MODEL_VERSION", "latest", "MODEL_VERSION is 'latest'; expected a name such as"),
        (
            "MODEL_VERSION",
            UNKNOWN,
            f"versions/{UNKNOWN}/manifest.json: no such file; expected a publ",
        ),
    ],
)
def test_a_setting_that_serves_nothing_is_a_mistake(
    serve: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, message: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert_mistake(serve("serve", "--port", free_port()), message)


def test_a_broken_configuration_is_a_mistake(
    serve: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".chalice").mkdir()
    (tmp_path / ".chalice" / "config.json").write_text("{")
    monkeypatch.chdir(tmp_path)
    assert_mistake(serve("serve"), ".chalice/config.json: invalid JSON")
