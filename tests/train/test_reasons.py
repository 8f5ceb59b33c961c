"""Failures of the network and of files are told in plain words."""

import socket
import ssl
from urllib.error import HTTPError, URLError

import pytest

from train.reasons import NO_HOST, reason


def untrusted() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] (_ssl.c:1000)")
    error.verify_message = "self-signed certificate"
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (URLError(socket.gaierror(-2, "Name or service not known")), NO_HOST),
        (URLError(untrusted()), "its certificate is not trusted: self-signed certificate"),
        (URLError("unknown url type: x"), "unknown url type: x"),
        (HTTPError("http://a", 404, "Not Found", None, None), "HTTP Error 404: Not Found"),  # type: ignore[arg-type]
        (OSError(28, "No space left on device", "a.csv"), "No space left on device"),
        (ValueError("found x"), "found x"),
    ],
)
def test_a_reason_has_no_words_of_python(error: Exception, expected: str) -> None:
    assert reason(error) == expected
