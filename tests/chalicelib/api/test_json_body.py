"""JSON bodies of `POST /spamorham`, for each form in which a body arrives."""

import json
from collections.abc import Callable
from functools import partial
from types import ModuleType

import pytest
from chalice.test import HTTPResponse

from tests.support.requests import SPAM, WAYS, send
from tests.support.responses import assert_error
from train.registry.writable_store import DirectoryWriter

HAM = "ok lor, going home now"
JSON = "application/json"
EXPECTED = (
    "expected a JSON string, an array of 1 to 3 strings, or an object with the string 'text' or "
    "the array 'texts'"
)

Post = Callable[..., HTTPResponse]


@pytest.fixture
def three(load_app: Callable[..., ModuleType], published: DirectoryWriter) -> ModuleType:
    """Return app.py for at most 3 texts of at most 2,000 bytes."""
    return load_app(MODEL_URI=published.uri, MAX_TEXTS="3", MAX_TEXT_BYTES="2000")


@pytest.fixture(params=WAYS)
def post(request: pytest.FixtureRequest, three: ModuleType) -> Post:
    def post(body: bytes, content_type: str = JSON) -> HTTPResponse:
        return send(three, request.param, body, content_type)

    return post


@pytest.fixture(params=["local", "base64"])
def post_bytes(request: pytest.FixtureRequest, three: ModuleType) -> Post:
    """Return `post` without the form that API Gateway decodes as UTF-8."""
    return partial(send, three, request.param, content_type=JSON)


def labels(response: HTTPResponse) -> object:
    assert response.status_code == 200
    return response.json_body


def refused(response: HTTPResponse) -> str:
    return assert_error(response, 400, "BadRequestError")


def test_a_string_is_one_text(post: Post) -> None:
    assert labels(post(json.dumps(SPAM).encode())) == ["spam"]


def test_the_labels_have_the_order_of_the_array(post: Post) -> None:
    assert labels(post(json.dumps([SPAM, HAM, SPAM]).encode())) == ["spam", "ham", "spam"]
    assert labels(post(json.dumps([HAM]).encode())) == ["ham"]


def test_a_text_has_the_same_label_in_json_as_raw(post: Post) -> None:
    text = f"{SPAM}\n🎁 £100"
    escaped, as_it_is = (json.dumps(text, ensure_ascii=ascii_only) for ascii_only in (True, False))
    assert labels(post(escaped.encode())) == labels(post(as_it_is.encode())) == ["spam"]
    assert labels(post(text.encode(), "text/plain")) == ["spam"]


@pytest.mark.parametrize("content_type", ["Application/JSON", "application/json; charset=utf-8"])
def test_content_types_of_json_are_read(post: Post, content_type: str) -> None:
    assert labels(post(json.dumps([SPAM]).encode(), content_type)) == ["spam"]


def test_too_many_texts_are_refused_with_the_limit(post: Post) -> None:
    assert post(json.dumps([HAM] * 3).encode()).status_code == 200
    message = assert_error(post(json.dumps([HAM] * 4).encode()), 413, "PayloadTooLargeError")
    assert message == "found an array of 4 texts; expected at most 3"


@pytest.mark.parametrize("large", ["x" * 2001, "é" * 1001, "🎁" * 501], ids=["1", "2", "4"])
def test_a_large_element_is_refused_with_its_index_and_the_limit(post: Post, large: str) -> None:
    size = len(large.encode())
    message = assert_error(post(json.dumps([HAM, large]).encode()), 413, "PayloadTooLargeError")
    assert message == f"found a text of {size} bytes in UTF-8 as element 1; expected at most 2000"


def test_a_large_string_is_refused_with_the_limit(post: Post) -> None:
    assert post(json.dumps("x" * 2000).encode()).status_code == 200
    message = assert_error(post(json.dumps("x" * 2001).encode()), 413, "PayloadTooLargeError")
    assert message == "found a text of 2001 bytes in UTF-8 as the JSON body; expected at most 2000"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('""', "an empty text as the JSON body"),
        ('" \\t"', "only white space as the JSON body"),
        ('["a", ""]', "an empty text as element 1"),
        ('["a", "b", "\\n\\u3000"]', "only white space as element 2"),
    ],
)
def test_an_empty_text_is_refused_with_its_index(post: Post, body: str, found: str) -> None:
    assert refused(post(body.encode())) == f"found {found}; expected a text to classify"


