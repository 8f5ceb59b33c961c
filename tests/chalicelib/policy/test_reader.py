"""Each rule of a policy's document, and how a document that breaks it is refused."""

from typing import Any

import pytest

from chalicelib.errors import FormatError
from chalicelib.policy.reader import Below, Between, Lists, read_policy
from tests.support.crafting import without
from tests.support.policies import lists, policy_document


def test_a_whole_policy_is_read() -> None:
    document = policy_document(
        version="20260131T093000Z-0123456789ab",
        threshold=0.9,
        unsure={"from": 0.5, "to": 0.95},
        allow=lists(phrases=["from Ann"], senders=["ann@shop.test"], domains=["shop.test"]),
    )
    policy = read_policy(document, "a policy")
    assert (policy.version, policy.threshold) == ("20260131T093000Z-0123456789ab", 0.9)
    assert policy.unsure == Between(0.5, 0.95)
    assert policy.allow == Lists(("from Ann",), ("ann@shop.test",), ("shop.test",))
    assert policy.deny == Lists()


def test_a_band_of_more_classes_has_one_limit() -> None:
    assert read_policy(policy_document(unsure={"below": 0.6}), "").unsure == Below(0.6)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": 2}, "format is 2"),
        ({"other": 1}, "unknown field 'other'"),
        ({"threshold": 1}, r"threshold is 1\.0; expected a number between 0 and 1"),
        ({"threshold": "0.5"}, "field 'threshold' is \"0.5\"; expected a number"),
        ({"unsure": {}}, "unsure: field 'from' is missing"),
        ({"unsure": {"from": 0.9, "to": 0.1}}, "expected 0 <= from <= to <= 1"),
        ({"unsure": {"from": -0.1, "to": 1.1}}, "expected 0 <= from <= to <= 1"),
        ({"unsure": {"below": 0.5, "to": 1}}, "unsure: unknown field 'to'"),
        ({"unsure": {"below": 0}}, "unsure: below is 0"),
        ({"threshold": 0.9, "unsure": {"from": 0.1, "to": 0.2}}, "holds the threshold, 0.9"),
        ({"allow": []}, "allow: found an array of 0; expected an object"),
        ({"deny": {"phrases": []}}, "deny: field 'senders' is missing"),
        ({"deny": lists() | {"words": []}}, "deny: unknown field 'words'"),
        ({"deny": lists(phrases=["a", "a"])}, "contains an element twice"),
        ({"deny": lists(phrases=[str(n) for n in range(1001)])}, "an array of 0 to 1000 elements"),
        ({"deny": lists(phrases=["a" * 201])}, "phrases.0.* has 201 characters"),
        ({"deny": lists(phrases=["a " * 33])}, "has 33 words and signs; expected 1 to 32"),
        ({"deny": lists(phrases=["a", " \u200b"])}, "phrases.1.* has 0 words and signs"),
        ({"deny": lists(senders=[" "])}, "expected an address, a number or a name"),
        ({"deny": lists(domains=["https://a.test"])}, "without scheme and path"),
    ],
)
def test_what_breaks_a_rule_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(FormatError, match=message):
        read_policy(policy_document(**changes), "policy x")


@pytest.mark.parametrize("name", ["format", "created", "version", "threshold", "unsure", "allow"])
def test_every_field_is_needed(name: str) -> None:
    with pytest.raises(FormatError, match=f"'{name}' is missing"):
        read_policy(without(policy_document(), name), "policy x")
