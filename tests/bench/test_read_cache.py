"""The S3 that the benchmark reads from: the same objects as moto's, also with TLS."""

import os

import pytest

from bench.contenders.models import emulated_s3, model_uri
from bench.measure.functions import aws_environ
from chalicelib.store.opening import open_reader
from train.registry.writable_store import open_writer

MOST = 1000


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
