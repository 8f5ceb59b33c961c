"""Show on a terminal how far reading is."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from tqdm import tqdm

Item = TypeVar("Item")


def with_bar(items: Iterable[Item]) -> Iterator[Item]:
    """Yield items with a progress bar, if it takes longer than a second."""
    return iter(tqdm(items, desc="read", disable=None, leave=False, delay=1))
