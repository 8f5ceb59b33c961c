"""Choose a sample of a large corpus that keeps every class."""

import math

import numpy as np
from numpy.typing import NDArray


def stratified_sample(labels: NDArray[np.str_], most: int, seed: int) -> NDArray[np.int_]:
    """Return the ascending positions of about `most` random texts, with each class's share.

    Shares are rounded up, so there may be one more text for each class. `train_test_split` with
    `stratify` would leave out a class whose share is less than one text.

    >>> labels = np.array(["ham"] * 90 + ["spam"] * 9 + ["news"])
    >>> chosen = stratified_sample(labels, 20, seed=42)
    >>> labels[chosen].tolist()  # 90 / 5, 9 / 5 and 1 / 5, rounded up
    ['ham', 'ham', 'ham', 'ham', 'ham', 'ham', 'ham', 'ham', 'ham', 'ham', 'ham', 'ham', 'ham', \
'ham', 'ham', 'ham', 'ham', 'ham', 'spam', 'spam', 'news']
    """
    random = np.random.default_rng(seed)
    classes = (np.flatnonzero(labels == name) for name in np.unique(labels))
    shares = [
        random.permutation(of_class)[: math.ceil(len(of_class) * most / len(labels))]
        for of_class in classes
    ]
    return np.sort(np.concatenate(shares))
