"""Fit small models with the installed scikit-learn, and record what they predict.

Run by hand with each old version of scikit-learn, see README.md; no test runs it. It writes
`<version>.zip`, which holds the joblib files, and `<version>.json`, which holds what this version
itself predicts. It is written for Python 3.7, because scikit-learn 0.20 needs it.
"""

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any, Dict, List  # noqa: UP035 - for Python 3.7

import numpy as np
import sklearn
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Perceptron, RidgeClassifier, SGDClassifier
from sklearn.naive_bayes import BernoulliNB, ComplementNB, GaussianNB, MultinomialNB
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

HERE = Path(__file__).parent
VERSION = tuple(int(part) for part in sklearn.__version__.split(".")[:2])
LOG_LOSS = "log_loss" if VERSION >= (1, 1) else "log"
SQUARED = "squared_error" if VERSION >= (1, 0) else "squared_loss"
if VERSION < (0, 21):  # as everybody saved models then
    from sklearn.externals import joblib
else:
    import joblib

CORPUS = {
    "spam": ["free prize call now", "win cash now", "call now and win a free phone", "cash prize"],
    "ham": ["see you at eight", "are you home", "call me at home", "the train is late now"],
    "news": ["rain at eight", "the train is free now", "cash is late", "rain and a free home"],
}
TEXTS = [text for texts in CORPUS.values() for text in texts]
THREE = [label for label, texts in CORPUS.items() for _ in texts]
TWO = ["spam" if label == "spam" else "ham" for label in THREE]
ASKED = [*TEXTS[::3], "", "unseen", "free cash at home", "now now now call", "the rain and you"]

WORDS = FeatureUnion(
    [
        ("words", TfidfVectorizer(ngram_range=(1, 2), stop_words="english")),
        ("characters", TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 2), norm="l1")),
        ("counts", CountVectorizer(binary=True, strip_accents="unicode")),
    ],
    transformer_weights={"characters": 0.5},
)

DIFFERENT = ("gaussian", "logistic", "sgd-log", "svm", "ridge", "calibrated")
"""The kinds whose attributes or predictions are others with more than two classes."""


def new(kind: Any, **parameters: Any) -> Any:
    """Make an estimator; leave out the parameters that this version does not have."""
    known = kind().get_params()
    return kind(**{name: value for name, value in parameters.items() if name in known})


def logistic(**parameters: Any) -> Any:
    """Make a logistic regression with a solver that all versions have."""
    return new(LogisticRegression, **dict({"solver": "lbfgs", "C": 10}, **parameters))


def sgd(loss: str, **parameters: Any) -> Any:
    """Make an SGD classifier that always learns the same."""
    return SGDClassifier(loss=loss, random_state=0, max_iter=50, tol=None, **parameters)


def calibrated(estimator: Any, method: str = "sigmoid") -> Any:
    """Calibrate on all texts; before 0.24, only an estimator that is fitted already."""
    return CalibratedClassifierCV(estimator, cv=3, method=method, ensemble=False)


