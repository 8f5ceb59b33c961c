"""What each role may do, and may not: the service, and whoever publishes.

The deployer's policy is carried out by tests/deploy/test_rehearsal.py; here it is linted alone. Two things
are for AWS to show: moto answers 404 for an object that is missing even to who may not list the
bucket, where S3 answers 403, and it weighs no resource but those of S3.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from cfnlint.api import ManualArgs, lint  # type: ignore[import-untyped]

from chalicelib.errors import NotInStoreError, StoreError
from chalicelib.manifest import MAX_BYTES, POINTER_KEY
from chalicelib.store.opening import open_reader
from deploy.policies import ROLES, Place, policy
from tests.support.commands import Run
from tests.support.moto import ask_moto
from tests.support.stores import BUCKET, AnyWriter, promote, publish
from train.registry.bundle import Bundle, write_bundle
from train.registry.writable_store import open_writer

Document = dict[str, Any]
Act = Callable[[str], None]

PLACE = Place(BUCKET, "spam", "spam-or-ham-prod")
ALLOWED_ANYWHERE = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}
FILE = "spam/versions/20260131T093000Z-0123456789ab/metrics.json"
POINTER = f"spam/{POINTER_KEY}"


@pytest.fixture
def act_as(s3_endpoint: str, s3: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Act]:
    """Return a function that lets all that follows be done by a user with a role's policy alone."""
    del s3

    def act(role: str) -> None:
        with closing(boto3.client("iam")) as iam:
            iam.create_user(UserName=role)
            document = json.dumps(policy(role, PLACE))
            iam.put_user_policy(UserName=role, PolicyName=role, PolicyDocument=document)
            key = iam.create_access_key(UserName=role)["AccessKey"]
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
        ask_moto(f"{s3_endpoint}/moto-api/reset-auth", b"0")

    yield act
    ask_moto(f"{s3_endpoint}/moto-api/reset-auth", b"inf")


def findings(*documents: Document) -> list[str]:
    """Return what cfn-lint finds in policies: action names, operators, ARNs, the form.

    parliament 1.6.4 does not import beside today's setuptools, which has no pkg_resources.
    """
    resources = {
        f"Policy{number}": {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {"PolicyDocument": document},
        }
        for number, document in enumerate(documents)
    }
    template = json.dumps({"Resources": resources})
    options = ManualArgs(regions=["us-east-1"], include_checks=["I"])
    return [f"{match.rule.id}: {match.message}" for match in lint(template, config=options)]


def statements(role: str) -> list[tuple[str, str, Document]]:
    """Return each action of a role with each resource that it is allowed on, and the statement."""
    return [
        (action, resource, statement)
        for statement in policy(role, PLACE)["Statement"]
        for action in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    ]


def as_list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def put(key: str, **condition: str) -> None:
    with closing(boto3.Session().client("s3")) as client:
        client.put_object(Bucket=BUCKET, Key=key, Body=b"others", **condition)  # type: ignore[arg-type]


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


def test_the_policies_have_no_findings() -> None:
    places = [Place("my-models", prefix, "spam-or-ham-prod") for prefix in ("spam/prod", "")]
    assert findings(*[policy(role, place) for role in ROLES for place in places]) == []


def test_a_finding_would_be_found() -> None:
    document = policy("publisher", PLACE)
    document["Statement"][0]["Action"] = "s3:ReadObject"
    document["Statement"][1]["Resource"] = BUCKET
    document["Statement"][2]["Condition"] = {"Nul": {"s3:if-none-match": "false"}}
    codes = {line.partition(":")[0] for line in findings(document)}
    assert codes == {"W3037", "I3510", "E3510"}


@pytest.mark.parametrize("role", ROLES)
def test_no_action_has_a_wildcard(role: str) -> None:
    assert [action for action, _, _ in statements(role) if set(action) & set("*?")] == []


@pytest.mark.parametrize("role", ROLES)
def test_no_resource_is_any_but_for_traces(role: str) -> None:
    anywhere = {action for action, resource, _ in statements(role) if resource == "*"}
    assert anywhere == (ALLOWED_ANYWHERE if role == "service" else set())


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_touch_this_bucket_and_function_alone(role: str) -> None:
    resources = {resource for _, resource, _ in statements(role)} - {"*"}
    named = [each for each in resources if not each.startswith("arn:aws:apigateway:")]
    assert [each for each in named if BUCKET not in each and PLACE.function not in each] == []


def test_the_condition_on_new_files_is_as_the_user_guide_writes_it() -> None:
    """No linter at hand knows s3:if-none-match.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
    """
    conditions = {
        each[0]: each[2]["Condition"]
        for each in statements("publisher")
        if each[2].get("Condition")
    }
    assert conditions == {"s3:PutObject": {"Null": {"s3:if-none-match": "false"}}}


@pytest.mark.usefixtures("way")
def test_the_service_reads_what_is_published(s3: str, act_as: Act) -> None:
    write_two(open_writer(s3))
    act_as("service")
    store = open_reader(s3)
    assert store.read(FILE.removeprefix("spam/"), MAX_BYTES) == b"a file"
    found = store.read_changed(POINTER_KEY, MAX_BYTES, None)
    assert found is not None
    assert store.read_changed(POINTER_KEY, MAX_BYTES, found.tag) is None


@pytest.mark.usefixtures("way")
def test_the_service_is_told_that_nothing_is_published(s3: str, act_as: Act) -> None:
    """That it takes s3:ListBucket is for AWS to show: moto answers 404 without it, too."""
    act_as("service")
    with pytest.raises(NotInStoreError, match="no such object"):
        open_reader(s3).read(POINTER_KEY, MAX_BYTES)
    assert ("s3:ListBucket", f"arn:aws:s3:::{BUCKET}") in {
        each[:2] for each in statements("service")
    }


@pytest.mark.usefixtures("way")
def test_the_service_reads_no_other_prefix(act_as: Act) -> None:
    others = f"s3://{BUCKET}/spam-of-others"
    write_two(open_writer(others))
    act_as("service")
    with pytest.raises(StoreError, match="access denied; s3:GetObject must be allowed"):
        open_reader(others).read(POINTER_KEY, MAX_BYTES)


def test_the_service_writes_and_deletes_nothing(s3: str, act_as: Act) -> None:
    write_two(open_writer(s3))
    act_as("service")
    assert_refused(put, POINTER)
    assert_refused(put, FILE)
    assert_refused(put, "spam/versions/new/metrics.json", IfNoneMatch="*")
    assert_refused(copy, FILE)
    assert_refused(delete, FILE)


def test_the_service_writes_its_log_but_makes_none(act_as: Act) -> None:
    group = f"/aws/lambda/{PLACE.function}"
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


def test_the_publisher_writes_nowhere_else_and_deletes_nothing(s3: str, act_as: Act) -> None:
    write_two(open_writer(s3))
    act_as("publisher")
    put(POINTER)
    assert_refused(put, "spam/else.json", IfNoneMatch="*")
    assert_refused(put, f"others/{POINTER_KEY}")
    assert_refused(put, FILE.replace("spam/", "others/"), IfNoneMatch="*")
    assert_refused(delete, POINTER)
    assert_refused(delete, FILE)
