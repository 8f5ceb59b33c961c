"""When the model's own labels may teach the next one."""

import pytest
from scipy.stats import binom

from tests.support.learning import audited
from train.learning.auditing import CONFIDENCE, LATEST, audit, upper_bound


@pytest.mark.parametrize(
    ("right", "wrong", "passed"),
    [
        pytest.param(3, 0, False, id="too few to say"),
        pytest.param(22, 0, True, id="enough"),
        pytest.param(22, 1, False, id="one of them wrong"),
        pytest.param(50, 1, True, id="one of many wrong"),
        pytest.param(30, 10, False, id="many wrong"),
    ],
)
def test_the_audit_passes_if_its_bound_is_low(right: int, wrong: int, passed: bool) -> None:
    found = audit(audited("ham", "ham", right) + audited("spam", "ham", wrong))
    assert (found.texts, found.wrong, found.passed) == (right + wrong, wrong, passed)


def test_unsure_texts_say_nothing_about_sure_ones() -> None:
    assert audit(audited("spam", "ham", 9, sure=False)).texts == 0


def test_only_the_latest_count() -> None:
    assert audit(audited("ham", "ham", LATEST + 9)).texts == LATEST


@pytest.mark.parametrize(("wrong", "texts"), [(0, 10), (1, 10), (7, 60)])
def test_at_the_bound_so_few_wrong_texts_are_just_unlikely(wrong: int, texts: int) -> None:
    at_bound = binom.cdf(wrong, texts, upper_bound(wrong, texts))
    assert at_bound == pytest.approx(1 - CONFIDENCE)


def test_if_all_are_wrong_nothing_is_ruled_out() -> None:
    assert upper_bound(4, 4) == 1
