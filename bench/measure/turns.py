"""Measure in turns, so that anything that slows the machine down affects all contenders."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from tqdm import tqdm

T = TypeVar("T")


def in_turns(items: Sequence[T], rounds: int, description: str) -> Iterator[T]:
    """Yield each item once per round; each round starts with the next item.

    Three rounds of a, b, c give a b c, b c a, c a b. `description` labels the progress bar.
    """
    with tqdm(total=len(items) * rounds, desc=description, disable=None, leave=False) as bar:
        for number in range(rounds):
            first = number % len(items)
            for item in (*items[first:], *items[:first]):
                yield item
                bar.update()
