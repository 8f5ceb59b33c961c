"""The second scoring: within its time on average, and it raises nothing."""

import math

from chalicelib.errors import FunctionError
from chalicelib.policy.origin import Origin
from chalicelib.serving.trial.recorder import Labelled, Recorder
from chalicelib.serving.trial.second_scoring import REQUEST_MILLISECONDS, SecondModel, failure
from tests.support.trials import Clock, Labeller, always, failing

TEXTS = [Labelled(f"text {number}", "ham") for number in range(100)]


def slow(clock: Clock, seconds: float) -> SecondModel:
    """Return a second model that takes so long for each text."""

    def label(text: str) -> str:
        clock.seconds += seconds
        return "spam" if text.endswith("1") else "ham"

    return SecondModel(Labeller(label), clock)


def test_a_request_is_scored_as_far_as_there_is_time() -> None:
    scoring = slow(Clock(), 1 / 128).score(TEXTS)  # 50 ms are 6.4 times as long
    assert (len(scoring.compared), scoring.left_out, scoring.disagreements) == (7, 93, 1)
    assert scoring.milliseconds == 7 / 128 * 1000


def test_all_texts_are_scored_if_there_is_time() -> None:
    scoring = slow(Clock(), 1 / 4096).score(TEXTS)
    assert (len(scoring.compared), scoring.left_out, scoring.errors) == (100, 0, 0)


def test_a_text_that_takes_too_long_is_saved_on_the_next_requests() -> None:
    model = slow(Clock(), 0.5)
    scored = [len(model.score(TEXTS[:1]).compared) for _ in range(21)]
    assert scored == [1, *[0] * 9, 1, *[0] * 9, 1]


def test_time_that_is_not_used_is_not_saved_up() -> None:
    clock = Clock()
    model = slow(clock, 1 / 1024)
    for _ in range(10):
        model.score(TEXTS[:1])
    assert len(model.score(TEXTS).compared) == math.ceil(REQUEST_MILLISECONDS / 1000 * 1024)


def test_a_failure_is_counted_for_each_text_without_its_message() -> None:
    scoring = SecondModel(failing()).score(TEXTS[:3])
    assert (scoring.errors, scoring.reason, scoring.compared) == (3, "raised KeyError", [])


def test_the_reason_of_a_function_is_kept() -> None:
    assert failure(FunctionError("split: raised KeyError")) == "split: raised KeyError"


def test_both_models_label_texts_of_the_same_origin() -> None:
    origin, first, second = Origin(("ann@shop.test",)), always("ham"), always("spam")
    recorder = Recorder(first)
    assert recorder.sent_from(origin).predict("text") == "ham"
    SecondModel(second).score(recorder.labelled, recorder.origin)
    assert (first.origin, second.origin) == (origin, origin)
