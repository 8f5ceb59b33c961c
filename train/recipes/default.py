"""The recipe "default": n-grams of characters and words, and a calibrated linear SVM.

Nested cross-validation chose its options. docs/accuracy.md says what each option contributes on the
SMS Spam Collection, and `python -m bench.accuracy` measures it.

Fitting with all terms takes six fits, and 80 to 110 bytes of memory for each byte of text, of mails
or of short messages: bytes say what texts cost, their number does not. For more than
`MOST_BYTES_AT_ONCE`:

- a stratified sample of about that size chooses the terms and their idf;
- the linear SVM is fitted to all texts, with these terms only, which takes 40 to 60 bytes for each
  byte of text;
- one fold calibrates; it is neither in the sample nor in the texts of the SVM that scores it;
- no disguised copies are learned from.

The loss is small: with samples of 2,000, 1,000 or 500 texts of the SMS Spam Collection, Matthews'
correlation is 0.967 to 0.968 instead of 0.970, while folds differ by 0.014.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from train.defaults import RANDOM_STATE
from train.recipes.default_options import DEFAULT, RecipeOptions
from train.recipes.default_vectorizer import make_vectorizer
from train.recipes.disguised_copies import Samples, samples_of, with_copies
from train.recipes.fast_vectors import FastVectors, fit_vectors
from train.recipes.feature_pruning import (
    check_weights,
    heaviest,
    keep_terms,
    put_common_first,
    weights_of,
    widths_of,
    without_light_common,
)
from train.recipes.fitted import Fitted
from train.recipes.platt_scaling import calibrated, threshold_at
from train.recipes.sampling import stratified_sample
from train.recipes.second_process import is_useful, run_in_two_processes
from train.recipes.sparse_ops import keep_columns, transform_in_batches

CALIBRATION_FOLDS = 5
MOST_BYTES_AT_ONCE = 8_000_000
"""The most text in UTF-8 that is fitted at once with all its terms; for more, see above."""

LEAST_ENTRIES_SHARED, MOST_ENTRIES_SHARED = 300_000, 4_000_000
"""The entries of vectors that two processes fit to at the same time.

1,500 short messages have fewer, and fitting to them is as fast as a fork. With more entries, two
fits at a time would need too much memory, each 40 bytes for each entry.
"""


@dataclass(frozen=True, slots=True)
class Learned:
    """A fitted vectorizer and linear SVM, and the scores to calibrate it with.

    `scores` [texts] or [texts, rows] belong to texts with these `labels`. Each comes from a linear
    SVM that was not fitted to the text.
    """

    vectorizer: FeatureUnion
    svm: LinearSVC
    scores: NDArray[np.float64]
    labels: NDArray[np.str_]


def fit_default(
    texts: Sequence[str], labels: Sequence[str], options: RecipeOptions = DEFAULT
) -> Fitted:
    """Return the fitted vectorizer, the calibrated classifier and the threshold.

    With two classes the threshold is the probability at which the linear SVM's own score is 0. If
    one class is rare, it separates better than 0.5.

    Each class needs two texts: one to fit to and one to calibrate on.

    Raises
    ------
    InputError
        If no term tells the classes apart.
    """
    # With more threads, BLAS adds in another order, and the last bits would depend on the machine.
    with threadpool_limits(1, "blas"):
        return _fit(texts, labels, options)


def _fit(texts: Sequence[str], labels: Sequence[str], options: RecipeOptions) -> Fitted:
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
    folds = _folds(labels)
    if size <= MOST_BYTES_AT_ONCE:
        learned = _learn_at_once(texts, np.asarray(labels), folds, options)
    else:
        most = max(1, int(len(texts) * MOST_BYTES_AT_ONCE / size))
        learned = _learn_in_batches(texts, np.asarray(labels), folds, options, most)
    check_weights(learned.svm)
    classifier = calibrated(learned.svm, learned.scores, learned.labels)
    threshold = threshold_at(learned.svm, classifier)
    put_common_first(learned.vectorizer, classifier)
    return Fitted(learned.vectorizer, classifier, threshold)


def _learn_at_once(
    texts: Sequence[str], labels: NDArray[np.str_], folds: StratifiedKFold, options: RecipeOptions
) -> Learned:
    """Choose the terms of each fold from its own texts, and the model's terms from all texts."""
    vectorizer = make_vectorizer(options)
    samples = samples_of(fit_vectors(vectorizer, texts), labels)
    widths = widths_of(vectorizer)
    if options.copies:
        samples = with_copies(samples, vectorizer, texts)

    def out_of_fold(training: NDArray[np.int_], rest: NDArray[np.int_]) -> Any:
        svm, kept = _fit_pruned(samples.of(training), widths, options)
        return svm.decision_function(keep_columns(samples.vectors[rest], kept, widths))

    splits = list(folds.split(labels, labels))
    tasks: list[Callable[[], Any]] = [partial(_fit_pruned, samples, widths, options)]
    tasks += [partial(out_of_fold, *split) for split in splits]
    if LEAST_ENTRIES_SHARED <= samples.vectors.nnz <= MOST_ENTRIES_SHARED and is_useful():
        (svm, kept), *scores = run_in_two_processes(tasks)
    else:
        (svm, kept), *scores = [task() for task in tasks]
    order = np.argsort(np.concatenate([rest for _, rest in splits]))
    keep_terms(vectorizer, kept)
    return Learned(vectorizer, svm, np.concatenate(scores)[order], labels)


