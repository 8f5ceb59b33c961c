"""Choose a sample of a large corpus that keeps every class."""

import math
from typing import Any

import numpy as np


def stratified_sample(labels: Any, most: int, seed: int) -> Any:
    """Return the positions, ascending, of `most` texts at random, from every class its share.

    A share is rounded up, which may make a text more for each class: `train_test_split` with
    `stratify` would leave out a class whose share is less than one.

    >>> labels = np.array(["ham"] * 90 + ["spam"] * 9 + ["news"])
    >>> labels[stratified_sample(labels, 20, seed=42)].tolist()  # 90 / 5, 9 / 5 and 1 / 5, rounded up
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
