"""One classifier of each kind that can be exported, and a function that fits it."""

from typing import Any, NamedTuple

from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Perceptron, RidgeClassifier, SGDClassifier
from sklearn.naive_bayes import BernoulliNB, ComplementNB, GaussianNB, MultinomialNB
from sklearn.svm import LinearSVC

from tests.support.parity import TRAINING
from train.export.exported import Export
from train.export.exporter import export_model

CLASSIFIERS = {
    "gaussian": GaussianNB(),
    "gaussian-priors": GaussianNB(var_smoothing=1e-3),
    "multinomial": MultinomialNB(),
    "multinomial-uniform-prior": MultinomialNB(alpha=0.3, fit_prior=False),
    "complement": ComplementNB(),
    "complement-norm": ComplementNB(norm=True),
    "bernoulli": BernoulliNB(),
    "bernoulli-no-binarize": BernoulliNB(binarize=None),
    "logistic": LogisticRegression(C=10),
    "logistic-no-intercept": LogisticRegression(fit_intercept=False),
    "svm": LinearSVC(C=2),
    "svm-crammer-singer": LinearSVC(multi_class="crammer_singer"),
    "svm-no-intercept": LinearSVC(fit_intercept=False),
    "sgd-hinge": SGDClassifier(random_state=0),
    "sgd-log-loss": SGDClassifier(loss="log_loss", random_state=0, average=True),
    "ridge": RidgeClassifier(),
    "perceptron": Perceptron(random_state=0),
    "calibrated-svm": CalibratedClassifierCV(LinearSVC(), ensemble=False, cv=3),
    "calibrated-logistic": CalibratedClassifierCV(LogisticRegression(), ensemble=False, cv=3),
    "calibrated-ridge": CalibratedClassifierCV(RidgeClassifier(), ensemble=False, cv=3),
    "calibrated-perceptron": CalibratedClassifierCV(
        Perceptron(random_state=0), ensemble=False, cv=3
    ),
    "calibrated-sgd": CalibratedClassifierCV(
        SGDClassifier(loss="modified_huber", random_state=0), ensemble=False, cv=3
    ),
}


class ExportedModel(NamedTuple):
    """An export, and the fitted vectorizer and classifier that it was made from."""

    export: Export
    vectorizer: Any
    classifier: Any


def fitted(classifier: Any, labels: list[Any], vectorizer: Any = None) -> ExportedModel:
    """Fit a classifier to the training texts and export it."""
    vectorizer = vectorizer or TfidfVectorizer(sublinear_tf=True)
    vectors = vectorizer.fit_transform(TRAINING)
    dense = isinstance(classifier, GaussianNB)
    classifier.fit(vectors.toarray() if dense else vectors, labels)
    return ExportedModel(export_model(vectorizer, classifier), vectorizer, classifier)
