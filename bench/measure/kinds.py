"""What each kind of classifier of format 2 costs, here and in the library that it is from."""

import importlib.util
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from bench.measure.turns import in_turns
from chalicelib.scoring.model_builder import read_scorer
from train.export.exporter import export_model

TEXTS = 200
LIBRARY_TEXTS = 30
"""Fewer, because a call of the library takes much longer."""


class Kind(NamedTuple):
    """A class by its module and name, and its parameters."""

    module: str
    name: str
    parameters: dict[str, Any]


KINDS = {
    "linear": Kind("sklearn.linear_model", "LogisticRegression", {}),
    "trees": Kind("sklearn.ensemble", "RandomForestClassifier", {"random_state": 0}),
    "random-trees": Kind("sklearn.ensemble", "ExtraTreesClassifier", {"random_state": 0}),
    "boosting": Kind("sklearn.ensemble", "GradientBoostingClassifier", {"random_state": 0}),
    "votes": Kind("sklearn.ensemble", "AdaBoostClassifier", {"n_estimators": 100}),
    "xgboost": Kind("xgboost", "XGBClassifier", {"n_estimators": 100, "n_jobs": 1}),
    "lightgbm": Kind("lightgbm", "LGBMClassifier", {"n_jobs": 1, "verbose": -1}),
    "kernel": Kind("sklearn.svm", "SVC", {}),
    "neighbours": Kind("sklearn.neighbors", "KNeighborsClassifier", {}),
    "perceptron": Kind("sklearn.neural_network", "MLPClassifier", {"max_iter": 20}),
}
"""The kinds by the name on the command line; those of trees have 100."""


class Cost(NamedTuple):
    """The bytes of a file, and the seconds of loading it, of the classifier and of a whole text."""

    size: int
    load: float
    service: float
    library: float
    whole_service: float
    whole_library: float


def measure_kinds(
    names: Sequence[str], texts: Sequence[str], labels: Sequence[str]
) -> dict[str, Cost | str]:
    """Return what each kind costs by the classifier's name, or why it was not measured."""
    costs: dict[str, Cost | str] = {}
    for name in in_turns(names, 1, "kinds of classifier"):
        kind = KINDS[name]
        is_missing = importlib.util.find_spec(kind.module) is None
        costs[kind.name] = (
            f"{kind.module} is not installed" if is_missing else measure(kind, texts, labels)
        )
    return costs


def measure(kind: Kind, texts: Sequence[str], labels: Sequence[str]) -> Cost:
    """Fit a classifier to all texts but each tenth, and measure it on those."""
    training = [number for number in range(len(texts)) if number % 10]
    vectorizer = TfidfVectorizer()
    rows = vectorizer.fit_transform([texts[number] for number in training])
    classifier = getattr(import_module(kind.module), kind.name)(**kind.parameters)
    classes = sorted({*labels})
    # XGBoost takes numbers only.
    classifier.fit(rows, [classes.index(labels[number]) for number in training])
    export = export_model(vectorizer, classifier)
    requests, fewer = texts[::10][:TEXTS], texts[::10][:LIBRARY_TEXTS]
    matrix = sparse.csr_matrix(vectorizer.transform(fewer))
    predict = getattr(classifier, "predict_proba", classifier.predict)
    return Cost(
        len(export.classifier),
        seconds(lambda _: read_scorer(export.classifier, export.read_vectorizer), [None]),
        seconds(
            export.read_classifier.scores,
            [export.read_vectorizer.transform(text) for text in requests],
        ),
        seconds(predict, [matrix[at] for at in range(matrix.shape[0])]),
        seconds(export.scores, requests),
        seconds(lambda text: predict(vectorizer.transform([text])), fewer),
    )


def seconds(call: Callable[[Any], object], arguments: Sequence[Any]) -> float:
    """Return the processor time of one call: the least mean of three rounds."""
    rounds = []
    for _ in range(3):
        start = time.process_time()
        for argument in arguments:
            call(argument)
        rounds.append((time.process_time() - start) / len(arguments))
    return min(rounds)
