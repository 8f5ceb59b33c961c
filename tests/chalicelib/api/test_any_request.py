"""No request to any route causes a 5xx or a traceback, or makes the service reveal a text.

The requests are API Gateway's proxy events with string and base64-encoded bodies. The routes come
from the app, so new ones are included.
"""

import base64
import gzip
import importlib
import json
import logging
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.api.json_response import HEADERS as JSON_HEADERS
from emulation.gateway import PLAIN, proxy_event
from tests.support.examples import examples
from tests.support.requests import WAYS, call, send
from train.registry.writable_store import DirectoryWriter

MARKER = "zanzibar"
"""A word in every refused body below."""

ANY_STRING = st.text(st.characters(exclude_categories=()), max_size=60)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_STRING,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_STRING, inner, max_size=3),
    max_leaves=6,
)
TENSORS = st.fixed_dictionaries(
    {"name": st.just("text"), "datatype": st.just("BYTES")},
    optional={"shape": JSON_VALUES, "data": JSON_VALUES, "parameters": JSON_VALUES},
)
INFERENCES = st.fixed_dictionaries(
    {"inputs": st.lists(TENSORS | JSON_VALUES, max_size=2)},
    optional={"id": JSON_VALUES, "outputs": JSON_VALUES, "parameters": JSON_VALUES},
)
REPORTS = st.fixed_dictionaries(
    {"text": ANY_STRING | JSON_VALUES, "label": st.sampled_from(["ham", "spam"]) | JSON_VALUES},
    optional={"reporter": ANY_STRING | JSON_VALUES, "more": JSON_VALUES},
)
BODIES = (
    st.binary(max_size=60)
    | ANY_STRING.map(lambda text: text.encode("utf-8", "surrogatepass"))
    | (JSON_VALUES | INFERENCES | REPORTS).map(lambda value: json.dumps(value).encode())
    | st.sampled_from([b"[" * 100_000, b"9" * 5000, b"x" * 70_000, b"[" + b'"a",' * 1000 + b'"a"]'])
)
GZIPPED = (BODIES | st.just(bytes(300_000))).map(gzip.compress)
# API Gateway accepts at most 10,240 bytes of headers. Python limits the digits of an integer to
# 4,300, which RFC 2231's numbered parameters can exceed.
LONG = st.sampled_from([*"0x%;\"'\\ ", "%2", "'x", '\\"', ';="']).flatmap(
    lambda part: st.sampled_from([4301, 9000]).map(lambda size: part * (size // len(part)))
)
VALUES = (
    st.sampled_from(["utf-8", "koi8-r", "utf-16", "idna", "x'y'utf-8", '"utf-8"', '"a;b\\"', '"'])
    | st.text(max_size=12)
    | LONG
)
PARTS = (
    st.sampled_from(["", "*", "*0", "*0*", "*1", "**", "*-1"])
    | st.text(max_size=4).map("*".__add__)
    | LONG.map("*".__add__)
    | LONG
)
PARAMETERS = st.tuples(st.sampled_from(["charset", "CHARSET", "a", ""]), PARTS, VALUES).map(
    lambda parts: f"{parts[0]}{parts[1]}={parts[2]}"
)
CONTENT_TYPES = (
    st.sampled_from([PLAIN, "application/json", "text/plain; charset=utf-16", "text/html"])
    | st.lists(PARAMETERS, min_size=1, max_size=3).map(
        lambda parameters: "; ".join([PLAIN, *parameters])[:10_240]
    )
    | st.text(max_size=30)
    | LONG
)
HEADERS = st.none() | st.dictionaries(
    st.sampled_from(["Accept", "Origin", "Content-Length", "content-encoding"])
    | st.text(min_size=1, max_size=12),
    st.sampled_from(["gzip", "GZIP", "identity", "br", "*/*"]) | st.text(max_size=30) | LONG,
    max_size=3,
)
NAMES = st.just("spam-or-ham") | st.text(min_size=1)
TEXT_ROUTES = ("/spamorham", "/explain")
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")


class LogRecorder(logging.Handler):
    """Record the log messages."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Record a message, with its traceback if it has one."""
        self.messages.append(self.format(record))


@pytest.fixture(scope="module")
def any_app(
    published: DirectoryWriter, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MODEL_URI", published.uri)
        patch.setenv("REPORTS_URI", str(tmp_path_factory.mktemp("reports")))
        patch.setenv("REPORTS_PER_REPORTER", "1000")
        patch.delitem(sys.modules, "app", raising=False)
        yield importlib.import_module("app")


@pytest.fixture(scope="module")
def logged(any_app: ModuleType) -> Iterator[list[str]]:
    recorder = LogRecorder()
    any_app.app.log.addHandler(recorder)
    yield recorder.messages
    any_app.app.log.removeHandler(recorder)


def drawn_event(data: st.DataObject, routes: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Draw a request to one of the routes, mostly with a method that it has."""
    path = data.draw(st.sampled_from(sorted(routes)))
    method = data.draw(st.sampled_from([*routes[path]] * 5 + [*METHODS]))
    raw = data.draw(st.none() | BODIES | GZIPPED)
    encoded = raw is not None and data.draw(st.booleans())
    body = None if raw is None else raw.decode("utf-8", "surrogateescape")
    if raw is not None and encoded:
        body = base64.b64encode(raw).decode()
    event = proxy_event(body, data.draw(st.none() | CONTENT_TYPES), encoded, path=path)
    event["requestContext"]["httpMethod"] = event["httpMethod"] = method
    more = data.draw(HEADERS)
    event["headers"] = None if more is None else more | event["headers"]
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    event["pathParameters"] = {name: data.draw(NAMES) for name in names} or None
    return event


@settings(max_examples=examples(50), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_request_is_a_server_error(
    any_app: ModuleType, logged: list[str], data: st.DataObject
) -> None:
    routes = any_app.app.routes
    event = drawn_event(data, routes)
    response = call(any_app, event)
    method, path = event["httpMethod"], event["path"]
    expected = {200, 400, 404, 413, 415} if method in routes[path] else {405}
    assert response.status_code in expected
    assert logged == []
    if method == "HEAD":
        assert not response.body
        return
    page = (method, path) == ("GET", "/") and response.status_code == 200
    assert page or json.loads(response.body) is not None
    assert page or response.headers.items() >= JSON_HEADERS.items()


@settings(max_examples=examples(50), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content_type=CONTENT_TYPES, encoded=st.booleans(), path=st.sampled_from(TEXT_ROUTES))
def test_no_content_type_is_a_server_error(
    any_app: ModuleType, logged: list[str], content_type: str, encoded: bool, path: str
) -> None:
    way = "base64" if encoded else "string"
    response = send(any_app, way, MARKER.encode(), content_type, path)
    assert response.status_code in {200, 400, 415}
    assert logged == []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", TEXT_ROUTES)
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(MARKER, "text/html", id="other-type"),
        pytest.param(MARKER * 10_000, PLAIN, id="large"),
        pytest.param(MARKER, "application/json", id="malformed"),
        pytest.param(f'"{MARKER}\\x"', "application/json", id="escape"),
        pytest.param(f'{{"{MARKER}": "{MARKER}"}}', "application/json", id="shape"),
        pytest.param(f'["{MARKER}", " "]', "application/json", id="white-space"),
        pytest.param(f'["{MARKER * 10_000}"]', "application/json", id="large-element"),
    ],
)
def test_a_refused_text_is_neither_sent_back_nor_logged(
    any_app: ModuleType,
    way: str,
    path: str,
    body: str,
    content_type: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    response = send(any_app, way, body.encode(), content_type, path)
    written = capfd.readouterr()
    assert response.status_code in (400, 413, 415)
    assert MARKER not in response.body.decode() + written.out + written.err


@pytest.mark.parametrize("charset", ["klingon", "ascii"])
@pytest.mark.parametrize("path", TEXT_ROUTES)
def test_a_text_that_cannot_be_decoded_is_neither_sent_back_nor_logged(
    any_app: ModuleType, path: str, charset: str, capfd: pytest.CaptureFixture[str]
) -> None:
    body = f"{MARKER} é".encode()
    response = send(any_app, "base64", body, f"text/plain; charset={charset}", path)
    written = capfd.readouterr()
    assert response.status_code == 400
    assert MARKER not in response.body.decode() + written.out + written.err


@pytest.mark.parametrize("path", TEXT_ROUTES)
def test_an_accepted_text_is_not_logged(
    any_app: ModuleType, path: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert send(any_app, "local", MARKER.encode(), path=path).status_code == 200
    written = capfd.readouterr()
    assert written.out
    assert MARKER not in written.out + written.err
