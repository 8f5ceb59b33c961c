"""Load fitted estimators from files, in the order in which a text passes them."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from train.export.files.contents import parts
from train.export.files.folders import model_files
from train.export.files.loading import Loading, load
from train.export.files.recognition import recognize
from train.export.ordering.order import in_order


def load_estimators(paths: Sequence[Path], loading: Loading | None = None) -> list[Any]:
    """Load the estimators in files and directories, given in any order.

    Returns
    -------
    list
        A vectorizer, the transformers after it, a classifier, and the encoders of its labels; or a
        whole model, such as a `Pipeline`, and the encoders.

    Raises
    ------
    InputError
        If a file cannot be loaded, or holds no estimator, or there are several classifiers.
    """
    loading = loading or Loading()
    found = []
    for path in paths:
        folder = model_files(path, loading.tell)
        with importable(folder.code):
            for each in folder.files:
                found += parts(load(recognize(each), loading), str(each), loading.tell)
    return in_order(found, **loading.order)


@contextmanager
def importable(folders: Sequence[Path]) -> Iterator[None]:
    """Let Python import from the folders, within the block; what it imported stays."""
    before = list(sys.path)
    sys.path[:0] = [str(folder.resolve()) for folder in folders]
    try:
        yield
    finally:
        sys.path[:] = before
