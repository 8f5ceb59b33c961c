"""Run `policy`."""

import json
from collections.abc import Iterator

from tests.support.commands import Run
from train.evaluation.predictions import Prediction


def rows() -> Iterator[Prediction]:
    """Yield 600 labels that are sure and right, and 20 that are not sure and wrong."""
    for number in range(300):
        yield Prediction(f"h{number}", "ham", "ham", 0.01)
        yield Prediction(f"s{number}", "spam", "spam", 0.99)
    for number in range(20):
        yield Prediction(f"x{number}", "spam", "ham", 0.4)


def made(run: Run, *options: object) -> str:
    code, output, errors = run("policy", *options)
    assert code == 0, errors
    return output.strip()


def in_force(run: Run) -> str | None:
    found: list[dict[str, str | None]] = json.loads(run("list", "--json")[1])
    return found[-1]["policy"]
