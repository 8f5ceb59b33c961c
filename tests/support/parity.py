"""Check that an exported model agrees with scikit-learn's, and on which texts."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from hypothesis import strategies as st

from train.export.exported import Export

TRAINING = (
    ["free prize call now claim 2000 cash", "win a free phone, txt WIN to 80001"] * 3
    + ["urgent: your account is locked, call 0909 879 0001", "cheap loans today!!", "Free ENTRY 🎉"]
    + ["see you at eight then", "ok lor, going home now", "can u call me when free?"] * 3
    + ["the train is late again, sorry", "Crème brûlée at the café, naïve me", "你好 see you"]
)
LABELS = ["spam"] * 9 + ["ham"] * 12
THIRD = [
    "prize" if "prize" in text else label for text, label in zip(TRAINING, LABELS, strict=True)
]

TEXTS = [
    "free call now, see you at the train",
    "CALL NOW to claim your FREE prize",
    "",
    " \t\n ",
    "zzzyx qwrtp unseen",
    "a",
    "🎉🎉 free 👩‍👩‍👧 prize",
    "cafe\u0301 cre\u0300me bru\u0302le\u0301e nai\u0308ve",
    "İSTANBUL ẞtraße ﬁne ǅ",
    "nul \0 in the \0 middle free",
    "lone \ud83d surrogate \udc00 free",
    "你好今天晚上一起吃饭吗。",
    "two  spaces\n\nand\u2028lines\u00a0free",
    "free call " * 6554,
]
assert len(TEXTS[-1]) > 64 * 1024

any_text = st.text(st.characters(exclude_categories=()), max_size=80) | st.lists(
    st.sampled_from([*" ".join(TRAINING).split(), "FREE!", "Cafe\u0301", "\0"]), max_size=20
).map(" ".join)
"""Texts of any code points, lone surrogates included, and texts of words that the models know."""


def expected_scores(classifier: Any, vectors: Any) -> Any:
    """Return scikit-learn's scores, one column per class (0 and the margin for two).

    The score is the joint log likelihood for naive Bayes, the logit of each class's sigmoid for
    calibrated classifiers, and the decision function for all others.
    """
    if hasattr(classifier, "calibrated_classifiers_"):
        inner = classifier.calibrated_classifiers_[0]
        decision = inner.estimator.decision_function(vectors).reshape(vectors.shape[0], -1)
        columns = zip(decision.T, inner.calibrators, strict=True)
        scores = np.array([-(c.a_ * column + c.b_) for column, c in columns]).T
    elif hasattr(classifier, "decision_function"):
        scores = classifier.decision_function(vectors).reshape(vectors.shape[0], -1)
    else:
        dense = vectors.toarray() if hasattr(classifier, "var_") else vectors
        likelihood = classifier.predict_joint_log_proba(dense)
        if len(classifier.classes_) > 2:
            return likelihood
        scores = likelihood[:, 1:] - likelihood[:, :1]
    return np.hstack([np.zeros_like(scores), scores]) if scores.shape[1] == 1 else scores


def assert_agrees(export: Export, vectorizer: Any, classifier: Any, texts: list[str]) -> None:
    """Assert equal labels, and scores within 1e-9 of the largest one of each text."""
    vectors = vectorizer.transform(texts)
    dense = vectors.toarray() if hasattr(classifier, "var_") else vectors
    labels = [str(label) for label in classifier.predict(dense)]
    scores = [export.scores(text) for text in texts]
    expected = expected_scores(classifier, vectors)
    magnitude = (
        np.abs(classifier.predict_joint_log_proba(dense)) if dense is not vectors else expected
    )
    scale = np.maximum(1.0, np.abs(magnitude).max(axis=1, keepdims=True))
    np.testing.assert_array_less(np.abs(np.array(scores) - expected) / scale, 1e-9)
    assert [export.read_classifier.label(row) for row in scores] == labels


def margins_of(export: Export, texts: Iterable[str]) -> list[float]:
    """Return by how much each text's score of the second of two classes exceeds the first."""
    return [second - first for first, second in map(export.scores, texts)]
