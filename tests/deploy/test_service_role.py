"""What the service may do and may not do; test_publisher_role.py has the publisher.

tests/deploy/test_rehearsal.py uses the deployer's policy. Only AWS can show two things: S3 returns
403 for a missing object unless the caller may list the bucket, while moto always returns 404; and
moto checks no resources except S3's.
"""

from contextlib import closing
from dataclasses import replace

import boto3
import pytest
from botocore.exceptions import ClientError

from chalicelib.errors import NotInStoreError, StoreError
from chalicelib.manifest import MAX_BYTES
from chalicelib.pointer import POINTER_KEY
from chalicelib.reports.intake import open_intake
from chalicelib.serving.model_loader import ModelLoader
from chalicelib.settings import read_settings
from chalicelib.store.opening import open_reader
from tests.support.roles import (
    FILE,
    POINTER,
    RESOURCES,
    VERSION,
    Act,
    assert_refused,
    copy,
    delete,
    put,
    write_two,
)
from tests.support.stores import BUCKET
from tests.support.user_reports import SERVED as SAID
from tests.support.user_reports import submission
from train.registry.writable_store import open_writer

SERVED = (
    POINTER_KEY,
    f"{VERSION}/manifest.json",
    f"{VERSION}/manifest.sig",
    f"{VERSION}/vectorizer.safetensors",
    f"{VERSION}/classifier.safetensors",
    "policies/20260131T093000Z-0123456789ab.sig",
)
NOT_SERVED = (
    "policies/20260131T093000Z-0123456789ab.json",
    f"{VERSION}/metrics.json",
    f"{VERSION}/predictions.json",
    f"{VERSION}/report.html",
    f"{VERSION}/naive_bayes_clf.pkl",
    "classifier.safetensors",
    "notes.txt",
)
PICKLES = ("tfidf_vectorizer.pkl", "naive_bayes_clf.pkl")


def is_readable(key: str) -> bool:
    with closing(boto3.Session().client("s3")) as client:
        try:
            client.get_object(Bucket=BUCKET, Key=key)["Body"].close()
        except ClientError as exc:
            if exc.response["Error"]["Code"] != "AccessDenied":
                raise
            return False
    return True


@pytest.mark.usefixtures("way")
def test_the_service_reads_what_is_published(s3: str, act_as: Act) -> None:
    write_two(open_writer(s3))
    act_as("service")
    store = open_reader(s3)
    assert store.read(FILE.removeprefix("spam/"), MAX_BYTES) == b"a file"
    pointer = store.read_changed(POINTER_KEY, MAX_BYTES, None)
    assert pointer is not None
    assert store.read_changed(POINTER_KEY, MAX_BYTES, pointer.tag) is None


@pytest.mark.usefixtures("way")
def test_the_service_learns_that_nothing_is_published(s3: str, act_as: Act) -> None:
    """Only AWS can show that this needs s3:ListBucket: moto returns 404 without it too."""
    act_as("service")
    with pytest.raises(NotInStoreError, match="no such object"):
        open_reader(s3).read(POINTER_KEY, MAX_BYTES)


@pytest.mark.usefixtures("way")
def test_the_service_reads_no_other_prefix(act_as: Act) -> None:
    others = f"s3://{BUCKET}/spam-of-others"
    write_two(open_writer(others))
    act_as("service")
    with pytest.raises(StoreError, match="access denied; allow s3:GetObject"):
        open_reader(others).read(POINTER_KEY, MAX_BYTES)


@pytest.mark.parametrize("allowed", [False, True], ids=["data-only", "pickles"])
def test_the_service_reads_only_what_it_serves(act_as: Act, allowed: bool) -> None:
    names = (*SERVED, *NOT_SERVED, *PICKLES)
    for name in names:
        put(f"spam/{name}")
    act_as("service", replace(RESOURCES, pickles=allowed))
    readable = {name for name in names if is_readable(f"spam/{name}")}
    assert readable == {*SERVED, *(PICKLES if allowed else ())}


