"""A bucket's policy and lifecycle: what is missing is added, and nothing is lost."""

import pytest

from deploy.bucket.policy_documents import STATEMENT, with_cleanup, with_http_denied
from tests.support.buckets import ALLOWANCE, ARN, CLEANUP_RULE, DENIAL


def test_a_statement_with_the_same_name_is_kept() -> None:
    theirs = ALLOWANCE | {"Sid": STATEMENT}
    nameless = {name: value for name, value in DENIAL.items() if name != "Sid"}
    assert with_http_denied({"Statement": [theirs]}, ARN)["Statement"] == [theirs, nameless]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="another-name"),
        pytest.param({"Principal": {"AWS": "*"}}, id="principal"),
        pytest.param({"Condition": {"Bool": {"aws:SecureTransport": ["false"]}}}, id="list"),
        pytest.param({"Action": ["s3:*"]}, id="actions"),
    ],
)
def test_a_policy_that_already_denies_http_is_unchanged(changes: dict[str, object]) -> None:
    policy = {"Statement": [ALLOWANCE, DENIAL | {"Sid": "Theirs"} | changes]}
    assert with_http_denied(policy, ARN) is policy


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"Resource": f"{ARN}/*"}, id="objects-only"),
        pytest.param({"Principal": {"AWS": "1"}}, id="for-one"),
        pytest.param({"Action": "s3:GetObject"}, id="reading-only"),
        pytest.param({"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, id="https"),
        pytest.param({"Effect": "Allow"}, id="allows"),
    ],
)
def test_a_policy_that_denies_less_gets_a_statement(changes: dict[str, object]) -> None:
    theirs = DENIAL | {"Sid": "Theirs"} | changes
    assert with_http_denied({"Statement": [theirs]}, ARN)["Statement"] == [theirs, DENIAL]


def test_a_rule_that_already_cleans_up_is_kept() -> None:
    year = {"ID": "ours", "Status": "Enabled", "Filter": {}}
    year |= {"NoncurrentVersionExpiration": {"NoncurrentDays": 365}}
    current = {"Rules": [year], "TransitionDefaultMinimumObjectSize": "varies_by_storage_class"}
    rest = {name: value for name, value in CLEANUP_RULE.items() if name[:3] != "Non"}
    desired = with_cleanup(current, ARN)
    assert desired == current | {"Rules": [year, rest]}
    assert with_cleanup(desired, ARN) is desired


def test_changed_days_in_the_projects_rule_are_kept() -> None:
    year = CLEANUP_RULE | {"NoncurrentVersionExpiration": {"NoncurrentDays": 365}}
    assert with_cleanup({"Rules": [year]}, ARN) == {"Rules": [year]}
    half = {name: value for name, value in year.items() if name[:5] != "Abort"}
    assert with_cleanup({"Rules": [half]}, ARN) == {"Rules": [year]}


def test_a_disabled_or_narrower_rule_does_not_count() -> None:
    off = CLEANUP_RULE | {"Status": "Disabled"}
    assert with_cleanup({"Rules": [off]}, ARN) == {"Rules": [CLEANUP_RULE]}
    narrow = CLEANUP_RULE | {"ID": "theirs", "Filter": {"Prefix": "logs/"}}
    assert with_cleanup({"Rules": [narrow]}, ARN) == {"Rules": [narrow, CLEANUP_RULE]}
