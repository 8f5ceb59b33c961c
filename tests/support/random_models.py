"""Draw vectorizers, classifiers, texts and labels at random, with any legal parameters."""

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st
from scipy import sparse
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression, Perceptron, RidgeClassifier, SGDClassifier
from sklearn.naive_bayes import BernoulliNB, ComplementNB, GaussianNB, MultinomialNB
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from tests.support.analyzers import ANALYZERS_OF_THE_TESTS, PATTERNS
from tests.support.parity import TRAINING, any_text

Draw = st.DrawFn
WORDS = ["free", "prize", "call", "now", "you", "at", "the", "Café", "ẞ", "你好", "a", "12", "🎉"]
flag = st.booleans()
texts = st.lists(
    st.sampled_from(TRAINING) | st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
    min_size=8,
    max_size=16,
)
any_texts = st.lists(any_text, min_size=1, max_size=6)
small = st.sampled_from([0.0, 1e-12, 1e-3, 0.1, 0.5, 1, 1.0, 3.0, 100.0])
"""A parameter that may be zero, an integer or large."""


def one_of(*values: Any) -> st.SearchStrategy[Any]:
    """Draw one of the values."""
    return st.sampled_from(values)


def made(kind: type, **parameters: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw an estimator with a few parameters; the others keep their defaults."""
    return st.fixed_dictionaries({}, optional=parameters).map(lambda drawn: kind(**drawn))


COUNTING: dict[str, st.SearchStrategy[Any]] = {
    "analyzer": one_of("word", "word", "char", "char_wb") | st.sampled_from(ANALYZERS_OF_THE_TESTS),
    "ngram_range": one_of((1, 1), (1, 2), [2, 3], (np.int64(1), np.int64(3)), (1, 65)),
    "lowercase": flag,
    "strip_accents": one_of(None, "ascii", "unicode", str.upper),
    "stop_words": one_of(None, "english", ["free", "the"], ("you", "you"), frozenset({"a"}), []),
    "token_pattern": st.sampled_from(PATTERNS) | one_of(r"(?i)[a-z]+", r"(?P<one>\w)\w*"),
    "min_df": one_of(1, 2, 0.1),
    "max_df": one_of(1.0, 0.9, 5),
    "max_features": one_of(None, 1, 7, np.int64(30)),
    "vocabulary": one_of(None, ["free", "call", "you"], {"now": 1, "at": 0}, {"free", "a b"},
                         {7: 0}, np.array(["free", "now"]), {"free": np.int64(0)}),
    "binary": flag,
    "dtype": one_of(np.float64, np.float32, np.int64, np.int32, np.uint8, np.float16, bool,
                    "float64", float, np.dtype("f4")),
    "input": one_of("content", "content", "file"),
    "preprocessor": one_of(None, None, str.title),
    "tokenizer": one_of(None, None, str.split),
    "decode_error": one_of("strict", "ignore"),
}  # fmt: skip
WEIGHTING: dict[str, st.SearchStrategy[Any]] = {
    "norm": one_of(None, "l1", "l2"),
    "use_idf": flag,
    "smooth_idf": flag,
    "sublinear_tf": flag,
}


@st.composite
def blocks(draw: Draw) -> Any:
    """Draw a vectorizer with at most five parameters other than the defaults."""
    tfidf = draw(flag)
    names = st.sampled_from([*COUNTING, *(WEIGHTING if tfidf else ())])
    chosen = draw(st.lists(names, max_size=5, unique=True))
    drawn = {name: draw((COUNTING | WEIGHTING)[name]) for name in chosen}
    return (TfidfVectorizer if tfidf else CountVectorizer)(**drawn)


@st.composite
def unions(draw: Draw) -> Any:
    """Draw a union of one to three blocks, some of them dropped, with weights."""
    inner = draw(st.lists(blocks() | one_of("drop", "passthrough"), min_size=1, max_size=3))
    names = [f"b{number}" for number in range(len(inner))]
    weight = one_of(0, 0.0, -1.5, 2, 0.25, np.float32(0.1), np.int64(3), 1e200)
    weights = draw(st.none() | st.dictionaries(st.sampled_from(names), weight))
    return FeatureUnion(list(zip(names, inner, strict=True)), transformer_weights=weights)


vectorizers = blocks() | blocks() | unions()
changes = st.fixed_dictionaries({}, optional=WEIGHTING | {"binary": flag, "lowercase": flag})
"""Parameters that are changed after the vectorizer was fitted."""

priors = one_of(None, None, [0.25, 0.75], np.array([0.5, 0.5]), [0.0, 1.0], [0.2, 0.3, 0.5])
class_weight = one_of(None, "balanced")
smoothed = {"alpha": small, "fit_prior": flag, "class_prior": priors, "force_alpha": flag}
NAIVE_BAYES = (
    made(GaussianNB, priors=priors, var_smoothing=small),
    made(MultinomialNB, **smoothed),
    made(ComplementNB, norm=flag, **smoothed),
    made(BernoulliNB, binarize=one_of(0.0, 0, None, 0.2, -1.0, np.float64(0)), **smoothed),
)
LINEAR = (
    made(
        LogisticRegression,
        C=one_of(0.01, 1, 100.0),
        solver=one_of("lbfgs", "liblinear", "newton-cg", "newton-cholesky", "sag", "saga"),
        fit_intercept=flag,
        intercept_scaling=one_of(1, 10.0),
        class_weight=class_weight,
        l1_ratio=one_of(0.0, 1.0),
        max_iter=one_of(1, 100),
    ),
    made(
        LinearSVC,
        C=one_of(0.01, 1, 100.0),
        loss=one_of("hinge", "squared_hinge"),
        penalty=one_of("l1", "l2"),
        dual=one_of("auto", True, False),
        multi_class=one_of("ovr", "crammer_singer"),
        fit_intercept=flag,
        intercept_scaling=one_of(1, 10.0),
        class_weight=class_weight,
    ),
    made(
        SGDClassifier,
        loss=one_of(
            "hinge", "log_loss", "modified_huber", "squared_hinge", "perceptron", "huber",
            "squared_error", "epsilon_insensitive", "squared_epsilon_insensitive",
        ),
        penalty=one_of("l1", "l2", "elasticnet", None),
        alpha=one_of(1e-4, 0.1, 1.0),
        average=one_of(False, True, 5),
        class_weight=class_weight,
        fit_intercept=flag,
        max_iter=one_of(1, 20),
        learning_rate=one_of("optimal", "invscaling"),
        eta0=one_of(0.01, 1.0),
    ),
    made(
        RidgeClassifier,
        alpha=one_of(0.001, 1, 100.0),
        solver=one_of("auto", "sag", "sparse_cg", "lbfgs", "svd"),
        positive=flag,
        class_weight=class_weight,
        fit_intercept=flag,
    ),
    made(
        Perceptron,
        penalty=one_of(None, "l1", "l2"),
        alpha=one_of(1e-4, 0.1),
        class_weight=class_weight,
        fit_intercept=flag,
        max_iter=one_of(1, 20),
    ),
)  # fmt: skip
linear = st.one_of(*LINEAR)


@st.composite
def calibrations(draw: Draw) -> Any:
    """Draw a calibrated classifier, of another classifier or of the default one."""
    inner = draw(st.one_of(*LINEAR, linear, st.none(), *NAIVE_BAYES[:1]))
    return CalibratedClassifierCV(
        inner,
        cv=draw(one_of(2, 2, 3)),
        ensemble=draw(one_of(False, False, False, "auto", True)),
        method=draw(one_of("sigmoid", "sigmoid", "sigmoid", "isotonic")),
    )


classifiers = st.one_of(*NAIVE_BAYES, *LINEAR, calibrations(), calibrations())
CLASSES: tuple[tuple[Any, ...], ...] = (
    ("ham", "spam"),
    ("spam", "ham", "news"),
    ("", "x y", "ä", "z"),
    (0, 1),
    (3, -1, 10**9),
    (False, True),
    (b"ham", b"spam"),
    (0.0, 1.0),
    (0.5, 1.5),
    ("one",),
    ("10", "9", "a\nb"),
)


@st.composite
def labels(draw: Draw, count: int) -> Any:
    """Draw a label for each text, as a list or an array of some type."""
    classes = draw(st.just(CLASSES[0]) | st.sampled_from(CLASSES))
    values = draw(st.lists(st.sampled_from(classes), min_size=count,
                           max_size=count))  # fmt: skip
    kind = draw(one_of(list, np.array, "object", "integers"))
    if kind == "object":
        return np.array(values, dtype=object)
    if kind == "integers":
        whole = all(type(value) is int and 0 <= value < 100 for value in values)
        return np.array(values, dtype=np.uint8 if whole else None)
    return kind(values)


LAYOUTS: dict[str, Callable[[Any], Any]] = {
    "sparse": lambda vectors: vectors,
    "float32": lambda vectors: vectors.astype(np.float32),
    "csc": sparse.csc_matrix,
    "dense": lambda vectors: vectors.toarray(),
    "fortran": lambda vectors: np.asfortranarray(vectors.toarray()),
    "strided": lambda vectors: np.repeat(vectors.toarray(), 2, axis=1)[:, ::2],
}
"""The forms in which a classifier is fitted to the vectors."""


def fit(classifier: Any, vectors: Any, values: Any, other: bool) -> None:
    """Fit a classifier, to one class more than the labels have if `other` asks for it."""
    if other and hasattr(classifier, "partial_fit"):
        last = 11 if isinstance(values[0], int | np.integer) else "~"
        classifier.partial_fit(vectors, values, classes=np.append(np.unique(values), last))
    else:
        classifier.fit(vectors, values)


def freeze(classifier: Any, vectors: Any, values: Any) -> Any:
    """Calibrate a frozen estimator, instead of new ones."""
    inner = classifier.estimator or LinearSVC()
    return CalibratedClassifierCV(FrozenEstimator(inner.fit(vectors, values)))


AFTER: dict[str, Callable[[Any], Any]] = {
    "nothing": lambda classifier: None,
    "sparsify": lambda classifier: classifier.sparsify(),
    "densify": lambda classifier: classifier.sparsify().densify(),
    "float32": lambda classifier: setattr(
        classifier, "coef_", np.asarray(classifier.coef_, np.float32)
    ),
    "coordinates": lambda classifier: setattr(
        classifier, "coef_", sparse.coo_matrix(classifier.coef_)
    ),
    "repeated": lambda classifier: setattr(
        classifier, "coef_", np.repeat(classifier.coef_, 2, axis=1)[:, ::2]
    ),
}
"""What may happen to a linear classifier after it was fitted."""
