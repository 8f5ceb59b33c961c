"""Two processes return what one would."""

import io
import os
import sys
from functools import partial

import joblib
import pytest

from tests.support.parity import TRAINING
from train.recipes import default, fast_vectors
from train.recipes.default import fit_default
from train.recipes.fitted import Fitted
from train.recipes.second_process import run_in_two_processes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux only")

LABELS = ["ham", "spam"] * (len(TRAINING) // 2) + ["ham"] * (len(TRAINING) % 2)


def number_and_process(number: int) -> tuple[int, int]:
    """Return the number, and the process that this runs in."""
    return number, os.getpid()


def pickled(fitted: Fitted) -> bytes:
    """Return the estimators as they are published."""
    buffer = io.BytesIO()
    joblib.dump((fitted.vectorizer, fitted.classifier), buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("count", [1, 2, 5, 6])
def test_results_are_in_the_order_of_the_tasks(count: int) -> None:
    parent = os.getpid()
    found = run_in_two_processes([partial(number_and_process, at) for at in range(count)])
    assert [at for at, _ in found] == list(range(count))
    assert [process == parent for _, process in found] == [at % 2 == 0 for at in range(count)]


def test_a_task_that_fails_in_the_second_process_raises_here() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        run_in_two_processes([partial(int, "7"), partial(int, "x")])


def test_this_process_computes_what_an_ended_one_does_not_deliver() -> None:
    parent = os.getpid()

    def end_elsewhere() -> int:
        if os.getpid() != parent:
            os._exit(9)
        return 7

    assert run_in_two_processes([end_elsewhere] * 3) == [7, 7, 7]


def test_two_processes_fit_the_same_model(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = fit_default(TRAINING, LABELS)
    monkeypatch.setattr(default, "LEAST_ENTRIES_SHARED", 1)
    monkeypatch.setattr(fast_vectors, "LEAST_SHARED", 1)
    for module in (default, fast_vectors):
        monkeypatch.setattr(module, "is_useful", lambda: True)
    shared = fit_default(TRAINING, LABELS)
    assert (pickled(shared), shared.threshold) == (pickled(alone), alone.threshold)
