"""Data is fetched completely or not at all."""

import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import boto3
import pytest

from emulation.servers import free_port
from tests.support.corpus_files import CSV, LABELS
from tests.support.http_server import serving
from tests.support.stores import BUCKET
from train.corpus.reader import read_corpus
from train.corpus.sources import remote
from train.errors import InputError


class Handler(BaseHTTPRequestHandler):
    """Serve the corpus at each path but /none; /short breaks off, /endless names no length."""

    def do_GET(self) -> None:
        """Respond to one request."""
        if self.path == "/none":
            self.send_error(404)
            return
        self.send_response(200)
        if not self.path.startswith("/endless"):
            self.send_header("Content-Length", str(len(CSV)))
        self.end_headers()
        self.wfile.write(CSV[:-10] if self.path == "/short" else CSV)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("no_proxy", "*")
    with serving(Handler) as address:
        yield address


@pytest.mark.parametrize(
    "path", ["/data/my%20sms.csv?raw=true", "/endless.csv", "", "/", "?format=csv", "/?format=csv"]
)
def test_a_corpus_is_read_from_the_web(server: str, path: str) -> None:
    assert read_corpus([server + path]).labels == LABELS


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/none", "/none: cannot be fetched: HTTP Error 404"),
        ("/short", f"/short: sent {len(CSV) - 10} bytes; expected {len(CSV)}"),
    ],
)
def test_a_failed_download_is_refused(server: str, path: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_corpus([server + path])


def test_a_server_that_cannot_be_reached_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with pytest.raises(InputError, match=r"cannot be fetched: .*refused"):
        read_corpus([f"http://127.0.0.1:{free_port()}/c.csv"])


def test_missing_credentials_are_told_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    with pytest.raises(InputError, match=r"c\.csv: cannot be fetched: no AWS credentials found"):
        read_corpus(["s3://bucket/c.csv"])


def test_a_download_is_bounded(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "MAX_BYTES", len(CSV) - 1)
    with pytest.raises(InputError, match=f"sends more than {len(CSV) - 1} bytes"):
        read_corpus([server + "/endless.csv"])


def test_a_corpus_is_read_from_s3(s3: str) -> None:
    client = boto3.client("s3")
    client.put_object(Bucket=BUCKET, Key="data/sms.csv", Body=CSV)
    client.close()
    assert read_corpus([f"s3://{BUCKET}/data/sms.csv"]).labels == LABELS
    with pytest.raises(InputError, match=r"s3://.*/none: cannot be fetched: .*NoSuchKey"):
        read_corpus([f"s3://{BUCKET}/none"])


@pytest.mark.parametrize(
    "address", ["s3://bucket", "s3://bucket/", "s3://bucket/folder/", "s3:///a"]
)
def test_an_s3_address_names_one_file(address: str) -> None:
    with pytest.raises(InputError, match="expected s3://bucket/key of one file"):
        read_corpus([address])
