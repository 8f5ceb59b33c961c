"""The corpus is fetched completely and with the pinned digest, or not at all."""

import hashlib
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.support.http_server import serving
from train.corpus import download
from train.corpus.download import PinnedFile, fetch
from train.errors import InputError

BODY = b"label,text\nham,see you at the harbour\nspam,claim a lamp now\n"
SHA256 = hashlib.sha256(BODY).hexdigest()


class Handler(BaseHTTPRequestHandler):
    """Serve the body at /corpus and a shortened one at /short; 404 elsewhere."""

    def do_GET(self) -> None:
        """Respond to one request."""
        if self.path not in ("/corpus", "/short"):
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY if self.path == "/corpus" else BODY[:-10])

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("no_proxy", "*")
    with serving(Handler) as address:
        yield address


def test_the_pinned_bytes_are_kept_as_they_are(server: str, tmp_path: Path) -> None:
    path = tmp_path / "build" / "corpus.csv"
    fetch(PinnedFile("lamps", f"{server}/corpus", SHA256), path)
    assert path.read_bytes() == BODY


def test_other_bytes_are_not_kept_and_both_digests_are_named(server: str, tmp_path: Path) -> None:
    path = tmp_path / "corpus.csv"
    with pytest.raises(
        InputError, match=f"{len(BODY)} bytes with sha256 {SHA256}; expected {'0' * 64}"
    ):
        fetch(PinnedFile("lamps", f"{server}/corpus", "0" * 64), path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_survives_a_failed_fetch(server: str, tmp_path: Path) -> None:
    path = tmp_path / "corpus.csv"
    path.write_bytes(b"old")
    with pytest.raises(InputError, match="nothing was kept"):
        fetch(PinnedFile("lamps", f"{server}/corpus", "0" * 64), path)
    assert path.read_bytes() == b"old"


def test_a_body_that_is_cut_short_is_not_kept(server: str, tmp_path: Path) -> None:
    # Later versions of Python check the Content-Length; earlier ones leave it to the digest.
    with pytest.raises(InputError, match="lamps"):
        fetch(PinnedFile("lamps", f"{server}/short", SHA256), tmp_path / "corpus.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_body_over_the_limit_is_not_kept(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "MAX_BYTES", len(BODY) - 1)
    with pytest.raises(InputError, match=f"returned {len(BODY) - 1} bytes"):
        fetch(PinnedFile("lamps", f"{server}/corpus", SHA256), tmp_path / "corpus.csv")
    assert list(tmp_path.iterdir()) == []


def test_an_address_without_the_file_is_an_input_error(server: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be fetched: HTTP Error 404"):
        fetch(PinnedFile("lamps", f"{server}/nothing", SHA256), tmp_path / "corpus.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_refused_connection_is_an_input_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with socket.socket() as bound:  # bound and not listening: nobody else takes the port
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}/corpus"
        with pytest.raises(InputError, match=r"cannot be fetched: .*refused"):
            fetch(PinnedFile("lamps", url, SHA256), tmp_path / "corpus.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_path_that_cannot_be_written_is_an_input_error(server: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InputError, match=r"corpus\.csv: cannot be written: "):
        fetch(PinnedFile("lamps", f"{server}/corpus", SHA256), tmp_path / "file" / "corpus.csv")
