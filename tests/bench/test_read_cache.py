"""The S3 that the benchmark reads from: the same objects as moto's, also with TLS."""

import os
from socket import create_connection
from urllib.parse import urlsplit

import pytest

from bench.contenders.models import emulated_s3, model_uri
from bench.measure.functions import aws_environ
from chalicelib.store.opening import open_reader
from emulation.s3.read_cache import ReadCache, Stored
from train.registry.writable_store import open_writer

MOST = 1000
REQUEST = (
    "PUT /bucket/key HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
    "Expect: 100-continue\r\nConnection: close\r\n\r\n"
)


def test_a_read_object_is_kept_until_it_is_written_again() -> None:
    # Undone before the emulation ends: it puts back what was set before it.
    with emulated_s3(tls=True), pytest.MonkeyPatch.context() as monkeypatch:
        writer = open_writer(model_uri("any"))
        writer.create("key", b"first")
        for name, value in aws_environ().items():
            monkeypatch.setenv(name, value)
        assert os.environ["AWS_ENDPOINT_URL"].startswith("https:")
        reader = open_reader(model_uri("any"))
        first = reader.read_changed("key", MOST, None)
        assert first is not None
        assert first.raw == b"first"
        assert reader.read_changed("key", MOST, first.tag) is None
        writer.replace_if_unchanged("key", b"second", first.tag)
        assert reader.read("key", MOST) == b"second"


def test_a_body_is_asked_for_if_the_client_waits_for_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ReadCache, "respond", lambda *sent: Stored(200, [], sent[-1]))
    with ReadCache("http://127.0.0.1:1") as front:
        url = urlsplit(front.url)
        with create_connection((url.hostname, url.port), 10) as connection:
            connection.sendall(REQUEST.encode())
            assert connection.recv(MOST) == b"HTTP/1.1 100 Continue\r\n\r\n"
            connection.sendall(b"texts")
            assert connection.recv(MOST).endswith(b"\r\n\r\ntexts")
