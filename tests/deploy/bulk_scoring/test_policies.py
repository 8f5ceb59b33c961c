"""The policies of bulk scoring pass the linter, and none allows more than its role needs."""

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

import pytest

from deploy.bulk_scoring.locations import BulkLocations, locations
from deploy.configuration.policies import BULK_ROLES, StageResources, policy
from tests.deploy.configuration.test_policies import ALLOWED_ANYWHERE, KEY, as_list, lint_messages

BULK = BulkLocations(
    locations(["s3://texts/a/", "s3://more/"]), locations(["s3://labels/", "s3://texts/out/"])
)
STAGE = StageResources("my-models", "prod", "mine-prod", bulk=BULK)
WITH_KEY = replace(STAGE, kms_key=KEY)


def allowed(role: str, action: str, resource: str, **condition: str) -> bool:
    """Return whether a role may use a resource; conditions are compared only if they are given."""
    return any(
        action in as_list(each["Action"])
        and any(fnmatchcase(resource, pattern) for pattern in as_list(each["Resource"]))
        and all(
            fnmatchcase(value, each["Condition"]["StringLike"][f"s3:{name}"])
            for name, value in condition.items()
        )
        for each in policy(role, STAGE)["Statement"]
    )


def actions(role: str, stage: StageResources = STAGE) -> set[str]:
    found: list[Any] = policy(role, stage)["Statement"]
    return {action for each in found for action in as_list(each["Action"])}


def test_the_policies_pass_the_linter() -> None:
    roles = ("deployer", *BULK_ROLES)
    assert lint_messages(*[policy(role, WITH_KEY) for role in roles]) == []


@pytest.mark.parametrize("role", BULK_ROLES)
def test_no_action_and_no_resource_is_a_wildcard(role: str) -> None:
    assert [each for each in actions(role) if "*" in each] == []
    anywhere = [each for each in policy(role, STAGE)["Statement"] if each["Resource"] == "*"]
    assert {action for each in anywhere for action in each["Action"]} <= ALLOWED_ANYWHERE


@pytest.mark.parametrize("role", BULK_ROLES)
def test_keys_are_used_only_if_the_stage_has_one(role: str) -> None:
    kms = {each for each in actions(role, WITH_KEY) if each.startswith("kms:")}
    assert bool(kms) == (role != "inbox")
    assert actions(role, WITH_KEY) - kms == actions(role)


@pytest.mark.parametrize("role", BULK_ROLES)
def test_nothing_is_deleted(role: str) -> None:
    assert [each for each in actions(role) if "Delete" in each] == []


@pytest.mark.parametrize(
    ("key", "reads", "writes"),
    [
        ("texts/a/b.csv", True, False),
        ("more/b.csv", True, False),
        ("texts/b.csv", False, False),
        ("labels/x/part-00000.jsonl", True, True),
        ("texts/out/x/manifest.json", True, True),
        ("my-models/prod/current.json", True, False),
        ("my-models/prod/versions/v/classifier.safetensors", True, False),
        ("my-models/prod/versions/v/classifier.pkl", False, False),
        ("my-models/inbox/a.csv", False, False),
    ],
)
def test_the_function_reads_and_writes_only_where_it_may(
    key: str, reads: bool, writes: bool
) -> None:
    object_ = f"arn:aws:s3:::{key}"
    assert allowed("bulk", "s3:GetObject", object_) == reads
    assert allowed("bulk", "s3:PutObject", object_) == writes


@pytest.mark.parametrize("role", ["bulk", "scorer"])
def test_only_the_prefixes_of_jobs_are_listed(role: str) -> None:
    assert allowed(role, "s3:ListBucket", "arn:aws:s3:::texts", prefix="a/b")
    assert allowed(role, "s3:ListBucket", "arn:aws:s3:::labels", prefix="x/_bulk/parts/")
    assert not allowed(role, "s3:ListBucket", "arn:aws:s3:::texts", prefix="")
    assert not allowed(role, "s3:ListBucket", "arn:aws:s3:::others", prefix="a/")


def test_the_state_machine_reads_the_items_and_writes_results_only() -> None:
    labels = "arn:aws:s3:::labels/x"
    assert allowed("machine", "s3:GetObject", f"{labels}/_bulk/items.json")
    assert allowed("machine", "s3:PutObject", f"{labels}/_bulk/map/1/manifest.json")
    for name in ("manifest.json", "part-00000.jsonl", "_bulk/plan.json", "_bulk/items.json"):
        assert not allowed("machine", "s3:PutObject", f"{labels}/{name}")
    for name in ("manifest.json", "part-00000.jsonl", "_bulk/plan.json"):
        assert not allowed("machine", "s3:GetObject", f"{labels}/{name}")
    assert not allowed("machine", "s3:GetObject", "arn:aws:s3:::texts/a/_bulk/items.json")


@pytest.mark.parametrize("role", ["machine", "inbox", "scorer"])
def test_only_this_function_and_this_state_machine_are_started(role: str) -> None:
    place = "us-east-1:123456789012"
    assert allowed(
        role, "states:StartExecution", f"arn:aws:states:{place}:stateMachine:mine-prod-bulk"
    )
    for name in ("mine-prod-bulk-2", "others"):
        arn = f"arn:aws:states:{place}:stateMachine:{name}"
        assert not allowed(role, "states:StartExecution", arn)
    function = f"arn:aws:lambda:{place}:function:mine-prod"
    assert allowed(role, "lambda:InvokeFunction", f"{function}-bulk") == (role == "machine")
    assert not allowed(role, "lambda:InvokeFunction", function)


def test_the_rule_can_do_nothing_else() -> None:
    assert actions("inbox") == {"states:StartExecution"}


def test_the_service_has_no_further_permissions() -> None:
    without = replace(STAGE, bulk=None)
    for role in ("service", "publisher"):
        assert policy(role, STAGE) == policy(role, without)


def test_the_deployer_gets_what_bulk_scoring_needs_only_with_it() -> None:
    more = actions("deployer") - actions("deployer", replace(STAGE, bulk=None))
    assert {each.partition(":")[0] for each in more} == {"events", "s3", "sqs", "states"}
    resources = [
        resource
        for each in policy("deployer", STAGE)["Statement"]
        if each["Sid"].startswith(("ManageBulk", "ManageInbox"))
        for resource in as_list(each["Resource"])
    ]
    assert [each for each in resources if "mine-prod-bulk" not in each] == []
