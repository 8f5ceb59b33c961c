"""An event of the inbox is the same job as one that names its input and its output."""

from typing import Any

import pytest

from chalicelib.bulk.inbox import as_job
from chalicelib.errors import BulkError, FormatError

FILE = {"bucket": "texts", "key": 'inbox/a/"b c".csv', "etag": "0c"}
EVENT: dict[str, Any] = {"step": "plan", "inbox": FILE}


def test_the_output_is_named_after_the_file_and_its_content() -> None:
    job = as_job(EVENT)
    assert job == {
        "step": "plan",
        "input": 's3://texts/inbox/a/"b c".csv',
        "output": 's3://texts/outbox/a/"b c".csv/0c/',
        "etag": "0c",
    }
    assert as_job({"step": "plan", "inbox": FILE | {"etag": "1d"}}) != job


@pytest.mark.parametrize("event", [{"step": "plan", "input": "s3://a/b"}, None, ["inbox"]])
def test_other_events_stay_as_they_are(event: object) -> None:
    assert as_job(event) is event


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (EVENT | {"step": "score"}, 'is "score"; expected one of plan'),
        (EVENT | {"output": "s3://a/"}, "output"),
        (EVENT | {"inbox": {"bucket": "texts", "key": "inbox/a"}}, "etag"),
        (EVENT | {"inbox": FILE | {"size": 5}}, "size"),
    ],
)
def test_an_event_of_another_form_is_refused(event: object, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        as_job(event)


def test_an_object_outside_the_inbox_is_refused() -> None:
    with pytest.raises(BulkError, match=r"s3://texts/a.csv: expected an object under inbox/"):
        as_job({"step": "plan", "inbox": FILE | {"key": "a.csv"}})
