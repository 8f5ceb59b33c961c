"""What a corpus of very many texts needs in order to fit in memory: a sample, and parts."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.utils import gen_batches


def sample(labels: Any, most: int, seed: int) -> Any:
    """Return the positions, ascending, of `most` texts at random, from every class its share.

    A share is rounded up, which may make a text more for each class: `train_test_split` with
    `stratify` would leave out a class whose share is less than one.

    >>> labels = np.array(["ham"] * 90 + ["spam"] * 9 + ["news"])
    >>> labels[sample(labels, 20, seed=42)].tolist()  # 90 / 5, 9 / 5 and 1 / 5, rounded up
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


def transform_in_parts(vectorizer: Any, texts: Sequence[str], at_once: int) -> Any:
    """Return a fitted vectorizer's vectors [texts, terms], made from so many texts at once.

    While it counts, scikit-learn holds twice what the vectors take. Few large parts are better than
    many small ones: glibc gives what takes over 32 MB back to the system at once; of parts of
    10,000 texts, 0.8 GB in all were free and stayed with the process.
    """
    parts = [vectorizer.transform(texts[part]) for part in gen_batches(len(texts), at_once)]
    return sparse.vstack(parts, format="csr")
