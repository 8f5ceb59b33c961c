"""Mails in `message/rfc822`, for each form in which a body arrives."""

from types import ModuleType

import pytest

from chalicelib.mail.mail_text import mail_text
from tests.support.requests import SPAM, WAYS, send
from tests.support.responses import assert_error

MAIL = "message/rfc822"
RAW = f"From: Ann <ann@shop.test>\nSubject: hi\nContent-Type: text/html\n\n<p>{SPAM}</p>".encode()


@pytest.mark.parametrize("way", WAYS)
def test_a_mail_has_the_label_of_its_text(app_module: ModuleType, way: str) -> None:
    assert send(app_module, way, RAW, MAIL).json_body == ["spam"]
    as_text = send(app_module, way, mail_text(RAW).encode())
    assert as_text.json_body == ["spam"]


@pytest.mark.parametrize("way", WAYS)
def test_an_explained_mail_comes_with_its_text(app_module: ModuleType, way: str) -> None:
    found = send(app_module, way, RAW, MAIL, "/explain").json_body
    assert found.pop("text") == mail_text(RAW)
    assert found == send(app_module, way, mail_text(RAW).encode(), path="/explain").json_body
    first = found["evidence"][0]
    assert mail_text(RAW)[first["start"] : first["end"]] == first["text"]


@pytest.mark.parametrize("way", ["local", "base64"])
def test_a_mail_keeps_the_bytes_of_its_charset(app_module: ModuleType, way: str) -> None:
    raw = b"Content-Type: text/plain; charset=koi8-r\n\n" + "\u041f\u0440\u0438\u0437".encode(
        "koi8-r"
    )
    found = send(app_module, way, raw, MAIL, "/explain").json_body
    assert found["text"].endswith("\u041f\u0440\u0438\u0437")


@pytest.mark.parametrize("way", WAYS)
def test_an_empty_mail_is_refused(app_module: ModuleType, way: str) -> None:
    message = assert_error(send(app_module, way, b"", MAIL), 400, "BadRequestError")
    assert message == "found an empty body; expected a text to classify"


def test_a_mail_whose_line_ends_were_removed_is_refused(app_module: ModuleType) -> None:
    response = send(app_module, "local", RAW.replace(b"\n", b""), MAIL)
    assert "--data-binary" in assert_error(response, 400, "BadRequestError")


def test_a_mail_without_text_is_refused(app_module: ModuleType) -> None:
    response = send(app_module, "local", b"Subject:\n\n", MAIL)
    message = assert_error(response, 400, "BadRequestError")
    assert message == "found a mail without text; expected a text to classify"


def test_the_text_of_a_mail_is_limited(app_module: ModuleType) -> None:
    response = send(app_module, "local", b"Subject: hi\n\n" + b"a " * 40_000, MAIL)
    message = assert_error(response, 413, "PayloadTooLargeError")
    assert message.startswith("found a text of 80012 bytes in UTF-8; expected at most 2000")