@pytest.mark.parametrize("role", ["service", "publisher"])
def test_a_role_lists_only_its_prefix(act_as: Act, role: str) -> None:
    put(FILE)
    put("others/secret")
    act_as(role)
    with closing(boto3.Session().client("s3")) as client:
        listed = client.list_objects_v2(Bucket=BUCKET, Prefix="spam/versions/")["Contents"]
        assert [each["Key"] for each in listed] == [FILE]
        for prefix in ("", "others/", "spam-of-others/", "spam"):
            with pytest.raises(ClientError, match="AccessDenied"):
                client.list_objects_v2(Bucket=BUCKET, Prefix=prefix)
        with pytest.raises(ClientError, match="AccessDenied"):
            client.list_objects_v2(Bucket=BUCKET)


@pytest.mark.usefixtures("way")
def test_an_empty_store_is_told_from_a_forbidden_one(s3: str, act_as: Act) -> None:
    """Without a pointer, the service looks for pickles, which its role may not read."""
    put(f"spam/{PICKLES[0]}")
    act_as("service")
    with pytest.raises(NotInStoreError, match=f"{POINTER_KEY}: no such object"):
        ModelLoader(read_settings({"MODEL_URI": s3})).fetch(None)


@pytest.mark.usefixtures("way")
def test_allowed_but_unreadable_pickles_are_an_error(s3: str, act_as: Act) -> None:
    put(f"spam/{PICKLES[0]}")
    act_as("service")
    settings = read_settings({"MODEL_URI": s3, "ALLOW_PICKLE": "1"})
    with pytest.raises(StoreError, match="access denied; allow s3:GetObject"):
        ModelLoader(settings).fetch(None)


def test_the_service_writes_and_deletes_nothing(s3: str, act_as: Act) -> None:
    write_two(open_writer(s3))
    act_as("service")
    assert_refused(put, POINTER)
    assert_refused(put, FILE)
    assert_refused(put, "spam/versions/new/manifest.json", IfNoneMatch="*")
    assert_refused(copy, FILE)
    assert_refused(delete, FILE)


def test_the_service_stores_reports_and_puts_nothing_elsewhere(s3: str, act_as: Act) -> None:
    write_two(open_writer(s3))
    reporting = replace(RESOURCES, reports=(BUCKET, "spam"))
    act_as("service", reporting)
    desk = open_intake(read_settings({"REPORTS_URI": s3}))
    for label in ("ham", "spam"):  # the second replaces the first
        assert desk.receive(submission(label), SAID).is_new
    for key in (
        POINTER,
        FILE,
        "spam/policies/a.json",
        "spam/reports-of-others/a.json",
        "spam/a.json",
        "reports/a.json",
        "others/reports/a.json",
    ):
        assert_refused(put, key)
        assert_refused(put, key, IfNoneMatch="*")
    assert_refused(copy, FILE)
    assert_refused(delete, "spam/reports/key.json")


def test_the_service_stores_reports_in_another_bucket(s3: str, act_as: Act) -> None:
    del s3
    with closing(boto3.client("s3")) as client:
        client.create_bucket(Bucket="other-reports")
    act_as("service", replace(RESOURCES, reports=("other-reports", "prod")))
    desk = open_intake(read_settings({"REPORTS_URI": "s3://other-reports/prod"}))
    assert desk.receive(submission(), SAID).is_new
    assert_refused(put, "spam/reports/a.json")


def test_without_reports_the_service_stores_none(s3: str, act_as: Act) -> None:
    act_as("service")
    desk = open_intake(read_settings({"REPORTS_URI": s3}))
    with pytest.raises(StoreError, match="access denied; allow s3:"):
        desk.receive(submission(), SAID)


def test_the_service_writes_its_log_but_cannot_create_one(act_as: Act) -> None:
    group = f"/aws/lambda/{RESOURCES.function}"
    with closing(boto3.Session().client("logs")) as logs:
        logs.create_log_group(logGroupName=group)
    act_as("service")
    with closing(boto3.Session().client("logs")) as logs:
        logs.create_log_stream(logGroupName=group, logStreamName="a")
        logs.put_log_events(
            logGroupName=group, logStreamName="a", logEvents=[{"timestamp": 0, "message": "a"}]
        )
        with pytest.raises(ClientError, match="logs:CreateLogGroup"):
            logs.create_log_group(logGroupName=f"{group}-2")
