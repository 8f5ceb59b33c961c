"""Small models that the campaigns attack: each kind of vectorizer and classifier once."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import (
    GradientBoostingClassifier,
    RandomForestClassifier,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.feature_extraction.text import (
    CountVectorizer,
    HashingVectorizer,
    TfidfTransformer,
    TfidfVectorizer,
)
from sklearn.linear_model import LogisticRegression, Perceptron, RidgeClassifier, SGDClassifier
from sklearn.multiclass import OneVsOneClassifier
from sklearn.naive_bayes import BernoulliNB, ComplementNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import Normalizer
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

from chalicelib.manifest import read_manifest
from chalicelib.version_names import version_of
from train.corpus.first_corpus import SAMPLE
from train.corpus.reader import Corpus, read_corpus
from train.export.cleaning.cleaner import cleaned
from train.export.cleaning.parsing import parse_cleaning
from train.export.exporter import export_model
from train.recipes.catalog import RECIPES
from train.registry.bundle import Bundle, make_bundle
from train.registry.pointer_moves import move_pointer, plan_promotion
from train.registry.versions import create_once, plan_publication
from train.registry.writable_store import StoreWriter

NOW = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
LARGE_TERMS = 150_000
STEP = 40
"""Every 40th text of the sample: a small model is attacked as well as a large one, and faster."""


def corpus(step: int = STEP) -> Corpus:
    """Return every `step`-th text of the sample."""
    sample = read_corpus([SAMPLE])
    return Corpus(sample.texts[::step], sample.labels[::step], sample.sha256)


def recipe_bundle(recipe: str, step: int = STEP, now: datetime = NOW) -> Bundle:
    """Fit a recipe to a part of the sample."""
    part = corpus(step)
    fitted = RECIPES[recipe].fit(part.texts, part.labels)
    return bundle((fitted.vectorizer, fitted.classifier), part.texts, recipe, fitted.threshold, now)


def bundle(
    estimators: tuple[Any, Any],
    texts: Sequence[str],
    recipe: str = "export",
    threshold: float | None = None,
    now: datetime = NOW,
) -> Bundle:
    """Put fitted estimators into a bundle."""
    facts = {"recipe": recipe, "data": None, "metrics": None, "threshold": threshold}
    return make_bundle(export_model(*estimators, texts), estimators, facts, now)


def every_kind() -> list[Bundle]:
    """Fit a model of each kind, with two classes and with three."""
    part = corpus()
    thirds = [
        "other" if len(text) < 40 else label
        for text, label in zip(part.texts, part.labels, strict=True)
    ]
    bundles = [recipe_bundle("default"), recipe_bundle("tutorial")]
    for number, (vectorizer, classifier) in enumerate(_estimators()):
        labels = thirds if number % 2 else part.labels
        vectors = vectorizer.fit_transform(part.texts)
        dense = isinstance(classifier, GaussianNB)
        classifier.fit(vectors.toarray() if dense else vectors, labels)
        bundles.append(bundle((vectorizer, classifier), part.texts))
    return bundles


def _estimators() -> list[tuple[Any, Any]]:
    word = TfidfVectorizer(max_features=200, stop_words=["the", "a"])
    char = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), max_features=200, norm="l1")
    within = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 3), max_features=200, sublinear_tf=True
    )
    counts = CountVectorizer(
        binary=True, max_features=200, ngram_range=(1, 2), strip_accents="ascii"
    )
    union = FeatureUnion(
        [("word", TfidfVectorizer(max_features=99)), ("char", CountVectorizer(analyzer="char"))],
        transformer_weights={"char": 0.1},
    )
    steps = parse_cleaning(["lower", r"s/(\w)\1/\1/", "stop_words=the,a", "longer=1", "porter"])
    split = TfidfVectorizer(max_features=200, tokenizer=str.split, token_pattern=None)
    return [
        (word, MultinomialNB()),
        (cleaned(split, steps), LogisticRegression()),
        (char, LogisticRegression()),
        (within, LinearSVC()),
        (counts, BernoulliNB()),
        (union, CalibratedClassifierCV(LinearSVC(), ensemble=False, cv=3)),
        (word, GaussianNB()),
        (counts, ComplementNB(norm=True)),
        (union, SGDClassifier(loss="log_loss", random_state=0)),
        (char, RidgeClassifier()),
        (within, Perceptron(random_state=0)),
        *_of_format_2(word, counts, union),
    ]


def _of_format_2(word: Any, counts: Any, union: Any) -> list[tuple[Any, Any]]:
    """Return models of the kinds that format 2 adds."""
    projected = make_pipeline(clone(word), TruncatedSVD(5, random_state=0), Normalizer())
    hashed = make_pipeline(HashingVectorizer(n_features=256), TfidfTransformer())
    vote = VotingClassifier(
        [("forest", RandomForestClassifier(3, random_state=0)), ("bayes", MultinomialNB())],
        voting="soft",
    )
    stack = StackingClassifier([("svm", LinearSVC()), ("tree", DecisionTreeClassifier())], cv=2)
    return [
        (projected, RandomForestClassifier(5, random_state=0)),
        (hashed, GradientBoostingClassifier(n_estimators=5, random_state=0)),
        (clone(word), SVC(gamma=0.5)),
        (clone(counts), SVC(kernel="poly")),
        (clone(union), KNeighborsClassifier(3, weights="distance")),
        (clone(word), MLPClassifier((5,), max_iter=50, random_state=0)),
        (clone(counts), vote),
        (clone(word), stack),
        (clone(counts), OneVsOneClassifier(LinearSVC())),
        (clone(word), CalibratedClassifierCV(LinearSVC(), method="isotonic", cv=2)),
    ]


def publish(bundle: Bundle, writer: StoreWriter) -> str:
    """Publish a bundle as the command does; return its version."""
    for key, raw in plan_publication(bundle):
        create_once(writer, key, raw)
    return bundle.manifest.version


def promote(version: str, writer: StoreWriter, now: datetime = NOW) -> None:
    """Promote a version as the command does, without the gate."""
    promotion = plan_promotion(version, writer, now)
    if promotion is not None:
        move_pointer(promotion, writer)


def two_large_models() -> tuple[Bundle, Bundle]:
    """Fit two models of `LARGE_TERMS` terms that label each text differently; without pickles."""
    part = corpus()
    words = [f"word{number:x}" for number in range(LARGE_TERMS)]
    texts = [*part.texts, *(" ".join(words[at :: LARGE_TERMS // 100]) for at in range(2))]
    texts += [" ".join(words)]
    labels = [*part.labels, "ham", "spam", "ham"]
    other = ["ham" if label == "spam" else "spam" for label in labels]
    return _without_pickles(texts, labels), _without_pickles(texts, other)


def _without_pickles(texts: list[str], labels: list[str]) -> Bundle:
    vectorizer = TfidfVectorizer()
    classifier = MultinomialNB(fit_prior=False).fit(vectorizer.fit_transform(texts), labels)
    whole = bundle((vectorizer, classifier), texts[:10], threshold=0.5)
    files = {name: raw for name, raw in whole.files.items() if not name.endswith(".pkl")}
    return _with_document(files, whole.manifest.document)


def renewed(bundle: Bundle, now: datetime) -> Bundle:
    """Return the same model as a version of another time."""
    return _with_document(
        bundle.files, bundle.manifest.document | {"created": f"{now:%Y%m%dT%H%M%SZ}"}
    )


def _with_document(files: dict[str, bytes], document: dict[str, Any]) -> Bundle:
    entries: Any = document["files"]
    document = document | {"files": {name: entries[name] for name in files}}
    return Bundle(read_manifest(document, version_of(document), "manifest"), files)
