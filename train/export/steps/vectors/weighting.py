"""Follow tf-idf, norms and thresholds: into the block that they come after, or as steps."""

from dataclasses import replace
from math import copysign
from typing import Any

import numpy as np

from train.errors import InputError
from train.export.space import Floats, plain_space
from train.export.steps import tree as nodes
from train.export.steps.blocks import Block
from train.export.steps.stream import Stream
from train.export.steps.walker import Walker


def _tfidf(transformer: Any, stream: Stream, walker: Walker) -> Stream:
    idf = np.asarray(transformer.idf_) if hasattr(transformer, "idf_") else None
    if transformer.sublinear_tf:
        stream = _sublinear(stream, walker)
    if idf is not None:
        stream = _with_idf(stream, walker, idf, transformer.norm)
    return _with_norm(stream, walker, transformer.norm).made(dense=False)


def _normalizer(normalizer: Any, stream: Stream, walker: Walker) -> Stream:
    return _with_norm(stream, walker, normalizer.norm)


def _sublinear(stream: Stream, walker: Walker) -> Stream:
    """Return 1 + ln x for each x above 0."""
    blocks = walker.blocks_of(stream)
    if any(block.has_signs for block in blocks or walker.blocks):
        raise InputError(
            "TfidfTransformer(sublinear_tf=True) after HashingVectorizer(alternate_sign=True) is "
            "not supported; expected alternate_sign=False"
        )
    if blocks is not None and _is_unscaled(stream) and all(block.counts for block in blocks):
        for number, block in enumerate(blocks, stream.tree.fields["first"]):
            walker.blocks[number] = block.changed(sublinear_tf=True)
        return stream
    settled = stream.settled()
    return settled.over(nodes.mapped(settled.tree, "sublinear"))


def _with_idf(stream: Stream, walker: Walker, idf: Floats, norm: str | None) -> Stream:
    found = _foldable(stream, walker, norm)
    if found is None:
        return stream.scaled(idf)
    stream, block = found
    before = 1.0 if block.idf is None else block.idf
    walker.blocks[stream.tree.fields["first"]] = replace(block, idf=before * idf)
    return stream


def _with_norm(stream: Stream, walker: Walker, norm: str | None) -> Stream:
    """Divide by the norm."""
    if norm is None:
        return stream
    found = _foldable(stream, walker, norm) if norm in ("l1", "l2") else None
    if found is None:
        settled = stream.settled()
        return settled.over(nodes.normed(settled.tree, norm))
    stream, block = found
    # The norm of w x is |w| times that of x, so only the sign of a weight is left.
    weight = block.config["weight"] and copysign(1.0, block.config["weight"])
    number = stream.tree.fields["first"]
    walker.blocks[number] = block.changed(norm=norm, weight=weight)
    return stream


def _foldable(stream: Stream, walker: Walker, norm: str | None) -> tuple[Stream, Block] | None:
    """Return the one block that a weighting can become part of, with its stream, or None.

    A norm that the block has does not matter if another follows: (x / a) / norm(x / a) is
    x / norm(x).
    """
    blocks = walker.blocks_of(stream)
    if blocks is None or len(blocks) != 1:
        return None
    block = blocks[0]
    if not block.is_weighted or (norm is None and block.config["norm"] is not None):
        return None
    if not stream.space.is_plain:
        return _narrowed(stream, walker, block)
    return stream, block


def _narrowed(stream: Stream, walker: Walker, block: Block) -> tuple[Stream, Block] | None:
    """Drop the terms that were not selected: what follows must not see them."""
    if not _is_unscaled(stream) or block.terms is None or block.config["norm"] is not None:
        return None
    block = block.of(stream.space.columns)
    first = stream.tree.fields["first"]
    walker.blocks[first] = block
    narrowed = Stream(nodes.blocks(first, 1, block.width), plain_space(block.width, False))
    return narrowed, block


def _binarizer(binarizer: Any, stream: Stream, walker: Walker) -> Stream:
    """Return 1 for each x above the threshold."""
    threshold = float(binarizer.threshold)
    if threshold < 0:
        raise InputError(
            f"Binarizer(threshold={threshold}) is not supported; expected 0 or more, because a "
            "term that does not occur is 0"
        )
    blocks = walker.blocks_of(stream)
    counts = blocks is not None and all(each.counts and not each.has_signs for each in blocks)
    if blocks is not None and counts and _is_unscaled(stream) and threshold < 1:
        for number, block in enumerate(blocks, stream.tree.fields["first"]):
            walker.blocks[number] = block.changed(binary=True)
        return stream
    settled = stream.settled()
    return settled.over(nodes.mapped(settled.tree, "above", threshold=threshold))


def _is_unscaled(stream: Stream) -> bool:
    """Return whether columns were selected at most."""
    return bool((stream.space.scale == 1.0).all()) and not stream.space.shift.any()


STEPS = {
    "sklearn.TfidfTransformer": _tfidf,
    "sklearn.Normalizer": _normalizer,
    "sklearn.Binarizer": _binarizer,
}
