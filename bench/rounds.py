"""Rounds in which all take turns, so that what slows the machine down slows all of them down."""

import os
from collections.abc import Iterator, Sequence
from typing import TypeVar

from tqdm import tqdm

T = TypeVar("T")


def in_turns(contenders: Sequence[T], rounds: int, name: str) -> Iterator[T]:
    """Yield each contender once per round; each round begins with another one."""
    with tqdm(total=len(contenders) * rounds, desc=name, disable=None, leave=False) as bar:
        for number in range(rounds):
            first = number % len(contenders)
            for contender in (*contenders[first:], *contenders[:first]):
                yield contender
                bar.update()


def function_environ() -> dict[str, str]:
    """Return what every function's process has in its environment; its own comes on top."""
    return {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
