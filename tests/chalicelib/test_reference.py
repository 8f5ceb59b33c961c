"""A manifest's reference: read strictly, and absent from older manifests."""

from typing import Any

import pytest

from chalicelib.errors import FormatError
from tests.support.crafting import manifest
from tests.support.references import REFERENCE


def scores(*shares: Any, edges: tuple[Any, ...] = (0.0,)) -> dict[str, Any]:
    return {"scores": {"edges": [*edges], "shares": [*shares]}}


def test_the_reference_is_read() -> None:
    reference = manifest(reference=REFERENCE).reference
    assert reference is not None
    assert (reference.texts, reference.labels) == (400, {"ham": 0.75, "spam": 0.25})
    assert (reference.edges, reference.shares) == ((-1.0, 0.0, 1.0), (0.5, 0.25, 0.125, 0.125))
    assert (reference.known, reference.low) == (0.9, 0.6)


def test_older_manifests_have_none() -> None:
    assert manifest().reference is None


@pytest.mark.parametrize(("known", "familiar"), [(0.6, True), (0.599, False), (None, None)])
def test_a_text_is_familiar_from_the_low_upwards(known: float | None, familiar: object) -> None:
    reference = manifest(reference=REFERENCE).reference
    assert reference is not None
    assert reference.is_familiar(known) is familiar


def test_without_a_known_share_no_text_is_familiar_or_not() -> None:
    reference = manifest(reference=REFERENCE | {"known": None}).reference
    assert reference is not None
    assert reference.is_familiar(0.5) is None


def test_one_bin_needs_no_edge() -> None:
    reference = manifest(reference=REFERENCE | scores(1, edges=())).reference
    assert reference is not None
    assert (reference.edges, reference.bin_of(7.0)) == ((), 0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"texts": 0}, "reference: field 'texts' is 0; expected an int", id="texts"),
        pytest.param({"labels": {"ham": 1.0}}, "labels: field 'spam' is missing", id="label"),
        pytest.param(
            {"labels": {"ham": 0.5, "spam": 0.5, "x": 0.0}}, "unknown field 'x'", id="more-labels"
        ),
        pytest.param(
            {"labels": {"ham": 1.5, "spam": 0.0}}, "'ham' is 1.5; expected a number", id="share"
        ),
        pytest.param(scores(0.5, 0.5, edges=(1.0, 1.0)), "edges do not ascend", id="edges"),
        pytest.param(scores(0.5, 0.5, edges=("a",)), "edges: field '0' is \"a\"", id="edge-text"),
        pytest.param(scores(1.0, edges=(*range(10),)), "an array of 0 to 9", id="many-edges"),
        pytest.param(scores(1.0), "'shares' is an array of 1; expected an array of 2", id="few"),
        pytest.param(scores(0.5, 0.4), "shares do not add up", id="sum"),
        pytest.param(scores(1.5, -0.5), "shares do not add up", id="negative"),
        pytest.param({"scores": None}, "scores: found null", id="no-scores"),
        pytest.param({"known": {"mean": 0.5}}, "known: field 'low' is missing", id="no-low"),
        pytest.param(
            {"known": {"mean": 0.5, "low": 0.1, "x": 1}}, "unknown field 'x'", id="more-known"
        ),
        pytest.param({"more": 1}, "reference: unknown field 'more'", id="more"),
    ],
)
def test_another_reference_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(FormatError) as refusal:
        manifest(reference=REFERENCE | changes)
    assert message in str(refusal.value)


def test_a_reference_that_is_no_object_is_refused() -> None:
    with pytest.raises(FormatError, match=r"manifest.json: reference: found null; expected an obj"):
        manifest(reference=None)
