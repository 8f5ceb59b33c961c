"""What keeps `bucket` from creating or changing a bucket is one line."""

import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from chalicelib.store.location import BUCKET_NAME_RULE
from tests.support.buckets import NEW
from tests.support.commands import Run
from tests.support.mistakes import assert_mistake
from tests.support.stores import BUCKET


@pytest.fixture
def foreign_s3(s3: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Start an S3 where every name is taken; yield a function that sets the status of HEAD."""
    del s3
    status = [0]

    class Handler(BaseHTTPRequestHandler):
        def respond(self, status: int, body: bytes = b"") -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_HEAD(self) -> None:
            self.respond(status[0])

        def do_GET(self) -> None:
            self.respond(403, b"<Error><Code>AccessDenied</Code></Error>")

        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"] or 0))
            self.respond(409, b"<Error><Code>BucketAlreadyExists</Code></Error>")

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
    yield lambda head: status.__setitem__(0, head)
    server.shutdown()
    server.server_close()


def test_a_name_that_another_account_has_is_a_mistake(
    run: Run, foreign_s3: Callable[[int], None]
) -> None:
    foreign_s3(404)
    assert_mistake(run("bucket", NEW), "the name is taken by another account")
    foreign_s3(403)
    assert_mistake(run("bucket", NEW), f"s3://{NEW}: access denied; the bucket belongs to another")


@pytest.mark.usefixtures("s3")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("My_Models", "expected a bucket name of 3 to 63 char", id="characters"),
        pytest.param("a..b", f"bucket is 'a..b'; expected {BUCKET_NAME_RULE}", id="dots"),
        pytest.param("s3://my..models/x", f"models/x'; expected {BUCKET_NAME_RULE}", id="uri"),
        pytest.param("ab", "expected a bucket name of 3 to 63 characters", id="short"),
        pytest.param("", "bucket is ''", id="empty"),
        pytest.param(
            "s3://models/spam", "expected its name without a prefix, 'models'", id="prefix"
        ),
    ],
)
def test_an_invalid_name_is_a_mistake(run: Run, name: str, message: str) -> None:
    assert_mistake(run("bucket", name), message)


@pytest.mark.usefixtures("no_credentials")
def test_missing_credentials_are_a_mistake(run: Run) -> None:
    assert_mistake(run("bucket", BUCKET), "no AWS credentials found; set AWS_ACCESS_KEY_ID")


@pytest.mark.usefixtures("s3")
@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        pytest.param("AWS_DEFAULT_REGION", None, "no region is configured; give --reg", id="none"),
        pytest.param("AWS_DEFAULT_REGION", "x y", "boto3 cannot be set up: ", id="region"),
        pytest.param("AWS_PROFILE", "missing", "boto3 cannot be set up: ", id="profile"),
        pytest.param("AWS_ENDPOINT_URL", "http://127.0.0.1:1", "Could not connect", id="offline"),
    ],
)
def test_an_unusable_environment_is_a_mistake(
    run: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str | None, message: str
) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    if value is None:
        monkeypatch.delenv(variable)
    else:
        monkeypatch.setenv(variable, value)
    assert_mistake(run("bucket", BUCKET), message)


def test_an_error_of_the_first_request_is_a_mistake(
    run: Run, foreign_s3: Callable[[int], None]
) -> None:
    foreign_s3(400)
    assert_mistake(run("bucket", NEW), "S3 returned 400")
