"""What each word of a text adds to the margin: an explanation that adds up.

    margin = intercept + sum of all weights

A column of the vector adds its linear term and, for Gaussian naive Bayes, its square term. That
is shared equally among the occurrences of the column's term, an occurrence's share equally among
the visible characters that it covers, and a character's goes to those of the submitted text that
it was made from. The weight of a word is the sum over its characters. What covers nothing visible
is shared by all words. Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum
from operator import add

from chalicelib.explain.display_words import segments
from chalicelib.explain.offset_map import Traced, trace
from chalicelib.explain.term_spans import occurrences
from chalicelib.scoring.classifier import Classifier
from chalicelib.scoring.model import Model
from chalicelib.scoring.sparse_vector import entries
from chalicelib.scoring.tfidf_block import TfidfBlock


@dataclass(frozen=True, slots=True)
class Evidence:
    """A word or sign of the submitted text, its code points, and what it adds to the margin."""

    text: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """The label, its probability if there is one, the scores by class, and what they are made of.

    With two classes the margin is the second's score less the first's, so that positive weights
    speak for the second, whichever wins. With more it is the highest score less the next, so that
    positive weights speak for the winner.
    """

    label: str
    probability: float | None
    scores: Mapping[str, float]
    intercept: float
    evidence: tuple[Evidence, ...]


def explain(model: Model, text: str) -> Explanation:
    """Explain the label that a model gives to a text."""
    classifier = model.classifier
    vector = model.vectorizer.transform(text)
    scores = classifier.scores(vector)
    label = classifier.label(scores, model.margin_threshold)
    rows = _rows(scores)
    parts = {
        column: _difference(classifier, rows, column, value) for column, value in entries(vector)
    }
    weights, rest = _weights(model.vectorizer.blocks, parts, text)
    spans = segments(text)
    intercept = fsum(sign * classifier.intercept[row] for row, sign in rows)
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


def _rows(scores: tuple[float, ...]) -> tuple[tuple[int, float], ...]:
    """Return the rows of coefficients whose sum, each times its sign, is the margin."""
    if len(scores) == 2:
        return ((0, 1.0),)
    first, second = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)[:2]
    return ((first, 1.0), (second, -1.0))


def _difference(
    classifier: Classifier, rows: tuple[tuple[int, float], ...], column: int, value: float
) -> float:
    return fsum(sign * classifier.contribution(row, column, value) for row, sign in rows)


def _weights(
    blocks: tuple[TfidfBlock, ...], parts: Mapping[int, float], text: str
) -> tuple[list[float], float]:
    """Return what each code point of the text adds, and what no visible one of them does."""
    weights = [0.0] * len(text)
    rest = 0.0
    for block in blocks:
        traced = trace(block.analyzer, text)
        by_place, unplaced = _by_place(block, parts, traced)
        rest += unplaced
        weights = [*map(add, weights, by_place)]
        for place in range(len(text), len(by_place)):
            covered = _visible(traced, place)
            for number in covered:
                weights[number] += by_place[place] / len(covered)
    return weights, rest


def _by_place(
    block: TfidfBlock, parts: Mapping[int, float], traced: Traced
) -> tuple[list[float], float]:
    """Return what each place of a traced text adds, and what is added by none of them."""
    terms = Counter(term for term in block.analyzer(traced.submitted) if term in block.columns)
    shares = {term: parts[block.columns[term]] / count for term, count in terms.items()}
    weights = [0.0] * len(traced.spans)
    rest = 0.0
    for term, places in occurrences(block.analyzer, traced):
        if term not in shares:
            continue
        each = shares[term] / (len(places) or 1)
        for place in places:
            weights[place] += each
        if not places:
            rest += each
    return weights, rest


def _visible(traced: Traced, place: int) -> list[int]:
    start, end = traced.spans[place]
    return [number for number in range(start, end) if not traced.submitted[number].isspace()]
