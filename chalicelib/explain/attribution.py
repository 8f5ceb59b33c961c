"""Explain a label by the weight of each word, exactly: the weights add up to the margin.

    margin = intercept + sum of all weights

A column contributes its linear term and, for Gaussian naive Bayes, its square term. The
contribution is divided equally among the occurrences of the column's term, and each share equally
among the visible characters that the occurrence covers. A character's share goes to the submitted
characters that it originates from. The weight of a word is the sum over its characters. Shares
without a visible character are divided equally among all words. Models whose terms cannot be traced
to words, or whose scores are no sums over terms, are explained by `leave_one_out`.

Example: "hi" contributes 0.6 and occurs twice in "hi hi there". Each occurrence gets 0.3 and each
of its letters 0.15, so both words "hi" weigh 0.3. Standard library only, see
`chalicelib.scoring.artifact`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import fsum
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.explain.display_words import display_words
from chalicelib.explain.explanation import EXACT, Evidence, Explanation
from chalicelib.explain.offset_map import OffsetMap, map_offsets
from chalicelib.explain.term_spans import term_spans
from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.classifier import Classifier
from chalicelib.scoring.model import Model
from chalicelib.scoring.sides import Sides, sides_of
from chalicelib.scoring.sparse_vector import BlockVector, entries
from chalicelib.scoring.tfidf_block import TfidfBlock

if TYPE_CHECKING:
    from chalicelib.scoring.protocols import ScoringModel
    from chalicelib.scoring.tfidf_block import Find


class _SignedRow(NamedTuple):
    """A row of coefficients, and whether its score is added (1.0) or subtracted (-1.0)."""

    sign: float
    row: int


class _PlainBlock(NamedTuple):
    """The analyzer of a block, and the function that finds the columns of its terms."""

    analyzer: Analyzer
    find: "Find"


class _Shares(NamedTuple):
    """The weights by position, and the sum of the shares without a visible character."""

    weights: list[float]
    rest: float


def explain(model: "ScoringModel", text: str) -> Explanation:
    """Explain the label that a model gives to a text: exactly, if its kind allows it."""
    if isinstance(model, Model) and isinstance(model.classifier, Classifier):
        blocks = _plain_blocks(model.vectorizer.blocks)
        if len(blocks) == len(model.vectorizer.blocks):
            return _explain_exactly(model, model.classifier, blocks, text)
    # Imported here because few models need it.
    from chalicelib.explain.leave_one_out import explain_by_leaving_out

    return explain_by_leaving_out(model, text)


def _plain_blocks(blocks: Sequence[TfidfBlock]) -> list[_PlainBlock]:
    """Return the blocks whose terms can be traced to the words of a text."""
    return [
        _PlainBlock(block.analyzer, block.find)
        for block in blocks
        if isinstance(block.analyzer, Analyzer) and block.has_vocabulary
    ]


def _explain_exactly(
    model: Model, classifier: Classifier, blocks: Sequence[_PlainBlock], text: str
) -> Explanation:
    vector = model.vectorizer.transform(text)
    scores = model.scores(text)  # as `predict` has them, to the last bit
    label = classifier.label(scores, model.margin_threshold)
    probabilities = model.probabilities(text, scores)
    sides = sides_of(scores, model.manifest.positive == classifier.classes[0])
    rows = _margin_rows(sides, len(scores))
    contributions = _contributions(classifier, rows, vector)
    weights, rest = _weights(blocks, contributions, text)
    spans = display_words(text)
    intercept = fsum(sign * classifier.intercept[row] for sign, row in rows)
    each = rest / len(spans) if spans else 0.0
    return Explanation(
        label=label,
        probability=None
        if probabilities is None
        else probabilities[classifier.classes.index(label)],
        scores=dict(zip(classifier.classes, scores, strict=True)),
        favours=classifier.classes[sides.plus],
        method=EXACT,
        intercept=intercept if spans else intercept + rest,
        evidence=tuple(
            Evidence(text[start:end], start, end, fsum(weights[start:end]) + each)
            for start, end in spans
        ),
    )


def _margin_rows(sides: Sides, classes: int) -> tuple[_SignedRow, ...]:
    """Return the rows of coefficients that add up to the margin."""
    plus, minus = sides
    if classes == 2:  # the only row is that of the second class
        return (_SignedRow(1.0 if plus == 1 else -1.0, 0),)
    # The scores (1.0, 3.0, 2.0) give the margin 3.0 - 2.0: row 1 minus row 2.
    return (_SignedRow(1.0, plus), _SignedRow(-1.0, minus or 0))


def _contributions(
    classifier: Classifier, rows: tuple[_SignedRow, ...], vector: Sequence[BlockVector]
) -> dict[int, float]:
    """Return the contribution of each column to the margin."""
    added, ((sign, row), *others) = classifier.contribution, rows
    found = {column: sign * added(row, column, value) for column, value in entries(vector)}
    for sign, row in others:
        for column, value in entries(vector):
            found[column] += sign * added(row, column, value)
    return found


def _weights(
    blocks: Sequence[_PlainBlock], contributions: Mapping[int, float], text: str
) -> _Shares:
    """Return the weight of each code point of the text."""
    weights = [0.0] * len(text)
    rest = 0.0
    for block in blocks:
        offsets = map_offsets(block.analyzer, text)
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


def _by_origin(
    block: _PlainBlock, contributions: Mapping[int, float], offsets: OffsetMap
) -> _Shares:
    """Return the weight of each origin of the offset map."""
    counts = Counter(block.analyzer.split_terms(offsets.text))
    if block.analyzer.normalizer is not None:
        counts.update(block.analyzer.normalizer.statistic_terms(offsets.submitted))
    shares = {
        term: contributions[column] / count
        for (term, count), column in zip(counts.items(), map(block.find, counts), strict=True)
        if column is not None
    }
    weights = [0.0] * len(offsets.spans)
    rest = 0.0
    for term, origins in term_spans(block.analyzer, offsets, shares):
        each = shares[term] / (len(origins) or 1)
        for origin in origins:
            weights[origin] += each
        if not origins:
            rest += each
    return _Shares(weights, rest)


def _visible_characters(offsets: OffsetMap, origin: int) -> list[int]:
    start, end = offsets.spans[origin]
    return [number for number in range(start, end) if not offsets.submitted[number].isspace()]
