"""Held-out texts that are copies of training texts: the metrics without them."""

from collections.abc import Collection

from train.corpus.reader import Corpus
from train.evaluation.cross_validation import COUNTS
from train.evaluation.metrics import Metrics, evaluate
from train.evaluation.predictions import text_key
from train.export.exported import Export


def without_copies(
    export: Export, held_out: Corpus, training_keys: Collection[str], threshold: float | None
) -> Metrics | None:
    """Return the metrics on the texts that are no copies of training texts; None if none is one.

    As in `text_key`, case and white space make no other text. `copies` is the number of copies.
    """
    pairs = zip(held_out.texts, held_out.labels, strict=True)
    others = [(text, label) for text, label in pairs if text_key(text) not in training_keys]
    copies = len(held_out.texts) - len(others)
    if not copies:
        return None
    counts: Metrics = {"copies": copies, "texts": len(others)}
    if not others:
        return counts
    texts, labels = zip(*others, strict=True)
    found = evaluate(export, texts, labels, threshold, held_out.positive.label).metrics
    return {name: found[name] for name in found if name not in COUNTS} | counts
