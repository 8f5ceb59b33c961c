"""The IAM policies: they pass a linter, and none allows more than its role needs."""

import json
from dataclasses import replace
from typing import Any

import pytest
from cfnlint.api import ManualArgs, lint

from deploy.configuration.policies import ROLES, StageResources, policy
from tests.support.stores import BUCKET

Document = dict[str, Any]

RESOURCES = StageResources(BUCKET, "spam", "spam-or-ham-prod")
KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
EVERYTHING = replace(RESOURCES, api="a1b2c3d4e5", kms_key=KEY, pickles=True)
EVERYTHING = replace(EVERYTHING, reports=(BUCKET, "spam"))
ELSEWHERE = replace(RESOURCES, reports=("other-reports", "prod"))
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


def statements(role: str, resources: StageResources = RESOURCES) -> list[tuple[str, str, Document]]:
    """Return each action of a role with each resource that it may use, and the statement."""
    return [
        (action, resource, statement)
        for statement in policy(role, resources)["Statement"]
        for action in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    ]


def as_list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def test_the_policies_pass_the_linter() -> None:
    stages = [
        RESOURCES,
        replace(RESOURCES, prefix=""),
        EVERYTHING,
        ELSEWHERE,
        replace(RESOURCES, reports=(BUCKET, "")),
        replace(RESOURCES, partition="aws-cn"),
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
    assert [
        action for action, _, _ in statements(role, EVERYTHING) if set(action) & set("*?")
    ] == []


@pytest.mark.parametrize("role", ROLES)
def test_only_traces_have_a_wildcard_resource(role: str) -> None:
    anywhere = {action for action, resource, _ in statements(role, EVERYTHING) if resource == "*"}
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
        resource: statement.get("Condition")
        for action, resource, statement in statements("publisher")
        if action == "s3:PutObject"
    }
    assert conditions == {
        f"arn:aws:s3:::{BUCKET}/spam/versions/*": {"Null": {"s3:if-none-match": "false"}},
        f"arn:aws:s3:::{BUCKET}/spam/policies/*": {"Null": {"s3:if-none-match": "false"}},
        f"arn:aws:s3:::{BUCKET}/spam/current.json": None,
    }


@pytest.mark.parametrize("role", ["service", "publisher"])
@pytest.mark.parametrize(
    ("reports", "folder", "listed"),
    [
        (None, None, set()),
        ((BUCKET, "spam"), f"{BUCKET}/spam/reports/*", set()),
        (("other-reports", ""), "other-reports/reports/*", {"reports/*"}),
        (("other-reports", "a/b"), "other-reports/a/b/reports/*", {"a/b/reports/*"}),
        ((BUCKET, "other"), f"{BUCKET}/other/reports/*", {"other/reports/*"}),
    ],
)
def test_reports_are_written_only_where_they_are_on(
    role: str, reports: tuple[str, str] | None, folder: str | None, listed: set[str]
) -> None:
    found = statements(role, replace(RESOURCES, reports=reports))
    written = {each[1] for each in found if each[0] == "s3:PutObject"}
    written = {each for each in written if "/reports/" in each}
    assert written == ({f"arn:aws:s3:::{folder}"} if folder else set())
    prefixes = {
        each[2]["Condition"]["StringLike"]["s3:prefix"]
        for each in found
        if each[0].startswith("s3:ListBucket")
    }
    assert prefixes == listed | {"spam/*"}


def test_the_service_writes_nothing_but_reports() -> None:
    stage = replace(EVERYTHING, reports=(BUCKET, "spam"))
    writing = [each[:2] for each in statements("service", stage) if "Put" in each[0]]
    assert [each for each in writing if each[0].startswith("s3:")] == [
        ("s3:PutObject", f"arn:aws:s3:::{BUCKET}/spam/reports/*")
    ]
    assert [each for each in statements("service", stage) if "Delete" in each[0]] == []


def test_the_publisher_erases_versions_policies_and_reports_and_nothing_else() -> None:
    """It needs no s3:DeleteObject: a delete marker would keep what it hides."""
    root = f"arn:aws:s3:::{BUCKET}/spam"
    erased = {("s3:DeleteObjectVersion", f"{root}/{each}/*") for each in ("versions", "policies")}
    deleted = {each[:2] for each in statements("publisher") if "Delete" in each[0]}
    assert deleted == erased
    deleted = {each[:2] for each in statements("publisher", EVERYTHING) if "Delete" in each[0]}
    assert deleted == erased | {("s3:DeleteObjectVersion", f"{root}/reports/*")}


@pytest.mark.parametrize("role", ["service", "publisher"])
@pytest.mark.parametrize(("prefix", "listed"), [("spam", "spam/*"), ("", "*")])
def test_a_role_lists_only_its_prefix(role: str, prefix: str, listed: str) -> None:
    """Without s3:ListBucket, S3 returns 403 for a missing object; moto returns 404 in any case."""
    stage = replace(RESOURCES, prefix=prefix)
    [(_, resource, statement)] = [
        each for each in statements(role, stage) if each[0] == "s3:ListBucket"
    ]
    assert resource == f"arn:aws:s3:::{BUCKET}"
    assert statement["Condition"] == {"StringLike": {"s3:prefix": listed}}


@pytest.mark.parametrize("role", ROLES)
def test_every_arn_is_in_the_partition(role: str) -> None:
    stage = replace(RESOURCES, partition="aws-us-gov")
    resources = {resource for _, resource, _ in statements(role, stage)} - {"*"}
    assert {each.split(":")[1] for each in resources} == {"aws-us-gov"}


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        ("service", {"kms:Decrypt", "kms:GenerateDataKey"}),
        ("publisher", {"kms:Decrypt", "kms:GenerateDataKey"}),
        ("deployer", {"kms:Decrypt"}),
    ],
)
def test_a_role_uses_the_buckets_key_only_if_there_is_one(role: str, actions: set[str]) -> None:
    used = {(each[0], each[1]) for each in statements(role, EVERYTHING) if "kms:" in each[0]}
    assert used == {(action, KEY) for action in actions}
    assert [each for each in statements(role) if "kms:" in each[0]] == []


def test_the_service_encrypts_with_the_key_only_where_reports_are_on() -> None:
    stage = replace(EVERYTHING, reports=None)
    used = {each[0] for each in statements("service", stage) if "kms:" in each[0]}
    assert used == {"kms:Decrypt"}


def test_the_deployer_changes_one_api_once_it_has_an_id() -> None:
    def apis(stage: StageResources) -> set[str]:
        found = {each[1].partition("::")[2] for each in statements("deployer", stage)}
        return {each for each in found if each.startswith("/restapis")}

    assert apis(RESOURCES) == {"/restapis", "/restapis/*", "/restapis/*/*"}
    assert apis(EVERYTHING) == {"/restapis", "/restapis/a1b2c3d4e5", "/restapis/a1b2c3d4e5/*"}


def test_the_deployer_neither_changes_a_key_nor_lists_apis() -> None:
    allowed = {(each[0], each[1].partition("::")[2]) for each in statements("deployer")}
    keys = {(action, path) for action, path in allowed if path.startswith("/apikeys")}
    assert keys == {
        ("apigateway:GET", "/apikeys"),
        ("apigateway:POST", "/apikeys"),
        ("apigateway:GET", "/apikeys/*"),
        ("apigateway:DELETE", "/apikeys/*"),
    }
    assert ("apigateway:GET", "/restapis") not in allowed
