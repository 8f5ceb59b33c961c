"""Check whether contenders that serve the same model return the same label for each text."""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.contenders.catalog import SAME_MODEL, Contender
from bench.contenders.folders import Folders
from bench.contenders.models import PublishedModel
from bench.measure.turns import in_turns
from bench.measure.warm import drive

EXAMPLES = 5


def measure_same_labels(
    contenders: Sequence[Contender],
    folders: Folders,
    published: Mapping[str, PublishedModel],
    texts: Sequence[str],
) -> dict[str, dict[str, Any]]:
    """Return how many labels of each contender differ from those of the one in `SAME_MODEL`."""
    names = {each.name for each in contenders}
    pairs = {
        name: reference.name
        for name, reference in SAME_MODEL.items()
        if {name, reference.name} <= names
    }
    compared = [each for each in contenders if each.name in {*pairs, *pairs.values()}]
    labels = {
        each.name: drive(each, folders, published[each.model], texts)["labels"]
        for each in in_turns(compared, 1, "labels")
    }
    return {
        name: compare(texts, labels[name], labels[reference]) | {"as": reference}
        for name, reference in pairs.items()
    }


def compare(
    texts: Sequence[str], labels: Sequence[str], reference: Sequence[str]
) -> dict[str, Any]:
    """Return how many labels differ, and the first texts whose labels do.

    >>> compare(["a", "b"], ["ham", "spam"], ["ham", "ham"])
    {'texts': 2, 'different': 1, 'first': ['b']}
    """
    rows = zip(texts, labels, reference, strict=True)
    different = [text for text, label, expected in rows if label != expected]
    return {"texts": len(texts), "different": len(different), "first": different[:EXAMPLES]}
