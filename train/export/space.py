"""What a classifier sees of a vector, as an affine function of the vector that the service has.

Selecting, scaling and centring columns costs nothing at run time: each classifier is exported with
these steps folded into its own numbers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
JOINED = "name what makes them by --features (docs/export.md#columns-that-your-code-joins)"
"""What to do about columns that an author's code joins outside the files."""
WANTED = (
    "expected a classifier that was fitted to the vectorizer's vectors; if your code joins further "
    f"columns to these, such as the length of a text, {JOINED}"
)
"""What is expected of a classifier with another number of features."""


@dataclass(frozen=True, slots=True)
class Space:
    """The classifier's feature i is `scale[i] * x[columns[i]] + shift[i]`.

    x has `width` columns; each occurs at most once in `columns`. Shapes: all three (features,).
    `dense` is whether the classifier was given dense rows; None if it is not known.
    """

    width: int
    columns: NDArray[np.int64]
    scale: Floats
    shift: Floats
    dense: bool | None = None

    @property
    def count(self) -> int:
        """The number of features."""
        return len(self.columns)

    @property
    def is_plain(self) -> bool:
        """Whether the features are the columns themselves."""
        same = self.count == self.width and bool((self.columns == np.arange(self.width)).all())
        return same and bool((self.scale == 1.0).all()) and not self.shift.any()

    def placed(self, rows: Floats) -> Floats:
        """Return rows [n, features] as rows [n, width], with 0 at the columns that are not used."""
        result = np.zeros((len(rows), self.width))
        result[:, self.columns] = rows
        return result


def plain_space(width: int, dense: bool | None = None) -> Space:
    """Return the space whose features are the columns themselves."""
    return Space(width, np.arange(width), np.ones(width), np.zeros(width), dense)
