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

from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.classifier import logistic
from chalicelib.scoring.normalizer import Normalizer
from train.defaults import RANDOM_STATE
from train.errors import InputError
from train.recipes.feature_pruning import heaviest, keep_terms, put_common_first, widths_of
from train.recipes.homoglyphs import read_as
from train.recipes.platt_scaling import calibrated
from train.recipes.sampling import stratified_sample
from train.recipes.sparse_ops import beside, keep_columns, transform_in_parts

CALIBRATION_FOLDS = 5
MOST_AT_ONCE = 100_000
"""How many texts are learned from at once, in all their terms; from more, see `fit_default`."""

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
class RecipeOptions:
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


DEFAULT = RecipeOptions()


@dataclass(frozen=True, slots=True)
class Learned:
    """A fitted vectorizer and machine, and what there is to calibrate the machine with.

    `scores` [texts] or [texts, rows] are those of texts with these `labels`, each by a machine
    that was not fitted to the text.
    """

    vectorizer: FeatureUnion
    machine: LinearSVC
    scores: Any
    labels: Any


def make_vectorizer(parts: RecipeOptions = DEFAULT) -> FeatureUnion:
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
    texts: Sequence[str], labels: Sequence[str], parts: RecipeOptions = DEFAULT
) -> tuple[Any, Any, float | None]:
    """Return the fitted vectorizer, the calibrated classifier and the threshold.

    With two classes the threshold is the probability at which the machine itself is undecided:
    it separates more carefully than 0.5 where one class is rare.

    Raises
    ------
    InputError
        When a class has a single text: there must be one to learn from and one to calibrate on.

    Notes
    -----
    To learn from all terms takes 9 kB of memory for each text, and six fits to them all. Of more
    than `MOST_AT_ONCE` texts

    - a sample, so large and with every class's share, chooses the terms and says their idf;
    - all are what the machine is fitted to, in these terms alone, which takes 5 kB each;
    - one fold calibrates: neither the sample nor the machine that scores it has seen it.

    It costs little: where the SMS Spam Collection is treated so, with a sample of 2,000, 1,000 or
    500 texts, Matthews' correlation is 0.967 to 0.968 instead of 0.970; folds differ by 0.014.
    """
    learn = _learn_in_parts if len(texts) > MOST_AT_ONCE else _learn_at_once
    learned = learn(texts, np.asarray(labels), _folds(labels), parts)
    classifier = calibrated(learned.machine, learned.scores, learned.labels)
    threshold = _threshold(learned.machine, classifier)
    put_common_first(learned.vectorizer, classifier)
    return learned.vectorizer, classifier, threshold


def _learn_at_once(
    texts: Sequence[str], labels: Any, folds: StratifiedKFold, parts: RecipeOptions
) -> Learned:
    """Let each fold choose its own terms, and all texts the model's."""
    vectorizer = make_vectorizer(parts)
    vectors = _fit_transform(vectorizer, texts)
    widths = widths_of(vectorizer)
    scores: list[Any] = []
    for training, rest in folds.split(vectors, labels):
        machine, kept = _fit_pruned(vectors[training], labels[training], widths, parts)
        scores.append((rest, machine.decision_function(keep_columns(vectors[rest], kept, widths))))
    order = np.argsort(np.concatenate([rest for rest, _ in scores]))
    out_of_fold = np.concatenate([values for _, values in scores])[order]
    machine, kept = _fit_pruned(vectors, labels, widths, parts)
    keep_terms(vectorizer, kept)
    return Learned(vectorizer, machine, out_of_fold, labels)


def _learn_in_parts(
    texts: Sequence[str], labels: Any, folds: StratifiedKFold, parts: RecipeOptions
) -> Learned:
    """Let a sample choose the terms, and one fold calibrate; neither holds a text of the other."""
    training, rest = next(folds.split(labels, labels))
    chosen = training[stratified_sample(labels[training], MOST_AT_ONCE, RANDOM_STATE)]
    vectorizer = _choose_terms([texts[at] for at in chosen], labels[chosen], parts)
    vectors = transform_in_parts(vectorizer, texts, MOST_AT_ONCE)
    fitted_to = np.ones(len(texts))
    fitted_to[rest] = 0  # of weight 0: to take out the rows of the others would copy them
    machine = _machine(parts).fit(vectors, labels, sample_weight=fitted_to)
    scores = machine.decision_function(vectors[rest])
    return Learned(vectorizer, machine.fit(vectors, labels), scores, labels[rest])


def _choose_terms(texts: Sequence[str], labels: Any, parts: RecipeOptions) -> FeatureUnion:
    """Return a vectorizer fitted to these texts, of their heaviest terms."""
    vectorizer = make_vectorizer(parts)
    machine = _machine(parts).fit(_fit_transform(vectorizer, texts), labels)
    keep_terms(vectorizer, heaviest(machine.coef_, parts.terms))
    return vectorizer


def _fit_transform(vectorizer: FeatureUnion, texts: Sequence[str]) -> Any:
    return beside([block.fit_transform(texts) for _, block in vectorizer.transformer_list])


def _folds(labels: Sequence[str]) -> StratifiedKFold:
    label, least = min(Counter(labels).items(), key=lambda item: item[1])
    if least < 2:
        raise InputError(
            f"class {label!r} has {least} text to train on after the split; recipe 'default' "
            "needs at least 2 for its calibration: add texts, or use --recipe tutorial"
        )
    return StratifiedKFold(min(CALIBRATION_FOLDS, least), shuffle=True, random_state=RANDOM_STATE)


def _fit_pruned(
    vectors: Any, labels: Any, widths: Sequence[int], parts: RecipeOptions
) -> tuple[LinearSVC, Any]:
    """Fit to all terms, then again to the heaviest; return the second and what it has kept."""
    machine = _machine(parts).fit(vectors, labels)
    kept = heaviest(machine.coef_, parts.terms)
    vectors = keep_columns(vectors, kept, widths)  # frees the other ones before the second fit
    return machine.fit(vectors, labels), kept


def _machine(parts: RecipeOptions) -> LinearSVC:
    return LinearSVC(C=parts.c, random_state=RANDOM_STATE)


def _threshold(machine: LinearSVC, classifier: Any) -> float | None:
    if len(machine.classes_) > 2:
        return None
    slope = classifier.coef_[0] @ machine.coef_[0] / (machine.coef_[0] @ machine.coef_[0])
    return logistic(float(classifier.intercept_[0] - slope * machine.intercept_[0]))


def _compiled(*rules: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), instead) for pattern, instead in rules)
