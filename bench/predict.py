"""Time one prediction: the exported model beside the scikit-learn objects it was made from.

Both see the same texts, one at a time, in alternating rounds; the figure is the median over the
rounds of the mean time per text. scikit-learn's Gaussian naive Bayes wants a dense vector, so it
gets one, as in the tutorial.
"""

import statistics
import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sklearn.naive_bayes import GaussianNB

from train.bundle import make_bundle
from train.corpus import read_corpus
from train.download import SAMPLE
from train.export import export_model
from train.recipes import RECIPES

ROUNDS = 5
TEXTS = 500


def main() -> None:
    """Fit each recipe, time both ways of predicting, print a table."""
    parser = ArgumentParser("python -m bench.predict", description=main.__doc__)
    parser.add_argument("--data", nargs="+", type=Path, default=[SAMPLE], metavar="FILE")
    corpus = read_corpus(parser.parse_args().data)
    texts = corpus.texts[:: max(1, len(corpus.texts) // TEXTS)]
    print(f"{'recipe':<10} {'scikit-learn':>14} {'model.predict':>14} {'ratio':>8}")
    for recipe in RECIPES.values():
        fitted = recipe.fit(corpus.texts, corpus.labels)
        estimators = (fitted.vectorizer, fitted.classifier)
        exported = export_model(*estimators, corpus.texts)
        facts = {
            "recipe": recipe.name,
            "data": None,
            "metrics": None,
            "threshold": fitted.threshold,
        }
        bundle = make_bundle(exported, estimators, facts, datetime.now(UTC))
        contenders = [reference(*estimators), bundle.model().predict]
        theirs, ours = compare(contenders, texts)
        print(f"{recipe.name:<10} {theirs:>11.1f} µs {ours:>11.1f} µs {theirs / ours:>7.1f}x")


def reference(vectorizer: Any, classifier: Any) -> Callable[[str], object]:
    """Return a function that predicts one text with scikit-learn."""
    if isinstance(classifier, GaussianNB):
        return lambda text: classifier.predict(vectorizer.transform([text]).toarray())
    return lambda text: classifier.predict(vectorizer.transform([text]))


def compare(contenders: Sequence[Callable[[str], object]], texts: Sequence[str]) -> list[float]:
    """Return each contender's microseconds per text, the median over alternating rounds."""
    times: list[list[float]] = [[] for _ in contenders]
    for _ in range(ROUNDS):
        for predict, measured in zip(contenders, times, strict=True):
            started = time.perf_counter()
            for text in texts:
                predict(text)
            measured.append((time.perf_counter() - started) / len(texts) * 1e6)
    return [statistics.median(measured) for measured in times]


if __name__ == "__main__":
    main()
