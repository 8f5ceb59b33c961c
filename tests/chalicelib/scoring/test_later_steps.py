"""Steps after texts: threads take them in turn, and none waits for another."""

from collections.abc import Iterator

import pytest

from chalicelib.scoring.later_steps import LaterSteps


def test_a_step_that_another_thread_is_taking_is_not_waited_for() -> None:
    within = []

    def taking() -> Iterator[None]:
        within.append(steps.take())  # as another thread does in the meantime
        yield

    steps = LaterSteps(taking())
    assert steps.take()
    assert within == [True]
    assert not steps.take()


def test_a_step_that_fails_is_the_last_and_holds_up_no_thread() -> None:
    def failing() -> Iterator[None]:
        yield
        raise MemoryError

    steps = LaterSteps(failing())
    assert steps.take()
    with pytest.raises(MemoryError):
        steps.take()
    assert not steps.take()
