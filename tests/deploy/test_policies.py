"""The IAM policies: they pass a linter, and none allows more than its role needs."""

import json
from typing import Any

import pytest
from cfnlint.api import ManualArgs, lint  # type: ignore[import-untyped]

from deploy.policies import ROLES, StageResources, policy
from tests.support.stores import BUCKET

Document = dict[str, Any]

RESOURCES = StageResources(BUCKET, "spam", "spam-or-ham-prod")
ALLOWED_ANYWHERE = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}


def lint_messages(*documents: Document) -> list[str]:
    """Return cfn-lint's messages about policies: action names, operators, ARNs, structure.

    parliament 1.6.4 cannot be imported with a setuptools that has no pkg_resources.
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
    """Return each action of a role with each resource that it may use, and the statement."""
    return [
        (action, resource, statement)
        for statement in policy(role, RESOURCES)["Statement"]
        for action in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    ]


def as_list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def test_the_policies_pass_the_linter() -> None:
    stages = [
        StageResources("my-models", prefix, "spam-or-ham-prod") for prefix in ("spam/prod", "")
    ]
    assert lint_messages(*[policy(role, stage) for role in ROLES for stage in stages]) == []


def test_the_linter_finds_mistakes() -> None:
    document = policy("publisher", RESOURCES)
    document["Statement"][0]["Action"] = "s3:ReadObject"
    document["Statement"][1]["Resource"] = BUCKET
    document["Statement"][2]["Condition"] = {"Nul": {"s3:if-none-match": "false"}}
    codes = {line.partition(":")[0] for line in lint_messages(document)}
    assert codes == {"W3037", "I3510", "E3510"}


@pytest.mark.parametrize("role", ROLES)
def test_no_action_has_a_wildcard(role: str) -> None:
    assert [action for action, _, _ in statements(role) if set(action) & set("*?")] == []


@pytest.mark.parametrize("role", ROLES)
def test_only_traces_have_a_wildcard_resource(role: str) -> None:
    anywhere = {action for action, resource, _ in statements(role) if resource == "*"}
    assert anywhere == (ALLOWED_ANYWHERE if role == "service" else set())


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_use_only_this_bucket_and_function(role: str) -> None:
    resources = {resource for _, resource, _ in statements(role)} - {"*"}
    named = [each for each in resources if not each.startswith("arn:aws:apigateway:")]
    assert [each for each in named if BUCKET not in each and RESOURCES.function not in each] == []


def test_the_condition_on_new_files_follows_the_user_guide() -> None:
    """cfn-lint does not know s3:if-none-match.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
    """
    conditions = {
        each[0]: each[2]["Condition"]
        for each in statements("publisher")
        if each[2].get("Condition")
    }
    assert conditions == {"s3:PutObject": {"Null": {"s3:if-none-match": "false"}}}


def test_the_service_may_list_the_bucket() -> None:
    """Otherwise S3 returns 403 for a missing object; moto returns 404 in any case."""
    listed = ("s3:ListBucket", f"arn:aws:s3:::{BUCKET}")
    assert listed in {each[:2] for each in statements("service")}


def test_the_publisher_erases_versions_and_nothing_else() -> None:
    """It needs no s3:DeleteObject: a delete marker would keep what it hides."""
    deleted = {each[:2] for each in statements("publisher") if "Delete" in each[0]}
    assert deleted == {("s3:DeleteObjectVersion", f"arn:aws:s3:::{BUCKET}/spam/versions/*")}
