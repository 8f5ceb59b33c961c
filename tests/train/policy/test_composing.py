"""A new policy has what the options say, and for the rest what the current one has."""

from typing import Any

import pytest

from chalicelib.pointer import NamedPolicy
from tests.support.policies import lists, make_policy
from tests.support.stores import NOW
from train.errors import InputError
from train.policy.composing import compose

DENY = lists(phrases=["free cash"])


def composed(current: NamedPolicy | None, **changes: Any) -> NamedPolicy:
    found = compose(current, changes, NOW)
    assert found is not None
    return found


def test_fields_that_are_not_changed_stay() -> None:
    first = composed(None, threshold=0.9)
    second = composed(first, deny=DENY)
    assert (second.document["threshold"], second.document["deny"]) == (0.9, DENY)
    assert second.document["allow"] == lists()


def test_the_same_policy_is_not_made_again() -> None:
    current = make_policy(threshold=0.9)
    assert composed(current, threshold=0.9) == current


def test_a_policy_that_changes_nothing_is_none() -> None:
    assert compose(make_policy(threshold=0.9), {"threshold": None}, NOW) is None


def test_fields_that_contradict_each_other_are_refused() -> None:
    current = make_policy(unsure={"from": 0.2, "to": 0.8})
    with pytest.raises(InputError, match=r"holds the threshold, 0\.9; --threshold and --unsure"):
        compose(current, {"threshold": 0.9}, NOW)
