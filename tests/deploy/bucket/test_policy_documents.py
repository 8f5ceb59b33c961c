"""A bucket's policy and lifecycle: what is missing is added, and nothing is lost."""

import pytest

from deploy.bucket.policy_documents import (
    STATEMENT,
    describe_lifecycle,
    with_cleanup,
    with_http_denied,
    with_reports,
)
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


EXPIRY = {
    "ID": "reports-of-users-prod",
    "Status": "Enabled",
    "Filter": {"Prefix": "prod/reports/"},
    "Expiration": {"Days": 180},
    "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
}


def test_a_rule_deletes_the_reports_of_each_prefix() -> None:
    current = {"Rules": [CLEANUP_RULE], "TransitionDefaultMinimumObjectSize": "x"}
    desired = with_reports(current, ["prod", ""])
    whole = EXPIRY | {"ID": "reports-of-users-", "Filter": {"Prefix": "reports/"}}
    assert desired == current | {"Rules": [CLEANUP_RULE, EXPIRY, whole]}
    assert with_reports(desired, ["prod"]) is desired
    assert describe_lifecycle(desired).endswith("unfinished uploads 7 days, reports 180 days")
    assert with_reports(current, []) is current


@pytest.mark.parametrize(
    ("changes", "enough"),
    [
        ({"ID": "theirs", "Expiration": {"Days": 30}}, True),
        ({"ID": "theirs", "Expiration": {"Days": 365}}, False),
        ({"ID": "theirs", "Expiration": {"Date": "2030-01-01"}}, False),
        ({"ID": "theirs", "Status": "Disabled"}, False),
        ({"ID": "theirs", "Filter": {"Prefix": "prod/"}}, False),
        ({"ID": "theirs", "NoncurrentVersionExpiration": {"NoncurrentDays": 90}}, False),
    ],
)
def test_a_rule_of_the_owners_is_kept_and_enough_if_it_deletes_as_early(
    changes: dict[str, object], enough: bool
) -> None:
    theirs = EXPIRY | changes
    desired = with_reports({"Rules": [theirs]}, ["prod"])
    assert desired["Rules"] == ([theirs] if enough else [theirs, EXPIRY])


def test_the_projects_own_rule_is_corrected() -> None:
    rule = {name: value for name, value in EXPIRY.items() if name != "Filter"}
    old = rule | {"Prefix": "prod/reports/", "Expiration": {"Days": 365}}
    assert with_reports({"Rules": [old]}, ["prod"])["Rules"] == [EXPIRY]