def cases() -> Dict[str, Any]:  # noqa: UP006
    """Return vectorizer, classifier and labels of each case by name."""
    plain, counts = TfidfVectorizer(), CountVectorizer()
    two = {
        "tutorial": (TfidfVectorizer(sublinear_tf=True), GaussianNB()),
        "gaussian": (plain, GaussianNB()),
        "multinomial": (plain, MultinomialNB(alpha=0.1)),
        "complement": (plain, ComplementNB(norm=True)),
        "bernoulli": (counts, BernoulliNB()),
        "logistic": (plain, logistic()),
        "logistic-liblinear": (plain, logistic(solver="liblinear")),
        "logistic-multinomial": (plain, logistic(multi_class="multinomial")),
        "logistic-ovr": (plain, logistic(multi_class="ovr")),
        "svm": (plain, LinearSVC(random_state=0)),
        "sgd-hinge": (plain, sgd("hinge")),
        "sgd-log": (plain, sgd(LOG_LOSS)),
        "sgd-squared": (plain, sgd(SQUARED)),
        "sgd-huber": (plain, sgd("modified_huber")),
        "sgd-sparse": (plain, sgd("hinge", penalty="l1", alpha=0.01)),
        "ridge": (plain, RidgeClassifier(solver="sag", random_state=0)),
        "perceptron": (plain, Perceptron(random_state=0, max_iter=50, tol=None)),
        "union": (WORDS, LinearSVC(random_state=0)),
        "no-idf": (TfidfVectorizer(use_idf=False), MultinomialNB()),
        "forest": (plain, RandomForestClassifier(2, random_state=0, max_depth=2)),
        "tree": (plain, DecisionTreeClassifier(random_state=0, max_depth=2)),
    }
    if VERSION >= (0, 24):
        two["calibrated-svm"] = (plain, calibrated(LinearSVC(random_state=0)))
        two["calibrated-ridge"] = (plain, calibrated(RidgeClassifier(solver="sag", random_state=0)))
        two["calibrated-isotonic"] = (plain, calibrated(LinearSVC(random_state=0), "isotonic"))
    two["calibrated-prefit"] = (plain, CalibratedClassifierCV(sgd("hinge"), cv="prefit"))
    both = {name: (*pair, TWO) for name, pair in two.items()}
    three = {name + "-3": (*two[name], THREE) for name in two if name.startswith(DIFFERENT)}
    return dict(both, **three)


def fitted(vectorizer: Any, classifier: Any, labels: List[str]) -> None:  # noqa: UP006
    """Fit both; Gaussian naive Bayes needs a dense matrix."""
    vectors = vectorizer.fit_transform(TEXTS)
    if isinstance(classifier, GaussianNB):
        vectors = vectors.toarray()
    if isinstance(classifier, CalibratedClassifierCV) and classifier.cv == "prefit":
        inner = getattr(classifier, "estimator", None) or classifier.base_estimator
        inner.fit(vectors, labels)
    classifier.fit(vectors, np.array(labels))
    if isinstance(classifier, SGDClassifier) and classifier.penalty == "l1":
        classifier.sparsify()


def expected(vectorizer: Any, classifier: Any) -> Any:
    """Return labels, decisions and probabilities of the texts."""
    vectors = vectorizer.transform(ASKED)
    if isinstance(classifier, GaussianNB):
        vectors = vectors.toarray()
    found = {"labels": classifier.predict(vectors).tolist()}
    if hasattr(classifier, "decision_function"):
        found["decisions"] = classifier.decision_function(vectors).tolist()
    if hasattr(classifier, "predict_proba"):
        found["probabilities"] = classifier.predict_proba(vectors).tolist()
    return found


def dumped(estimator: Any) -> bytes:
    """Return a compressed joblib file."""
    file = io.BytesIO()
    joblib.dump(estimator, file, compress=9)
    return file.getvalue()


def main() -> None:
    """Write the files of each case, and what this version predicts."""
    results = {}
    with zipfile.ZipFile(HERE / (sklearn.__version__ + ".zip"), "w") as archive:
        for name, (vectorizer, classifier, labels) in cases().items():
            try:
                fitted(vectorizer, classifier, labels)
            except (TypeError, ValueError) as exc:  # this version refuses the parameters
                sys.stderr.write(f"{name}: {exc}\n")
                continue
            files = {"vectorizer": vectorizer, "classifier": classifier}
            if name == "union":
                files = {"pipeline": make_pipeline(vectorizer, classifier)}
            for part, estimator in files.items():
                archive.writestr(f"{name}.{part}.joblib", dumped(estimator))
            results[name] = expected(vectorizer, classifier)
    document = {"texts": ASKED, "numpy": np.__version__, "joblib": joblib.__version__}
    text = json.dumps(dict(document, cases=results), sort_keys=True)
    (HERE / (sklearn.__version__ + ".json")).write_text(text + "\n")


if __name__ == "__main__":
    main()