def test_an_empty_array_is_refused(post: Post) -> None:
    assert refused(post(b"[]")) == f"found an empty array; {EXPECTED}"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("null", "null as the JSON body"),
        ("true", "true or false as the JSON body"),
        ("1", "a number as the JSON body"),
        ("-1.5e3", "a number as the JSON body"),
        ("9" * 4000, "a number as the JSON body"),
        ("NaN", "a number as the JSON body"),
        ("[-Infinity]", "a number as element 0"),
        ("1e999", "a number as the JSON body"),
        ("{}", "an object without 'text' or 'texts'"),
        ('{"a": "x"}', "an object without 'text' or 'texts'"),
        ('{"text": "hello", "texts": ["hello"]}', "an object with 2 members"),
        ('{"text": ["hello"]}', "an array as 'text'"),
        ('{"texts": "hello"}', "a string as 'texts'"),
        ('{"texts": []}', "an empty array"),
        ('{"texts": [1]}', "a number as element 0"),
        ('["a", null]', "null as element 1"),
        ('["a", "b", {}]', "an object as element 2"),
        ('[["a"]]', "an array as element 0"),
        ("[" * 500 + "]" * 500, "an array as element 0"),
    ],
)
def test_another_json_type_is_refused_with_its_name(post: Post, body: str, found: str) -> None:
    message = refused(post(body.encode())).removesuffix(", and nothing else")
    assert message == f"found {found}; {EXPECTED}"


def test_an_object_holds_a_text_or_texts(post: Post) -> None:
    assert labels(post(json.dumps({"text": SPAM}).encode())) == ["spam"]
    assert labels(post(json.dumps({"texts": [HAM, SPAM]}).encode())) == ["ham", "spam"]


@pytest.mark.parametrize(
    "body",
    [" ", "hello", "'hello'", '"hello', '["a",]', '["a"', '"a" "b"', '"a\tb"', '"\\x"', "\0"],
)
def test_malformed_json_is_refused_with_the_position(post: Post, body: str) -> None:
    message = refused(post(body.encode()))
    assert message.startswith("found malformed JSON (")
    assert ": character " in message
    assert message.endswith(EXPECTED)


def test_an_empty_body_is_refused(post: Post) -> None:
    assert refused(post(b"")) == f"found an empty body; {EXPECTED}"


def test_json_nested_too_deeply_is_refused(post: Post) -> None:
    assert refused(post(b"[" * 200_000)) == f"found JSON nested too deeply; {EXPECTED}"


def test_a_number_with_too_many_digits_is_refused(post: Post) -> None:
    message = refused(post(b"[" + b"9" * 5000 + b"]"))
    assert message == f"found a JSON number with too many digits; {EXPECTED}"


@pytest.mark.parametrize("text", ['"\\ud800"', '["\\udfff free", "\\u0000"]', '"\\ufeff"'])
def test_lone_surrogates_and_nul_are_classified(post: Post, text: str) -> None:
    assert post(text.encode()).status_code == 200


def test_a_byte_order_mark_is_skipped(post: Post) -> None:
    assert labels(post(json.dumps([SPAM]).encode("utf-8-sig"))) == ["spam"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_json_in_another_unicode_encoding_is_read(post_bytes: Post, encoding: str) -> None:
    assert labels(post_bytes(json.dumps([SPAM]).encode(encoding))) == ["spam"]


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b'"caf\xe9"', b'["a", "\xc3"]'])
def test_bytes_that_are_not_unicode_are_refused(post_bytes: Post, body: bytes) -> None:
    message = refused(post_bytes(body))
    assert message == f"found JSON that is not in UTF-8; {EXPECTED}"
