"""Fit a recipe: split the corpus, train on one part, export, measure on the other."""

from datetime import UTC, datetime
from typing import Any

from sklearn.model_selection import train_test_split
from tqdm import tqdm

from train.bundle import Bundle, make_bundle
from train.corpus import Corpus
from train.errors import InputError
from train.evaluate import evaluate
from train.export import Export, export_model
from train.recipes import RANDOM_STATE, Recipe

TEST_SIZE = 0.1
BAR_FORMAT = "{desc:<10} {bar:30} {n}/{total} {elapsed}"

Part = tuple[list[str], list[str]]


def fit(recipe: Recipe, corpus: Corpus, test: Corpus | None = None) -> Bundle:
    """Fit a recipe to a corpus and return the model with its figures.

    Parameters
    ----------
    recipe
        What to fit.
    corpus
        The labelled texts. Without `test` a tenth of them is held out, the tutorial's own split.
    test
        Other labelled texts to measure on; then all of `corpus` trains.

    Raises
    ------
    InputError
        When the part to train on lacks a class, or has too few texts of one.
    """
    (texts, labels), held_out = _split(corpus, test)
    if len(set(labels)) < len(corpus.counts()):
        raise InputError(
            f"after the split {sorted(set(labels))} are left to train on of the classes "
            f"{sorted(corpus.counts())}; add texts to the corpus"
        )
    with tqdm(total=4, disable=None, leave=False, bar_format=BAR_FORMAT) as bar:
        bar.set_description("vectorize")
        vectorizer = recipe.vectorizer()
        vectors = _vectorize(vectorizer, texts)
        _next(bar, "fit")
        classifier = recipe.fit_classifier(vectors, labels)
        _next(bar, "export")
        export = export_model(vectorizer, classifier, texts)
        _next(bar, "evaluate")
        metrics = _metrics(export, held_out, test)
    facts = {
        "recipe": recipe.name,
        "data": {"sha256": corpus.sha256, "rows": len(corpus.texts), "labels": corpus.counts()},
        "metrics": metrics,
    }
    return make_bundle(export, (vectorizer, classifier), facts, datetime.now(UTC))


def _vectorize(vectorizer: Any, texts: list[str]) -> Any:
    try:
        return vectorizer.fit_transform(texts)
    except ValueError as exc:  # scikit-learn's word for texts without a single term
        raise InputError(f"the texts cannot be vectorized: {exc}") from exc


def _next(bar: Any, step: str) -> None:
    bar.update()
    bar.set_description(step)


def _split(corpus: Corpus, test: Corpus | None) -> tuple[Part, Part]:
    if test is not None:
        return (corpus.texts, corpus.labels), (test.texts, test.labels)
    parts = train_test_split(
        corpus.texts, corpus.labels, test_size=TEST_SIZE, random_state=RANDOM_STATE
    )
    return (parts[0], parts[2]), (parts[1], parts[3])


def _metrics(export: Export, held_out: Part, test: Corpus | None) -> dict[str, Any]:
    texts, labels = held_out
    unknown = sorted(set(labels) - set(export.read_classifier.classes))
    if unknown:
        raise InputError(
            f"the test file has the labels {unknown}; the model knows "
            f"{list(export.read_classifier.classes)}"
        )
    protocol = (
        f"held out: test_size={TEST_SIZE}, random_state={RANDOM_STATE}"
        if test is None
        else f"other texts: sha256 {test.sha256}"
    )
    return {"protocol": protocol} | evaluate(export, texts, labels)
