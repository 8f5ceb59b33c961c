"""What each kind of classifier of format 2 costs: `python -m bench.kinds [--data FILE] [KIND...]`.

Prints a row for each kind: the bytes of the classifier's file, and the time of one text in the
service and in the library that the classifier is from, both without the vectorizer. The model is
fitted to nine tenths of the corpus, and the texts are of the rest, so most have words that the
model does not know.
"""

import importlib.util
import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from chalicelib.scoring.model import read_scorer
from train.corpus.collecting import Reading
from train.corpus.download import SAMPLE
from train.corpus.reader import read_corpus
from train.export.exporter import export_model

HEAD = (
    "| classifier | file | load | the service | its library | ratio |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: |"
)
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
    """The bytes of a file, and the seconds that loading it and scoring one text take."""

    size: int
    load: float
    service: float
    library: float


def main() -> None:
    """Print the table."""
    parser = ArgumentParser("python -m bench.kinds", description=main.__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument(
        "--data",
        default=str(SAMPLE),
        metavar="FILE",
        help="labelled texts; default: the embedded corpus",
    )
    parser.add_argument(
        "--encoding", default=None, help="of the file; default: found by its content"
    )
    args = parser.parse_args()
    corpus = read_corpus([args.data], reading=Reading(encoding=args.encoding))
    print(HEAD)
    for name in args.kinds or KINDS:
        print(row(KINDS[name], corpus.texts, corpus.labels), flush=True)


def row(kind: Kind, texts: Sequence[str], labels: Sequence[str]) -> str:
    """Return the table's row for a kind."""
    if importlib.util.find_spec(kind.module) is None:
        return f"| {kind.name} | {kind.module} is not installed | | | | |"
    cost = measure(kind, texts, labels)
    cells = (
        kind.name,
        f"{cost.size / 1e6:.2f} MB",
        f"{cost.load * 1e3:,.0f} ms",
        f"{cost.service * 1e6:,.0f} µs",
        f"{cost.library * 1e6:,.0f} µs",
        f"{cost.library / cost.service:,.0f}",
    )
    return f"| {' | '.join(cells)} |"


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
    loaded = export.read_classifier
    vectors = [export.read_vectorizer.transform(text) for text in texts[::10][:TEXTS]]
    matrix = sparse.csr_matrix(vectorizer.transform(texts[::10][:LIBRARY_TEXTS]))
    return Cost(
        len(export.classifier),
        seconds(lambda _: read_scorer(export.classifier, export.read_vectorizer), [None]),
        seconds(loaded.scores, vectors),
        seconds(
            getattr(classifier, "predict_proba", classifier.predict),
            [matrix[at] for at in range(matrix.shape[0])],
        ),
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


if __name__ == "__main__":
    main()
