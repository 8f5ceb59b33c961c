"""Transformers that average the vectors of words are a linear function of counts."""

import re
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from tests.support.parity import LABELS, TEXTS, TRAINING, margins_of
from train.errors import InputError
from train.export.cleaning.own_cleaning import split_by
from train.export.estimators import split_estimators
from train.export.exporter import export_model
from train.export.functions.exporter import FunctionExporter

_RANDOM = np.random.default_rng(5)
WORDS = [*dict.fromkeys(re.findall(r"\w+", " ".join(TRAINING).lower())), "the", "is", "and", "I"]
VECTORS = {word: _RANDOM.normal(size=4) for word in dict.fromkeys(WORDS)}
PATTERN = re.compile(r"\w+")


class Mean:
    """What many notebooks define, for lists of tokens."""

    def __init__(self, word2vec: dict[str, Any]) -> None:
        self.word2vec = word2vec

    def fit(self, texts: Any, labels: Any = None) -> "Mean":
        """Return the transformer."""
        return self

    def words(self, text: Any) -> Any:
        """Return the words of what it is given."""
        return text

    def transform(self, texts: Any) -> Any:
        """Return the mean of each text's vectors."""
        known = [[self.word2vec[w] for w in self.words(t) if w in self.word2vec] for t in texts]
        return np.array([np.mean(each or [np.zeros(4)], axis=0) for each in known])


class Split(Mean):
    """One that splits texts at white space."""

    def words(self, text: Any) -> Any:
        """Return the words of a text."""
        return text.split()


class Keyed(Mean):
    """One that has a model of gensim's, which keeps float32."""

    def __init__(self) -> None:
        super().__init__({})
        matrix = np.array([*VECTORS.values()], dtype=np.float32)
        self.word2vec = dict(zip(VECTORS, matrix, strict=True))
        self.model = SimpleNamespace(wv=SimpleNamespace(index_to_key=[*VECTORS], vectors=matrix))

    def words(self, text: Any) -> Any:
        """Return the words of a text."""
        return PATTERN.findall(text.lower())


class Weighted(Mean):
    """One that weighs each vector."""

    def __init__(self) -> None:
        super().__init__(VECTORS)
        self.weights = defaultdict(lambda: 3.0, {word: 1.5 for word in WORDS[::2]})

    def transform(self, texts: Any) -> Any:
        """Return the mean of each text's vectors, times their weights."""
        table = self.word2vec
        known = [[table[w] * self.weights[w] for w in text if w in table] for text in texts]
        return np.array([np.mean(each or [np.zeros(4)], axis=0) for each in known])


class WithoutStopWords(Split):
    """One that leaves words out, which its vectors do not show."""

    def words(self, text: Any) -> Any:
        """Return the words of a text."""
        return [word for word in text.split() if word not in {"the", "is", "and", "I"}]


def total(texts: Any) -> Any:
    rows = [[VECTORS[word] for word in text.split(" ") if word in VECTORS] for text in texts]
    return np.array([np.sum([np.zeros(4), *each], axis=0) for each in rows])


def tokens(text: str) -> list[str]:
    return re.sub("[^a-z ]", "", text.lower()).split()


@pytest.mark.parametrize("step", [Split(VECTORS), Keyed(), FunctionTransformer(total)])
def test_a_text_has_the_decision_of_its_mean(step: Any) -> None:
    scaled = make_pipeline(step, StandardScaler())
    classifier = LogisticRegression().fit(scaled.fit_transform(TRAINING), LABELS)
    assert_decisions(scaled, classifier, [scaled.transform([text]) for text in TEXTS])


@pytest.mark.parametrize("step", [Mean(VECTORS), Weighted()])
def test_one_that_takes_tokens_splits_texts_by_the_function_that_is_named(step: Any) -> None:
    rows = [step.transform([tokens(text)]) for text in TEXTS]
    classifier = LogisticRegression().fit(step.transform(map(tokens, TRAINING)), LABELS)
    with pytest.raises(InputError, match=r"takes lists of tokens; name the function .* by --clean"):
        export_model(step, classifier, functions=FunctionExporter())
    assert split_by([tokens], [make_pipeline(step, classifier)]) == []
    assert_decisions(step, classifier, rows)


def assert_decisions(step: Any, classifier: Any, rows: list[Any]) -> None:
    export = export_model(step, classifier, functions=FunctionExporter())
    *short, _ = TEXTS  # numpy's float32 mean of 13,000 words is not exact
    found = margins_of(export, short)
    expected = [classifier.decision_function(row)[0] for row in rows[: len(short)]]
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
    assert len({*np.round(found, 6)}) > 5


def test_the_documented_pipeline_has_the_decision_of_the_mean() -> None:
    page = (Path(__file__).parents[4] / "docs" / "export.md").read_text("utf-8")
    page = page.partition("## Averages of word vectors")[2]
    words, vectors = [*VECTORS], np.array([*VECTORS.values()])
    rows = [Mean(VECTORS).transform([tokens(text)]) for text in (*TRAINING, *TEXTS)]
    classifier = LogisticRegression().fit(np.vstack(rows[: len(TRAINING)]), LABELS)
    dumped: list[Any] = []
    names = {"Pipeline": Pipeline, "TfidfVectorizer": TfidfVectorizer, "TruncatedSVD": TruncatedSVD}
    names |= {"words": words, "vectors": vectors, "tokens": tokens, "classifier": classifier}
    names["joblib"] = SimpleNamespace(dump=lambda value, path: dumped.append(value))
    exec(page.partition("```python\n")[2].partition("```")[0], names)  # noqa: S102
    vectorizer, _ = split_estimators(dumped)
    assert_decisions(vectorizer, classifier, rows[len(TRAINING) :])


@pytest.mark.parametrize(
    "step", [WithoutStopWords(VECTORS), Split({word: [1.0, 2.0] for word in WORDS})]
)
def test_another_mean_is_refused_with_the_way_out(step: Any) -> None:
    with pytest.raises(
        InputError, match=r"vectors .* \(docs/export\.md#averages-of-word-vectors\)"
    ):
        export_model(step, LogisticRegression(), functions=FunctionExporter())
