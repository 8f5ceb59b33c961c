"""What is between the text and the classifier: the blocks, the features, and the space."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from train.export.cleaning.functions import Refer, no_reference
from train.export.space import Space, plain_space
from train.export.vectorizers import Config, Tensors, export_vectorizer


@dataclass(frozen=True, slots=True)
class Traced:
    """The blocks of a vectorizer, the tree of features over them, and what a classifier sees.

    `blocks` is what `export_vectorizer` takes. `features` and `tensors` are those of the format-2
    classifier file.
    """

    blocks: Any
    features: Config
    tensors: dict[str, NDArray[Any]]
    space: Space

    @property
    def is_plain(self) -> bool:
        """Whether the run-time columns are those of the blocks."""
        return bool(self.features["kind"] == "blocks")


def trace(vectorizer: Any, refer: Refer = no_reference) -> Traced:
    """Follow the steps of a fitted vectorizer; `refer` is that of `export_vectorizer`.

    Raises
    ------
    InputError
        If the format cannot express a step; names the estimator or parameter.
    """
    config, _ = export_vectorizer(vectorizer, False, np.float64, refer)
    blocks = config["blocks"]
    tensors: Tensors = {}
    tree = {"kind": "blocks", "first": 0, "count": len(blocks)}
    width = sum(block["terms"] for block in blocks)
    return Traced(vectorizer, tree, tensors, plain_space(width))
