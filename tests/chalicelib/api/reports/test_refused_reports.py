"""POST /report refuses what is no report, and neither stores nor repeats it."""

import json
from types import ModuleType

import pytest
from chalice.app import BadRequestError, Request

from chalicelib.api.report_view import MAX_SHOWN_CHARACTERS, read_submission
from emulation.gateway import proxy_event
from tests.support.responses import assert_error
from tests.support.stored_reports import MARKER, REPORT
from tests.support.user_reports import JSON, TEXT, post_report
from train.registry.writable_store import DirectoryWriter

BAD = [
    pytest.param("x", "found malformed JSON", id="malformed"),
    pytest.param([REPORT], "found an array as the JSON body; expected an object", id="array"),
    pytest.param(MARKER, "found malformed JSON", id="text"),
    pytest.param({}, "found no 'label'; expected an object with the members", id="empty"),
    pytest.param({"label": "ham"}, "found no 'text'; expected an object", id="no-text"),
    pytest.param({"text": MARKER}, "found no 'label'; expected an object", id="no-label"),
    pytest.param(REPORT | {MARKER: 1}, "found 3 members; expected an object", id="unknown"),
    pytest.param(REPORT | {"text": 1}, "found a number as 'text'; expected a string", id="number"),
    pytest.param(REPORT | {"text": None}, "found missing or null as 'text'; expected", id="null"),
    pytest.param(
        REPORT | {"text": " \n"}, "found only white space as 'text'; expected", id="space"
    ),
    pytest.param(REPORT | {"label": 1}, "found a number as 'label'; expected one of", id="no-str"),
    pytest.param(REPORT | {"label": ["ham"]}, "found an array as 'label'; expected", id="labels"),
    pytest.param(REPORT | {"label": MARKER * 9}, "found an unknown label as 'label'", id="label"),
    pytest.param(REPORT | {"label": "unsure"}, "expected one of ham, spam", id="unsure"),
    pytest.param(REPORT | {"label": "ham\x00"}, "expected one of ham, spam", id="nul"),
    pytest.param(REPORT | {"label": "\ud800"}, "expected one of ham, spam", id="surrogate"),
    pytest.param(REPORT | {"reporter": 1}, "found a number as 'reporter'; expected", id="reporter"),
    pytest.param(REPORT | {"reporter": ""}, "found 0 characters as 'reporter'; expe", id="no-name"),
    pytest.param(
        REPORT | {"reporter": MARKER * 40},
        "found 320 characters as 'reporter'; expected 1 to 256",
        id="long-name",
    ),
]


@pytest.mark.parametrize(("body", "message"), BAD)
def test_a_bad_report_is_refused_and_neither_stored_nor_repeated(
    app: ModuleType,
    store: DirectoryWriter,
    body: object,
    message: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    response = post_report(app, body)
    assert message in assert_error(response, 400, "BadRequestError")
    assert MARKER not in response.body.decode() + "".join(capfd.readouterr())
    assert not store.root.exists()


@pytest.mark.parametrize(
    ("content_type", "found"),
    [("text/plain", "Content-Type 'text/plain'"), (None, "no Content-Type")],
)
def test_a_report_is_json(app: ModuleType, content_type: str | None, found: str) -> None:
    response = post_report(app, REPORT, content_type=content_type)
    expected = f"found {found}; send the report as JSON with 'Content-Type: {JSON}'"
    assert assert_error(response, 415, "UnsupportedMediaTypeError") == expected


def test_a_large_text_is_refused(app: ModuleType, store: DirectoryWriter) -> None:
    response = post_report(app, REPORT | {"text": "x" * 2001})
    assert "expected at most 2000" in assert_error(response, 413, "PayloadTooLargeError")
    response = post_report(app, REPORT | {"label": "x" * 300_000})
    assert "expected at most 262144" in assert_error(response, 413, "PayloadTooLargeError")
    assert not store.root.exists()


def test_long_class_names_are_shortened_in_messages(app: ModuleType) -> None:
    manifest = app.model_cache.model().manifest
    many = manifest._replace(classes=tuple(f"class {number}" for number in range(1000)))
    event = proxy_event(json.dumps(REPORT), JSON, path="/report")
    request = Request(event | {"multiValueQueryStringParameters": None})
    with pytest.raises(BadRequestError) as caught:
        read_submission(request, app.settings, many)
    assert len(str(caught.value)) < MAX_SHOWN_CHARACTERS + 100


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("spam", "a string"),
        (["spam", "SPAM"], "a label twice"),
        (["spam", "unsure"], "an array with an unknown label"),
        ([["spam"]], "an array with an unknown label"),
        (["spam", "spam"], "a label twice"),
    ],
)
def test_bad_arrays_of_labels_are_refused(
    several_app: ModuleType, label: object, found: str
) -> None:
    message = assert_error(
        post_report(several_app, {"text": TEXT, "label": label}), 400, "BadRequestError"
    )
    assert message == f"found {found} as 'label'; expected an array of some of number, short, spam"
