"""Transformers, vectorizers and functions of lists of texts, as authors of models write them."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.utils.validation import check_is_fitted

from tests.support.author_functions import stem


class Cleaner(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """A step before the vectorizer."""

    def __init__(self, instead: str, function: Callable[[str], str] = str.lower) -> None:
        self.instead = instead
        self.function = function

    def fit(self, texts: Any, labels: Any = None) -> "Cleaner":
        self.pattern_ = re.compile(r"\d+")
        self.seen_ = np.array(texts)
        self.pairs_ = {("a", "b"): {1, 2}}
        return self

    def transform(self, texts: Iterable[str]) -> list[str]:
        check_is_fitted(self, "pattern_")
        if isinstance(texts, np.ndarray):
            texts = texts.tolist()
        return [self.clean(text) for text in texts if ("a", "b") in self.pairs_]

    def clean(self, text: str) -> str:
        return self.function(self.pattern_.sub(self.instead, text))


class Rules(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """A step beside the vectorizer."""

    def fit(self, texts: Any, labels: Any = None) -> "Rules":
        self.least_ = np.float64(3)
        return self

    def transform(self, texts: Iterable[str]) -> npt.NDArray[Any]:
        rows = [[len(text) / 100, float("?" in text), len(text) > self.least_] for text in texts]
        return np.asarray(rows, dtype=np.float64)


def lengths(texts: Iterable[str]) -> npt.NDArray[Any]:
    """Return a column of numbers."""
    return np.array([len(text) for text in texts]).reshape(-1, 1)


def matrix(texts: Iterable[str]) -> Any:
    return sparse.csr_matrix(np.array([[text.count("."), len(text)] for text in texts]))


def scaled(texts: Iterable[str], factor: float = 1.0) -> npt.NDArray[Any]:
    result = np.array([[len(text) * factor] for text in texts])
    return result


class Stemmed(CountVectorizer):  # type: ignore[misc]
    def build_analyzer(self) -> Callable[[str], Any]:
        split = super().build_analyzer()
        return lambda text: [stem(term) for term in split(text)]


class Lower(CountVectorizer):  # type: ignore[misc]
    def build_preprocessor(self) -> Callable[[str], str]:
        prepare = super().build_preprocessor()
        return lambda text: prepare(text.swapcase()).replace("free", "cash")


class Split(CountVectorizer):  # type: ignore[misc]
    def build_tokenizer(self) -> Callable[[str], list[str]]:
        return lambda text: [stem(word) for word in text.split()]


class Both(Lower):
    def build_analyzer(self) -> Callable[[str], Any]:
        split = super().build_analyzer()
        return lambda text: [stem(term) for term in split(text)]


class Overriding(CountVectorizer):  # type: ignore[misc]
    def transform(self, texts: Any) -> Any:
        return super().transform(texts)


class FailingCleaner(Cleaner):
    def clean(self, text: str) -> str:
        return text[: 1 // text.count("#")] if "Hello" in text else text


class Mixed(Rules):
    def transform(self, texts: Iterable[str]) -> Any:
        return [[text, 1.0] for text in texts]


def column(texts: Iterable[str]) -> Any:
    counts = np.asarray([len(text) for text in texts])
    return counts[:, None]


def whole(texts: Iterable[str]) -> Any:
    if not texts:
        return None
    return np.array(np.array([[len(text)] for text in texts])).astype(float)


def counts_by_name(texts: list[str]) -> list[dict[str, int]]:
    return [{"length": len(text), "signs": text.count("!")} for text in texts]
