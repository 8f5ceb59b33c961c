"""The commands `bulk` and `bulk-machine` refuse in one line what cannot be done."""

from contextlib import closing

import boto3
import pytest
from botocore.exceptions import ClientError

from deploy.bulk_scoring.job import Job, output_location, source_location
from deploy.bulk_scoring.output import check_output
from deploy.errors import DeployError
from tests.support.bulk_stage import Deploy, bulk
from tests.support.mistakes import assert_mistake
from tests.support.stores import BUCKET


def test_another_job_at_the_output_is_refused_before_anything_starts(deployed: Deploy) -> None:
    assert bulk(deployed, "a")[0] == 0
    for option in ("--no-wait", "--gzip"):
        code, printed, errors = bulk(deployed, "a", "--keep", "id", option)
        assert (code, printed, len(errors)) == (2, "", 1)
        said = f"s3://{BUCKET}/outbox/a/ belongs to the job on s3://{BUCKET}/inbox/a.jsonl with {{"
        assert said in errors[0]


def test_a_plan_of_another_form_is_left_to_the_plan_step(deployed: Deploy) -> None:
    with closing(boto3.client("s3")) as client:
        client.put_object(Bucket=BUCKET, Key="outbox/refused/_bulk/plan.json", Body=b"[]")
    code, _, errors = bulk(deployed, "refused")
    assert (code, errors[1:]) == (2, ["error: ValueError: the input has no text"])


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("AccessDenied", "s3://labels/a/: access denied; attach scorer-STAGE.json"),
        ("SlowDown", "SlowDown"),
    ],
)
def test_an_output_that_cannot_be_read_is_told(code: str, said: str) -> None:
    class Refusing:
        """S3 that refuses to read."""

        def get_object(self, **_: str) -> None:
            """Refuse."""
            raise ClientError({"Error": {"Code": code}}, "GetObject")

    job = Job(source_location("s3://texts/a.jsonl"), output_location("s3://labels/a/"))
    with pytest.raises((DeployError, ClientError), match=said):
        check_output(Refusing(), job)


def test_a_refused_plan_is_one_line(deployed: Deploy) -> None:
    code, printed, errors = bulk(deployed, "refused")
    assert (code, printed, errors[1:]) == (2, "", ["error: ValueError: the input has no text"])


def test_a_missing_bucket_is_named_before_anything_is_deployed_or_started(deploy: Deploy) -> None:
    assert deploy("bulk-machine", "--check") == (0, "", "")
    places = ("--read", f"s3://{BUCKET}/inbox/", "s3://missing-in/", "--write", "s3://missing-out/")
    assert deploy("configure", *places)[0] == 0
    assert_mistake(deploy("bulk-machine", "--check"), "s3://missing-in/: no such bucket")
    job = (f"s3://{BUCKET}/inbox/a.jsonl", "s3://missing-out/a/")
    assert_mistake(deploy("bulk", *job), "s3://missing-out/a/: no such bucket")
    job = ("s3://missing-in/a.jsonl", "s3://missing-out/a/")
    assert_mistake(deploy("bulk", *job), "s3://missing-in/a.jsonl: no such bucket")


@pytest.mark.parametrize(
    ("job", "message"),
    [
        (("inbox/a.jsonl", "spam/versions/x/"), "bulk jobs may not write to s3://{}/spam/versions"),
        (("outbox/a.jsonl", "outbox/b/"), "would score its own output"),
        (("other/a.jsonl", "outbox/b/"), "to allow it as well, run make deploy STAGE=prod BULK=on"),
    ],
)
def test_only_what_can_be_allowed_is_advised(
    deploy: Deploy, job: tuple[str, str], message: str
) -> None:
    result = deploy("bulk", *(f"s3://{BUCKET}/{each}" for each in job))
    assert_mistake(result, message.format(BUCKET))


def test_a_stage_that_is_not_deployed_is_told(deploy: Deploy) -> None:
    code, printed, errors = bulk(deploy, "a")
    result = code, printed, "\n".join(errors)
    assert_mistake(result, "stateMachine:mine-prod-bulk: not deployed")


def test_a_stage_without_bulk_scoring_has_no_machine(deploy: Deploy) -> None:
    deploy("configure", "--bulk", "off")
    code, printed, errors = bulk(deploy, "a")
    result = code, printed, "\n".join(errors)
    assert_mistake(result, "does not score in bulk; run make deploy BULK=on STAGE=prod")
    assert deploy("bulk-machine") == (0, "", "")
    assert deploy("bulk-template", "none.yaml") == (0, "", "")


@pytest.mark.parametrize(
    "option", ["--concurrency=0", "--concurrency=x", "--tolerated=101", "--part-bytes=1"]
)
def test_a_number_outside_its_limits_is_refused(deploy: Deploy, option: str) -> None:
    code, _, errors = bulk(deploy, "a", option)
    assert code == 2
    assert "expected an integer from" in errors[-1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--text-column="], "argument --text-column: found an empty name"),
        (["--keep="], "argument --keep: found an empty name"),
        (["--keep", "id", "--keep", "id"], "field 'keep' contains an element twice"),
    ],
)
def test_a_column_that_cannot_be_meant_is_refused(
    deploy: Deploy, options: list[str], said: str
) -> None:
    code, printed, errors = bulk(deploy, "a", *options)
    assert (code, printed) == (2, "")
    assert said in errors[-1]
