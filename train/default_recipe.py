"""The recipe "default": characters and shapes of words, and a calibrated linear machine.

Chosen by nested cross-validation; what each part is worth on the SMS Spam Collection stands in
docs/accuracy.md, and `python -m bench.accuracy` shows it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from chalicelib.analyzer import Analyzer
from chalicelib.classifier import logistic
from chalicelib.normalizer import Normalizer
from train.calibration import calibrated
from train.errors import InputError
from train.lookalikes import read_as
from train.pruning import beside, heaviest, keep_columns, keep_terms, put_common_first, widths_of

RANDOM_STATE = 42
CALIBRATION_FOLDS = 5

_LETTER, _SIGN, _GAP = r"[^\W\d_]", r"[^\W_]", r"[ ._*~\-\u00b7]"
UNSEEN = (r"[\u00ad\u0300-\u036f\u200b-\u200f\u2060-\u2064\ufeff]", "")
"""Soft hyphens, zero-width characters and loose accents."""
SPELT_OUT = (
    f"{_GAP}(?:(?<={_LETTER}{_GAP})(?<!{_SIGN}{_LETTER}{_GAP})(?={_LETTER}{_GAP}{_LETTER}(?!{_SIGN}))"
    f"|(?<={_LETTER}{_GAP}{_LETTER}{_GAP})(?<!{_SIGN}{_LETTER}{_GAP}{_LETTER}{_GAP})"
    f"(?={_LETTER}(?!{_SIGN})))",
    "",
)
"""The gaps between three single letters or more: `f r e e`, `f.r.e.e`; not those of `r u ok`."""
SHAPES = (
    (
        r"(?:https?://|www\.)\S+|(?<![\w-])[\w-]+\.(?:com|net|org|info|biz|tv|(?:co\.)?uk)\b\S*",
        " <link> ",
    ),
    (r"[£$€]\s?\d[\d,.]*", " <money> "),
    (r"\b\d+(?:\.\d+)?\s?(?:p|pence|ppm)\b", " <pence> "),
    (r"\d", "0"),
)
"""What numbers and addresses are, in place of which: a new one is as telling as a known one."""
MEASURES = (
    ("length", (20.0, 40.0, 60.0, 80.0, 100.0, 120.0, 140.0, 160.0)),
    ("capitals", (0.02, 0.05, 0.1, 0.2, 0.3, 0.5)),
    ("digits", (0.001, 0.05, 0.1, 0.15, 0.2, 0.25)),
)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the recipe is made of; another choice is for measuring what a part is worth.

    `ngram_range` is that of the characters, `c` the machine's cost of a mistake, `terms` the most
    terms that a model keeps. Without `defended` disguised letters are taken as they are, without
    `shapes` numbers and addresses, and without `measures` nothing is counted.
    """

    ngram_range: tuple[int, int] = (2, 4)
    c: float = 3.0
    terms: int = 60_000
    defended: bool = True
    shapes: bool = True
    measures: bool = True


DEFAULT = Parts()


def make_vectorizer(parts: Parts = DEFAULT) -> FeatureUnion:
    """Return the unfitted vectorizer: a block of characters within words, and one of words."""
    letters = read_as() if parts.defended else {}
    cleaning = (UNSEEN, SPELT_OUT) if parts.defended else ()
    shapes = SHAPES if parts.shapes else ()
    characters = Analyzer(
        "char_wb", parts.ngram_range, normalizer=Normalizer(letters, _compiled(*cleaning), ())
    )
    words = Analyzer(
        "word",
        (1, 2),
        token_pattern=re.compile(r"<\w+>|\w+|[^\w\s]"),
        normalizer=Normalizer(
            letters, _compiled(*cleaning, *shapes), MEASURES if parts.measures else ()
        ),
    )
    return FeatureUnion(
        [
            ("characters", TfidfVectorizer(analyzer=characters, sublinear_tf=True)),
            ("words", TfidfVectorizer(analyzer=words, sublinear_tf=True)),
        ]
    )


def fit_default(
    texts: Sequence[str], labels: Sequence[str], parts: Parts = DEFAULT
) -> tuple[Any, Any, float | None]:
    """Return the fitted vectorizer, the calibrated classifier and the threshold.

    With two classes the threshold is the probability at which the machine itself is undecided:
    it separates more carefully than 0.5 where one class is rare.

    Raises
    ------
    InputError
        When a class has a single text: there must be one to learn from and one to calibrate on.
    """
    folds = _folds(labels)
    vectorizer = make_vectorizer(parts)
    vectors = beside([block.fit_transform(texts) for _, block in vectorizer.transformer_list])
    widths, truth = widths_of(vectorizer), np.asarray(labels)
    scores: list[Any] = []
    for training, rest in folds.split(vectors, truth):
        machine, kept = _fit_pruned(vectors[training], truth[training], widths, parts)
        scores.append((rest, machine.decision_function(keep_columns(vectors[rest], kept, widths))))
    order = np.argsort(np.concatenate([rest for rest, _ in scores]))
    out_of_fold = np.concatenate([values for _, values in scores])[order]
    machine, kept = _fit_pruned(vectors, truth, widths, parts)
    keep_terms(vectorizer, kept)
    classifier = calibrated(machine, out_of_fold, labels)
    threshold = _threshold(machine, classifier)
    put_common_first(vectorizer, classifier)
    return vectorizer, classifier, threshold


def _folds(labels: Sequence[str]) -> StratifiedKFold:
    label, least = min(Counter(labels).items(), key=lambda item: item[1])
    if least < 2:
        raise InputError(
            f"class {label!r} has {least} text to train on after the split; recipe 'default' "
            "needs at least 2 for its calibration: add texts, or use --recipe tutorial"
        )
    return StratifiedKFold(min(CALIBRATION_FOLDS, least), shuffle=True, random_state=RANDOM_STATE)


def _fit_pruned(
    vectors: Any, labels: Any, widths: Sequence[int], parts: Parts
) -> tuple[LinearSVC, Any]:
    """Fit to all terms, then again to the heaviest; return the second and what it has kept."""
    machine = LinearSVC(C=parts.c, random_state=RANDOM_STATE).fit(vectors, labels)
    kept = heaviest(machine.coef_, parts.terms)
    vectors = keep_columns(vectors, kept, widths)  # frees the other ones before the second fit
    return machine.fit(vectors, labels), kept


def _threshold(machine: LinearSVC, classifier: Any) -> float | None:
    if len(machine.classes_) > 2:
        return None
    slope = classifier.coef_[0] @ machine.coef_[0] / (machine.coef_[0] @ machine.coef_[0])
    return logistic(float(classifier.intercept_[0] - slope * machine.intercept_[0]))


def _compiled(*rules: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), instead) for pattern, instead in rules)
