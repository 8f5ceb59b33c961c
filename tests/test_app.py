"""The routes, through Chalice's test client and by calling the app with API Gateway's events."""

import json
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest
from chalice.test import Client, HTTPResponse

from tests.servers import ROOT
from train.bundle import Bundle
from train.storage import DirectoryStorage

SPAM = "win a free phone, txt WIN to 80001"
PLAIN = "text/plain"

Ask = Callable[..., HTTPResponse]


@pytest.fixture
def ask(app_module: ModuleType) -> Iterator[Ask]:
    with Client(app_module.app, project_dir=str(ROOT)) as client:

        def post(body: bytes, content_type: str | None = PLAIN) -> HTTPResponse:
            headers = {} if content_type is None else {"Content-Type": content_type}
            return client.http.post("/spamorham", headers=headers, body=body)

        yield post


def assert_error(response: HTTPResponse, status: int, code: str) -> str:
    """Assert a Chalice error body; return its message."""
    assert response.status_code == status
    assert set(response.json_body) == {"Code", "Message"}
    assert response.json_body["Code"] == code
    return str(response.json_body["Message"])


def test_a_text_is_answered_with_its_label_in_a_list(ask: Ask, default_bundle: Bundle) -> None:
    response = ask(SPAM.encode())
    assert (response.status_code, response.json_body) == (200, ["spam"])
    ham = "ok lor, going home now"
    assert ask(ham.encode()).json_body == [default_bundle.model().predict(ham)] == ["ham"]


def test_no_content_type_counts_as_plain_text(ask: Ask) -> None:
    assert ask(SPAM.encode(), None).json_body == ["spam"]


@pytest.mark.parametrize(
    "content_type",
    ["text/plain; charset=utf-8", "Text/Plain;Charset=UTF-8", 'text/plain; charset="utf-8"', ""],
)
def test_content_types_of_plain_text_are_read(ask: Ask, content_type: str) -> None:
    assert ask(SPAM.encode(), content_type).json_body == ["spam"]


def test_a_charset_in_the_form_of_rfc_2231_is_read(ask: Ask) -> None:
    content_type = "text/plain; charset*=us-ascii'en'utf-16"
    assert ask(SPAM.encode("utf-16"), content_type).json_body == ["spam"]


@pytest.mark.parametrize("charset", ["latin-1", "utf-16", "utf-16-le", "cp1252", "koi8-r"])
def test_other_charsets_are_decoded(
    app_module: ModuleType, ask: Ask, charset: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    watched = type("Watched", (), {"predict": lambda _, text: seen.append(text)})
    monkeypatch.setattr(app_module.predictor, "model", watched)
    text = "привет" if charset == "koi8-r" else "Prämie café"
    ask(text.encode(charset), f"text/plain; charset={charset}")
    assert seen == [text]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param(b"", "an empty body", id="empty"),
        pytest.param(b" \r\n\t ", "white space alone", id="white-space"),
    ],
)
def test_an_empty_text_is_refused(ask: Ask, body: bytes, found: str) -> None:
    assert found in assert_error(ask(body), 400, "BadRequestError")


def test_bytes_that_the_charset_does_not_decode_are_refused(ask: Ask) -> None:
    message = assert_error(ask("café".encode("latin-1")), 400, "BadRequestError")
    assert "'utf-8'" in message
    assert "charset=iso-8859-1" in message


@pytest.mark.parametrize("charset", ["klingon", "zlib", "a\0b", "x" * 5000])
def test_an_unknown_charset_is_refused(ask: Ask, charset: str) -> None:
    response = ask(b"hello", f"text/plain; charset={charset}")
    message = assert_error(response, 400, "BadRequestError")
    assert "accepted is one that Python names" in message
    assert len(message) < 250


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "application/json", "plain", "text/html"]
)
def test_another_content_type_is_refused_with_the_header_to_send(
    ask: Ask, content_type: str
) -> None:
    message = assert_error(ask(b"hello", content_type), 415, "UnsupportedMediaTypeError")
    assert repr(content_type) in message
    assert "'Content-Type: text/plain'" in message


def test_a_text_of_the_greatest_size_is_read_and_one_byte_more_refused(ask: Ask) -> None:
    assert ask(b"x" * 2000).status_code == 200
    message = assert_error(ask(b"x" * 2001), 413, "PayloadTooLargeError")
    assert message == "found a text of 2001 bytes; at most 2000 are accepted"


def test_without_a_model_the_answer_is_503_and_when_to_try_again(
    load_app: Callable[..., ModuleType], capsys: pytest.CaptureFixture[str]
) -> None:
    app_module = load_app(MODEL_URI="no-such-directory")
    with Client(app_module.app, project_dir=str(ROOT)) as client:
        for path in ("/health", "/model"):
            response = client.http.get(path)
            assert_error(response, 503, "ServiceUnavailableError")
            assert response.headers["Retry-After"] == "5"
            assert b"no-such-directory" not in response.body
    first, _ = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["refresh_error"] == "no-such-directory/current.json: no such file"


def test_health_tells_the_version(app_module: ModuleType, default_bundle: Bundle) -> None:
    with Client(app_module.app, project_dir=str(ROOT)) as client:
        response = client.http.get("/health")
    expected = {"status": "ok", "version": default_bundle.manifest.version}
    assert (response.status_code, response.json_body) == (200, expected)


def test_model_tells_what_is_public_of_the_manifest(
    app_module: ModuleType, default_bundle: Bundle
) -> None:
    with Client(app_module.app, project_dir=str(ROOT)) as client:
        facts = client.http.get("/model").json_body
    manifest = default_bundle.manifest
    assert (facts["version"], facts["classes"]) == (manifest.version, ["ham", "spam"])
    for name in ("recipe", "created", "threshold", "metrics", "data"):
        assert facts[name] == manifest.document[name]
    assert "files" not in facts


def test_each_request_writes_one_line_without_its_text(
    ask: Ask, default_bundle: Bundle, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(SPAM.encode())
    ask(b"  ")
    first, second = capsys.readouterr().out.splitlines()
    assert SPAM not in first
    facts = json.loads(first)
    assert facts["route"] == "POST /spamorham"
    assert facts["version"] == default_bundle.manifest.version
    names = ("status", "ColdStart", "Texts", "Predictions.spam", "Refreshes")
    assert [facts[name] for name in names] == [200, [1.0], [1.0], [1.0], [1.0]]
    assert json.loads(second)["Rejected.BadRequestError"] == [1.0]
    assert "ColdStart" not in json.loads(second)


def test_in_lambda_the_model_is_loaded_at_the_start(
    load_app: Callable[..., ModuleType], published: DirectoryStorage
) -> None:
    app_module = load_app(MODEL_URI=published.uri, AWS_LAMBDA_FUNCTION_NAME="spam-or-ham-dev")
    assert app_module.predictor.version() is not None


def test_a_bad_setting_stops_the_start(load_app: Callable[..., ModuleType]) -> None:
    with pytest.raises(Exception, match="MAX_TEXT_BYTES is 'many'; accepted is an integer") as e:
        load_app(MAX_TEXT_BYTES="many")
    assert type(e.value).__name__ == "SettingError"
