"""The pointer names the promoted version, its policy, the pair before, and what is on trial."""

from typing import Any

import pytest

from chalicelib import strict_json
from chalicelib.errors import FormatError
from chalicelib.pointer import (
    BAND,
    CANARY,
    SHADOW,
    NamedPolicy,
    Pointer,
    Trial,
    named_policy,
    pointer_document,
    read_pointer,
)
from tests.support.crafting import manifest

PROMOTED = manifest()
CANDIDATE = manifest(recipe="another")
POLICY: dict[str, Any] = {"format": 1, "created": "20260131T093000Z", "threshold": 0.5}


def written(pointer: Pointer, **changes: Any) -> bytes:
    return strict_json.canonical(pointer_document(pointer) | changes)


def on_trial(**changes: Any) -> dict[str, Any]:
    candidate = {"version": CANDIDATE.version, "manifest": CANDIDATE.document, "policy": None}
    canary = {"kind": "canary", "percent": 10, "band": 0.05, "started_at": "20260131T093000Z"}
    return canary | candidate | changes


@pytest.fixture
def policy() -> NamedPolicy:
    return named_policy(POLICY, "a policy")


@pytest.mark.parametrize("kind", [SHADOW, CANARY])
def test_what_is_written_is_read_again(policy: NamedPolicy, kind: str) -> None:
    percent, band = (10, 0.2) if kind == CANARY else (0, BAND)
    trial = Trial(kind, CANDIDATE, percent, policy, "20260131T093000Z", band)
    pointer = Pointer(PROMOTED, CANDIDATE.version, policy, policy.id, trial, "before", policy.id)
    assert read_pointer(written(pointer)) == pointer


def test_a_pointer_of_before_policies_names_neither_policy_nor_trial() -> None:
    plain = {"format": 1, "version": PROMOTED.version, "manifest": PROMOTED.document}
    raw = strict_json.canonical(plain | {"previous": None, "promoted_at": "2026-01-31T09:30:00Z"})
    assert read_pointer(raw) == Pointer(PROMOTED)
    assert pointer_document(Pointer(PROMOTED)) == plain | {"previous": None}


def test_the_name_of_a_policy_holds_its_digest(policy: NamedPolicy) -> None:
    assert policy.id.startswith("20260131T093000Z-")
    assert named_policy(POLICY | {"threshold": 0.6}, "another").id != policy.id


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"policy": []}, "policy: found an array of 0; expected an object", id="array"),
        pytest.param({"policy": {"created": 1}}, "created is 1; expected a time", id="no-time"),
        pytest.param({"previous_policy": "../x"}, "'../x'; expected a name such", id="path"),
        pytest.param({"earlier_policy": "x"}, "earlier_policy is 'x'; expected", id="earlier"),
        pytest.param({"trial": 1}, "trial: found 1; expected an object", id="trial"),
        pytest.param({"trial": on_trial(kind="a")}, "one of shadow, canary", id="kind"),
        pytest.param({"trial": on_trial(percent=0)}, "an integer from 1 to 99", id="percent"),
        pytest.param({"trial": on_trial(band=1)}, "expected a share between 0 and 1", id="band"),
        pytest.param({"trial": on_trial(started_at="../x")}, "'20260131T093000Z'", id="time"),
        pytest.param({"trial": on_trial(version="x")}, "content differs", id="candidate"),
    ],
)
def test_a_bad_policy_or_trial_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(FormatError, match=message):
        read_pointer(written(Pointer(PROMOTED), **changes))


def test_deeply_nested_policies_are_refused() -> None:
    nested: Any = []
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(FormatError, match="nested too deeply"):
        named_policy({"created": "20260131T093000Z", "deep": nested}, "a policy")
