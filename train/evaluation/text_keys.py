"""A set of text keys in eight bytes each, for corpora of millions of texts."""

from collections.abc import Collection, Iterator

import numpy as np
from numpy.typing import NDArray

from chalicelib.text_key import KEY_DIGITS


class TextKeys(Collection[str]):
    """Text keys, sorted, as numbers [keys]; each stands for `KEY_DIGITS` hexadecimal digits.

    >>> keys = TextKeys(np.array([255, 1, 255], dtype=np.uint64))
    >>> list(keys), "00000000000000ff" in keys, "0000000000000002" in keys
    (['0000000000000001', '00000000000000ff'], True, False)
    """

    def __init__(self, numbers: NDArray[np.uint64]) -> None:
        self.numbers = np.unique(numbers)

    def __len__(self) -> int:
        """Return the number of keys."""
        return len(self.numbers)

    def __iter__(self) -> Iterator[str]:
        """Yield the keys in sorted order."""
        return (f"{number:0{KEY_DIGITS}x}" for number in map(int, self.numbers))

    def __contains__(self, key: object) -> bool:
        """Return whether a key is in the set."""
        number = np.uint64(int(str(key), 16))
        at = int(np.searchsorted(self.numbers, number))
        return at < len(self.numbers) and self.numbers[at] == number
