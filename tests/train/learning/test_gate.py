"""The gate refuses a candidate that is significantly worse, on each set of texts by itself."""

import pytest

from train.evaluation.predictions import Prediction, Predictions
from train.learning.gate import Check, check_candidate, metrics_of

CLASSES = ("ham", "spam")
OLD = [f"old{number}" for number in range(20)]
NEW = [f"new{number}" for number in range(20)]


def predictions(blocked: list[str], missed: list[str]) -> Predictions:
    """Return predictions for ten ham and ten spam of each set, with these mistakes."""
    rows = []
    for keys in (OLD, NEW):
        for at, key in enumerate(keys):
            label = CLASSES[at % 2]
            wrong = key in blocked or key in missed
            predicted = CLASSES[1 - at % 2] if wrong else label
            rows.append(Prediction(key, label, predicted, 0.5))
    return Predictions(CLASSES, tuple(rows))


def refused(candidate: Predictions, current: Predictions) -> list[str]:
    found = check_candidate(candidate, current, set(OLD), set(NEW))
    return [check.name for check in found if not check.passed]


RIGHT = predictions([], [])


def test_an_equal_candidate_passes() -> None:
    assert refused(RIGHT, RIGHT) == []


@pytest.mark.parametrize(("keys", "where"), [(OLD, "old set"), (NEW, "audited texts")])
def test_more_blocked_ham_is_refused_even_if_fewer_mistakes_are_made(
    keys: list[str], where: str
) -> None:
    candidate, current = predictions(keys[0:10:2], []), predictions([], keys[1::2])
    assert refused(candidate, current) == [
        f"blocked ham of the {where}",
        "blocked ham of all texts that both predicted",
    ]


def test_more_missed_spam_is_refused() -> None:
    assert "mistakes on the old set" in refused(predictions([], OLD[1:10:2]), RIGHT)


def test_chance_is_not_refused() -> None:
    assert refused(predictions(OLD[0:8:2], []), RIGHT) == []


def test_too_few_texts_of_the_old_set_are_refused_and_of_the_audit_not() -> None:
    few = [*check_candidate(RIGHT, RIGHT, set(OLD[:4]), set(NEW[:4]))]
    told = {check.name: check.passed for check in few if check.too_few}
    assert [name for name, passed in told.items() if not passed] == [
        "blocked ham of the old set",
        "mistakes on the old set",
    ]
    assert len(told) == 4


def test_only_must_pass_texts_cannot_be_forced() -> None:
    assert Check("mistakes", 5, 5, 0, passed=False).can_be_forced
    assert not Check("must-pass", 5, 5, None, passed=False).can_be_forced


def test_metrics_are_of_the_named_texts() -> None:
    found = metrics_of(predictions(OLD[0:10:2], []), set(OLD))
    assert (found["accuracy"], found["blocked_ham"], found["spam_caught"]) == (0.75, 0.5, 1.0)


@pytest.mark.parametrize(
    ("classes", "names"),
    [
        (CLASSES, ["accuracy", "mcc", "spam_caught", "blocked_ham"]),
        (("ham", "odd", "spam"), ["accuracy", "mcc"]),
    ],
)
def test_without_texts_there_are_no_metrics(classes: tuple[str, ...], names: list[str]) -> None:
    assert metrics_of(Predictions(classes, ()), set(OLD)) == dict.fromkeys(names)
