"""The blocks of a vectorizer, as steps change them and as they are written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chalicelib.scoring.artifact import FORM_FORMAT, FORMAT
from train.errors import InputError

Config = dict[str, Any]
Tensors = dict[str, NDArray[Any]]
FloatType = type[np.float32] | type[np.float64]

_FIELDS_OF_FORMAT_1 = frozenset({
    *("analyzer", "binary", "lowercase", "ngram_range", "norm", "normalizer", "separator"),
    *("stop_words", "strip_accents", "sublinear_tf", "terms", "token_pattern", "weight"),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """A block: its fields, its terms in the order of their columns, and its idf if it has one.

    `name` is the class of the vectorizer, for messages. `seen` has a number for each term, lower if
    the vectorizer saw it earlier. A block without terms has only `width`.
    """

    name: str
    config: Config
    width: int
    terms: tuple[str, ...] | None = None
    idf: NDArray[np.float64] | None = None
    seen: NDArray[np.intp] | None = None

    @property
    def counts(self) -> bool:
        """Whether the values are plain counts of terms, or 1 for each that occurs."""
        plain = (
            self.config.get("norm"),
            self.config.get("sublinear_tf"),
            self.config.get("weight"),
        )
        return plain == (None, False, 1.0) and self.idf is None

    @property
    def is_weighted(self) -> bool:
        """Whether the block has a weight and a norm of its own."""
        return "norm" in self.config

    def changed(self, **fields: Any) -> "Block":
        """Return the block with other fields."""
        return replace(self, config=self.config | fields)

    def of(self, columns: NDArray[np.intp]) -> "Block":
        """Return the block with these columns alone, in this order."""
        return replace(
            self,
            width=len(columns),
            terms=self.terms and tuple(self.terms[column] for column in columns),
            idf=None if self.idf is None else self.idf[columns],
            seen=None if self.seen is None else self.seen[columns],
        )

    @property
    def has_signs(self) -> bool:
        """Whether a value can be below 0: that of a function, or where a hash's sign counts."""
        hashing = self.config.get("hashing", {"alternate_sign": "numbers" in self.config})
        return bool(hashing["alternate_sign"])


def frequent_first(blocks: Sequence[Block]) -> tuple[NDArray[np.intp], list[Block]]:
    """Return blocks that begin with their most frequent terms, and each column's earlier number.

    What a text looks up is then close together in memory, and mostly in the processor's caches: a
    long text takes a tenth less time. The lower its idf, the more frequent is a term. Without idf,
    a term that was seen earlier in the training texts is taken for a more frequent one.
    """
    orders: list[NDArray[np.intp]] = []
    result, first = [], 0
    for block in blocks:
        columns = np.arange(block.width)
        ranks = block.seen if block.idf is None else block.idf
        if block.terms is not None and ranks is not None:
            columns = np.argsort(ranks, kind="stable")
            block = block.of(columns)
        orders.append(first + columns)
        result.append(block)
        first += block.width
    return np.concatenate(orders), result


def write_blocks(
    blocks: Sequence[Block], presence: bool, float_type: FloatType
) -> tuple[int, Config, Tensors]:
    """Return the format of a vectorizer's file, its configuration and its tensors.

    Parameters
    ----------
    blocks
        The blocks in the order of their columns.
    presence
        Whether the classifier looks only at which terms occur (`BernoulliNB`). Every value is then
        1, which is correct if all idf values and weights are positive.
    float_type
        numpy's type of the stored idf.
    """
    configs: list[Config] = []
    tensors: Tensors = {}
    for number, block in enumerate(blocks):
        config = block.config
        if presence:
            _check_positive(block)
            config = config | {"binary": True, "sublinear_tf": False, "norm": None, "weight": 1.0}
        elif block.idf is not None:
            tensors[f"block.{number}.idf"] = block.idf.astype(float_type)
        if block.terms is not None:
            separator = _separator(block.terms)
            config = config | {"separator": separator, "terms": block.width}
            joined = separator.join(block.terms).encode("utf-8", "surrogatepass")
            tensors[f"block.{number}.terms"] = np.frombuffer(joined, dtype=np.uint8)
        configs.append(config)
    return _format_of(configs), {"blocks": configs}, tensors


def _format_of(configs: Sequence[Config]) -> int:
    """Return the version that can express the blocks: the first, if it can."""
    known = all(
        _FIELDS_OF_FORMAT_1.issuperset(config) and isinstance(config["analyzer"], str)
        for config in configs
    )
    return FORMAT if known else FORM_FORMAT


def _separator(terms: Sequence[str]) -> str:
    """Return a character that no term contains, a line feed if possible."""
    used = set().union(*terms)
    private_use = map(chr, range(0xE000, 0xF900))
    return next(char for char in ("\n", *private_use) if char not in used)


def _check_positive(block: Block) -> None:
    if block.config["weight"] <= 0 or (block.idf is not None and np.min(block.idf) <= 0):
        raise InputError(
            f"BernoulliNB over a {block.name} with an idf or a weight of 0 or less "
            "is not supported; expected positive ones"
        )
