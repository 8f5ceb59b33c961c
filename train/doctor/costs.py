"""Measure what an exported model costs when it is served: bytes, time for a text, memory."""

import statistics
import time
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from chalicelib.scoring.cleaning.sources import Resolve
from chalicelib.scoring.model_builder import read_scorer
from chalicelib.scoring.vectorizer import read_vectorizer
from train.export.exported import Export

SHORT_CHARACTERS = 100
LONG_CHARACTERS = 8_192
"""The length of a long text: the default of MAX_EXPLAIN_BYTES."""
REPEATS = 7
_SENTENCE = "see you at eight then call now to claim a free prize is the train late again ok"


@dataclass(frozen=True, slots=True)
class Cost:
    """Bytes of the files and of memory, and microseconds for a short and a long text."""

    vectorizer_bytes: int
    classifier_bytes: int
    memory_bytes: int
    short_us: float
    long_us: float


def cost_of(export: Export, resolve: Resolve) -> Cost:
    """Measure an export on texts of words that it knows; times are medians on this machine."""
    words = _known_words(export)
    return Cost(
        len(export.vectorizer),
        len(export.classifier),
        _memory(export, resolve),
        _microseconds(export, _text(words, SHORT_CHARACTERS)),
        _microseconds(export, _text(words, LONG_CHARACTERS)),
    )


def _known_words(export: Export) -> Sequence[str]:
    """Return words of common use and up to 200 terms of the model, evenly spread."""
    terms = [
        term for block in export.read_vectorizer.blocks for term in getattr(block, "columns", ())
    ]
    return [*_SENTENCE.split(), *terms[:: max(1, len(terms) // 200)]]


def _text(words: Sequence[str], characters: int) -> str:
    enough = islice(cycle(words), characters)
    return " ".join(enough)[:characters]


def _microseconds(export: Export, text: str) -> float:
    export.scores(text)
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        export.scores(text)
        times.append(time.perf_counter() - started)
    return 1e6 * statistics.median(times)


def _memory(export: Export, resolve: Resolve) -> int:
    """Return the bytes that the model takes in memory once it is read."""
    tracemalloc.start()
    try:
        vectorizer = read_vectorizer(export.vectorizer, resolve=resolve)
        read_scorer(export.classifier, vectorizer)
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