def _learn_in_batches(
    texts: Sequence[str],
    labels: NDArray[np.str_],
    folds: StratifiedKFold,
    options: RecipeOptions,
    most: int,
) -> Learned:
    """Choose the terms from a sample, and calibrate on one fold; the two share no text.

    `most` is the number of texts in the sample, and in a batch of vectors.
    """
    training, rest = next(folds.split(labels, labels))
    chosen = training[stratified_sample(labels[training], most, RANDOM_STATE)]
    vectorizer = choose_terms([texts[at] for at in chosen], labels[chosen], options)
    vectors = transform_in_batches(FastVectors(vectorizer), texts, most)
    weights = np.ones(len(texts))
    weights[rest] = 0  # excludes these texts; selecting the other rows would copy the matrix
    svm = _svm(options).fit(vectors, labels, sample_weight=weights)
    scores = svm.decision_function(vectors[rest])
    return Learned(vectorizer, svm.fit(vectors, labels), scores, labels[rest])


def choose_terms(
    texts: Sequence[str], labels: NDArray[np.str_], options: RecipeOptions
) -> FeatureUnion:
    """Return a vectorizer that is fitted to these texts and keeps their heaviest terms."""
    vectorizer = make_vectorizer(options)
    vectors = fit_vectors(vectorizer, texts)
    svm = _svm(options).fit(vectors, labels)
    check_weights(svm)
    keep_terms(vectorizer, _kept(svm, vectors, widths_of(vectorizer), options))
    return vectorizer


def _folds(labels: Sequence[str]) -> StratifiedKFold:
    least = min(Counter(labels).values())
    return StratifiedKFold(min(CALIBRATION_FOLDS, least), shuffle=True, random_state=RANDOM_STATE)


def _fit_pruned(
    samples: Samples, widths: Sequence[int], options: RecipeOptions
) -> tuple[LinearSVC, NDArray[np.bool_]]:
    """Fit to all terms, then again to the heaviest; return that SVM, and which terms are kept."""
    vectors, labels, weights, _ = samples
    del samples
    svm = _svm(options).fit(vectors, labels, weights)
    kept = _kept(svm, vectors, widths, options)
    vectors = keep_columns(vectors, kept, widths)  # frees the other columns before the second fit
    return svm.fit(vectors, labels, weights), kept


def _kept(
    svm: LinearSVC, vectors: sparse.csr_matrix, widths: Sequence[int], options: RecipeOptions
) -> NDArray[np.bool_]:
    """Return booleans [n]: True for the terms to keep, of an SVM that was fitted to vectors."""
    weights = without_light_common(weights_of(svm), vectors, widths[0], options.common)
    return heaviest(weights, options.terms)


def _svm(options: RecipeOptions) -> LinearSVC:
    return LinearSVC(C=options.c, random_state=RANDOM_STATE)
