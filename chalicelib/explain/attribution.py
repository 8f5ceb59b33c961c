"""Explain a label by the weight of each word, so that the weights add up to the margin.

    margin = intercept + sum of all weights

A column contributes its linear term and, for Gaussian naive Bayes, its square term. The
contribution is divided equally among the occurrences of the column's term, and each share equally
among the visible characters that the occurrence covers. A character's share goes to the submitted
characters that it originates from. The weight of a word is the sum over its characters. Shares
without a visible character are divided equally among all words.

Example: "hi" contributes 0.6 and occurs twice in "hi hi there". Each occurrence gets 0.3 and each
of its letters 0.15, so both words "hi" weigh 0.3. Standard library only, see
`chalicelib.scoring.artifact`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum
from operator import add
from typing import NamedTuple

from chalicelib.errors import NotExplainableError
from chalicelib.explain.display_words import display_words
from chalicelib.explain.offset_map import OffsetMap, map_offsets
from chalicelib.explain.term_spans import term_spans
from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.classifier import Classifier
from chalicelib.scoring.model import Model
from chalicelib.scoring.sparse_vector import entries
from chalicelib.scoring.tfidf_block import TfidfBlock


@dataclass(frozen=True, slots=True)
class Evidence:
    """A word or sign, its start and end in code points of the submitted text, and its weight."""

    text: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """The label, its probability if there is one, the score of each class, and the evidence.

    With two classes the margin is the score of the positive class minus that of the other, so
    positive weights favour the positive class even if the other wins; if the model has no positive
    class, the second takes its place. With more classes the margin is the highest score minus the
    second highest, so positive weights favour the winner.
    """

    label: str
    probability: float | None
    scores: Mapping[str, float]
    intercept: float
    evidence: tuple[Evidence, ...]


class _SignedRow(NamedTuple):
    """A row of coefficients, and whether its score is added (1.0) or subtracted (-1.0)."""

    sign: float
    row: int


class _Shares(NamedTuple):
    """The weights by position, and the sum of the shares without a visible character."""

    weights: list[float]
    rest: float


def explain(model: Model, text: str) -> Explanation:
    """Explain the label that a model gives to a text."""
    classifier = model.classifier
    if not isinstance(classifier, Classifier):
        raise NotExplainableError("the weights of this kind of classifier cannot be read")
    vector = model.vectorizer.transform(text)
    scores = classifier.scores(vector)
    label = classifier.label(scores, model.margin_threshold)
    rows = _margin_rows(scores, model.manifest.positive == classifier.classes[0])
    contributions = {
        column: _contribution(classifier, rows, column, value) for column, value in entries(vector)
    }
    weights, rest = _weights(model.vectorizer.blocks, contributions, text)
    spans = display_words(text)
    intercept = fsum(sign * classifier.intercept[row] for sign, row in rows)
    each = rest / len(spans) if spans else 0.0
    return Explanation(
        label=label,
        probability=_probability(classifier, scores, label),
        scores=dict(zip(classifier.classes, scores, strict=True)),
        intercept=intercept if spans else intercept + rest,
        evidence=tuple(
            Evidence(text[start:end], start, end, fsum(weights[start:end]) + each)
            for start, end in spans
        ),
    )


def _probability(classifier: Classifier, scores: tuple[float, ...], label: str) -> float | None:
    probabilities = classifier.probabilities(scores)
    return None if probabilities is None else probabilities[classifier.classes.index(label)]


def _margin_rows(scores: tuple[float, ...], first_is_positive: bool) -> tuple[_SignedRow, ...]:
    """Return the rows of coefficients that add up to the margin."""
    if len(scores) == 2:
        return (_SignedRow(-1.0 if first_is_positive else 1.0, 0),)
    # The scores (1.0, 3.0, 2.0) give the margin 3.0 - 2.0: row 1 minus row 2.
    first, second = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)[:2]
    return (_SignedRow(1.0, first), _SignedRow(-1.0, second))


def _contribution(
    classifier: Classifier, rows: tuple[_SignedRow, ...], column: int, value: float
) -> float:
    """Return what a column adds to the margin."""
    return fsum(sign * classifier.contribution(row, column, value) for sign, row in rows)


def _weights(
    blocks: tuple[TfidfBlock, ...], contributions: Mapping[int, float], text: str
) -> _Shares:
    """Return the weight of each code point of the text."""
    weights = [0.0] * len(text)
    rest = 0.0
    for block in blocks:
        offsets = map_offsets(_plain(block), text)
        by_origin, unseen = _by_origin(block, contributions, offsets)
        rest += unseen
        # The first len(text) origins are single characters; `map` stops there. The others are
        # longer spans: a link that became "<link>" divides its weight among its characters.
        weights = [*map(add, weights, by_origin)]
        for origin in range(len(text), len(by_origin)):
            covered = _visible_characters(offsets, origin)
            for number in covered:
                weights[number] += by_origin[origin] / len(covered)
    return _Shares(weights, rest)


def _plain(block: TfidfBlock) -> Analyzer:
    """Return the analyzer of a block that does not clean texts by rules of its author's."""
    if isinstance(block.analyzer, Analyzer):
        return block.analyzer
    raise NotExplainableError("the terms of a cleaned text cannot be mapped back to its words")


def _by_origin(
    block: TfidfBlock, contributions: Mapping[int, float], offsets: OffsetMap
) -> _Shares:
    """Return the weight of each origin of the offset map."""
    terms = Counter(term for term in _plain(block)(offsets.submitted) if term in block.columns)
    shares = {term: contributions[block.columns[term]] / count for term, count in terms.items()}
    weights = [0.0] * len(offsets.spans)
    rest = 0.0
    for term, origins in term_spans(_plain(block), offsets):
        if term not in shares:  # the block does not know the term
            continue
        each = shares[term] / (len(origins) or 1)
        for origin in origins:
            weights[origin] += each
        if not origins:
            rest += each
    return _Shares(weights, rest)


def _visible_characters(offsets: OffsetMap, origin: int) -> list[int]:
    start, end = offsets.spans[origin]
    return [number for number in range(start, end) if not offsets.submitted[number].isspace()]
