"""A bucket's policy and lifecycle: what is missing is added, what is there stays."""

import pytest

from deploy.bucket.policy_documents import STATEMENT, with_cleaning, with_http_refused
from tests.support.buckets import ALLOWED, ARN, CLEANING, REFUSAL


def test_a_statement_that_has_our_name_is_kept() -> None:
    theirs = ALLOWED | {"Sid": STATEMENT}
    nameless = {name: value for name, value in REFUSAL.items() if name != "Sid"}
    assert with_http_refused({"Statement": [theirs]}, ARN)["Statement"] == [theirs, nameless]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="another-name"),
        pytest.param({"Principal": {"AWS": "*"}}, id="principal"),
        pytest.param({"Condition": {"Bool": {"aws:SecureTransport": ["false"]}}}, id="list"),
        pytest.param({"Action": ["s3:*"]}, id="actions"),
    ],
)
def test_a_policy_that_refuses_http_already_is_left_alone(changes: dict[str, object]) -> None:
    policy = {"Statement": [ALLOWED, REFUSAL | {"Sid": "Theirs"} | changes]}
    assert with_http_refused(policy, ARN) is policy


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
def test_a_policy_that_refuses_less_is_added_to(changes: dict[str, object]) -> None:
    theirs = REFUSAL | {"Sid": "Theirs"} | changes
    assert with_http_refused({"Statement": [theirs]}, ARN)["Statement"] == [theirs, REFUSAL]


def test_a_rule_that_cleans_up_already_is_not_overruled() -> None:
    year = {"ID": "ours", "Status": "Enabled", "Filter": {}}
    year |= {"NoncurrentVersionExpiration": {"NoncurrentDays": 365}}
    found = {"Rules": [year], "TransitionDefaultMinimumObjectSize": "varies_by_storage_class"}
    rest = {name: value for name, value in CLEANING.items() if name[:3] != "Non"}
    wanted = with_cleaning(found, ARN)
    assert wanted == found | {"Rules": [year, rest]}
    assert with_cleaning(wanted, ARN) is wanted


def test_days_that_were_changed_in_our_rule_are_kept() -> None:
    year = CLEANING | {"NoncurrentVersionExpiration": {"NoncurrentDays": 365}}
    assert with_cleaning({"Rules": [year]}, ARN) == {"Rules": [year]}
    half = {name: value for name, value in year.items() if name[:5] != "Abort"}
    assert with_cleaning({"Rules": [half]}, ARN) == {"Rules": [year]}


def test_a_rule_that_is_off_or_narrower_does_not_count() -> None:
    off = CLEANING | {"Status": "Disabled"}
    assert with_cleaning({"Rules": [off]}, ARN) == {"Rules": [CLEANING]}
    narrow = CLEANING | {"ID": "theirs", "Filter": {"Prefix": "logs/"}}
    assert with_cleaning({"Rules": [narrow]}, ARN) == {"Rules": [narrow, CLEANING]}
