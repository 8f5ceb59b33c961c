"""What the service and the publisher may do and may not do.

tests/deploy/test_rehearsal.py uses the deployer's policy. Only AWS can show two things: S3 returns
403 for a missing object unless the caller may list the bucket, while moto always returns 404; and
moto checks no resources except S3's.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

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
from deploy.configuration.policies import StageResources, policy
from tests.support.commands import Run
from tests.support.moto import ask_moto
from tests.support.parity import TRAINING
from tests.support.stores import BUCKET, AnyWriter, promote, publish
from tests.support.user_reports import SERVED as SAID
from tests.support.user_reports import TEXT, report_texts, submission
from train.registry.bundle import Bundle, write_bundle
from train.registry.published_version import list_versions
from train.registry.writable_store import open_writer

Act = Callable[..., None]

RESOURCES = StageResources(BUCKET, "spam", "spam-or-ham-prod")
VERSION = "versions/20260131T093000Z-0123456789ab"
FILE = f"spam/{VERSION}/manifest.json"
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
POINTER = f"spam/{POINTER_KEY}"


@pytest.fixture
def act_as(s3_endpoint: str, s3: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Act]:
    """Return a function that makes boto3 act as a user with only a role's policy."""
    del s3

    def act(role: str, resources: StageResources = RESOURCES) -> None:
        with closing(boto3.client("iam")) as iam:
            iam.create_user(UserName=role)
            document = json.dumps(policy(role, resources))
            iam.put_user_policy(UserName=role, PolicyName=role, PolicyDocument=document)
            key = iam.create_access_key(UserName=role)["AccessKey"]
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
        ask_moto(f"{s3_endpoint}/moto-api/reset-auth", b"0")

    yield act
    ask_moto(f"{s3_endpoint}/moto-api/reset-auth", b"inf")


def put(key: str, **condition: str) -> None:
    with closing(boto3.Session().client("s3")) as client:
        client.put_object(Bucket=BUCKET, Key=key, Body=b"others", **condition)  # type: ignore[arg-type]


def is_readable(key: str) -> bool:
    with closing(boto3.Session().client("s3")) as client:
        try:
            client.get_object(Bucket=BUCKET, Key=key)["Body"].close()
        except ClientError as exc:
            if exc.response["Error"]["Code"] != "AccessDenied":
                raise
            return False
    return True


def copy(key: str) -> None:
    with closing(boto3.Session().client("s3")) as client:
        client.copy_object(Bucket=BUCKET, Key=key, CopySource=f"{BUCKET}/{POINTER}")


def delete(key: str) -> None:
    with closing(boto3.Session().client("s3")) as client:
        client.delete_object(Bucket=BUCKET, Key=key)


def assert_refused(attempt: Callable[..., None], key: str, **condition: str) -> None:
    with pytest.raises(ClientError) as caught:
        attempt(key, **condition)
    assert caught.value.response["Error"]["Code"] == "AccessDenied"


def write_two(writer: AnyWriter) -> None:
    writer.create(POINTER_KEY, b"a pointer")
    writer.create(FILE.removeprefix("spam/"), b"a file")


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


def test_the_publisher_reads_and_erases_reports(run: Run, s3: str, act_as: Act) -> None:
    open_intake(read_settings({"REPORTS_URI": s3})).receive(submission(), SAID)
    act_as("publisher", replace(RESOURCES, reports=(BUCKET, "spam")))
    for command in (("list",), ("export",), ("forget", TEXT)):
        code, _, errors = run("reports", *command, "--reports", s3)
        assert code == 0, errors
    assert report_texts(open_writer(s3)) == []


def test_the_publisher_adds_policies_but_replaces_none(act_as: Act) -> None:
    act_as("publisher")
    put("spam/policies/a.json", IfNoneMatch="*")
    assert_refused(put, "spam/policies/a.json")
    assert_refused(put, "spam/reports/a.json", IfNoneMatch="*")


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


def test_the_publisher_publishes_promotes_and_rolls_back(
    run: Run, s3: str, act_as: Act, tutorial_bundle: Bundle, default_bundle: Bundle, tmp_path: Path
) -> None:
    act_as("publisher")
    versions = []
    for bundle in (tutorial_bundle, default_bundle):
        write_bundle(bundle, tmp_path / "made")
        code, output, errors = run("publish", "made", "--to", s3)
        assert code == 0, errors
        versions.append(output.strip())
        assert run("promote", versions[-1], "--force", "--to", s3)[0] == 0
    assert run("rollback", "--to", s3)[:2] == (0, f"{versions[0]}\n")
    for threshold in ("0.7", "0.8", "0.9"):
        code, _, errors = run("policy", "--threshold", threshold, "--promote", "--to", s3)
        assert code == 0, errors
    assert "deleted 1 policy" in run("prune", "--keep-last", "0", "--to", s3)[2]


def test_the_publisher_lists_shows_and_verifies(
    run: Run, s3: str, act_as: Act, tutorial_bundle: Bundle
) -> None:
    version = publish(tutorial_bundle, open_writer(s3))
    promote(version, open_writer(s3))
    act_as("publisher")
    for command in (("list",), ("show",), ("show", version), ("verify", version)):
        assert run(*command, "--to", s3)[0] == 0


def test_the_publisher_replaces_no_file_of_a_version(s3: str, act_as: Act) -> None:
    write_two(open_writer(s3))
    act_as("publisher")
    assert_refused(put, FILE)
    assert_refused(put, FILE, IfMatch='"84fb30efd1a6ff9be8c75d4bde8b8f2c"')
    assert_refused(copy, FILE)
    with pytest.raises(ClientError, match="PreconditionFailed"):
        put(FILE, IfNoneMatch="*")
    assert open_reader(s3).read(FILE.removeprefix("spam/"), MAX_BYTES) == b"a file"


def test_the_publisher_prunes_deletes_and_forgets(
    run: Run, s3: str, act_as: Act, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    writer = open_writer(s3)
    old, current = sorted(publish(bundle, writer) for bundle in (tutorial_bundle, default_bundle))
    promote(current, writer)
    act_as("publisher")
    assert run("forget", TRAINING[0], "--to", s3)[0] == 0
    assert run("prune", "--keep-last", "0", "--to", s3)[0] == 0
    (left,) = list_versions(open_writer(s3))
    assert old not in open_writer(s3).versions_with_traces()
    assert run("delete", left.version, "--force", "--to", s3)[0] == 0
    assert open_writer(s3).versions_with_traces() == []


def test_the_publisher_erases_no_pointer_and_no_other_prefix(s3: str, act_as: Act) -> None:
    others = open_writer(f"s3://{BUCKET}/spam-of-others")
    write_two(open_writer(s3))
    write_two(others)
    act_as("publisher")
    for uri, key, action in (
        (s3, POINTER_KEY, "DeleteObjectVersion"),
        (others.uri, FILE.removeprefix("spam/"), "ListBucketVersions"),
    ):
        with pytest.raises(StoreError, match=f"access denied; allow s3:{action}"):
            open_writer(uri).delete(key)


def test_the_publisher_writes_nowhere_else_and_hides_nothing(s3: str, act_as: Act) -> None:
    write_two(open_writer(s3))
    act_as("publisher")
    put(POINTER)
    assert_refused(put, "spam/else.json", IfNoneMatch="*")
    assert_refused(put, f"others/{POINTER_KEY}")
    assert_refused(put, FILE.replace("spam/", "others/"), IfNoneMatch="*")
    assert_refused(delete, POINTER)
    assert_refused(delete, FILE)
