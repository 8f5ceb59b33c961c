"""A DictVectorizer after a transformer that makes a dictionary of a text gives its numbers."""

from typing import Any

import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from tests.support.parity import TRAINING
from tests.support.tables import assert_exported
from train.errors import InputError
from train.export.exporter import export_model
from train.export.functions.exporter import FunctionExporter


class Statistics(BaseEstimator, TransformerMixin):  # type: ignore[misc]
    """What scikit-learn's example of a union had, with a sign of its own to count."""

    def __init__(self, sign: str = "e") -> None:
        self.sign = sign

    def fit(self, texts: Any, labels: Any = None) -> "Statistics":
        """Return the transformer."""
        return self

    def transform(self, texts: Any) -> Any:
        """Return the numbers of each text by their names."""
        return [{"size": len(text), "marks": text.count(self.sign)} for text in texts]


class Lengths(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """It needs nothing of its object."""

    def fit(self, texts: Any, labels: Any = None) -> "Lengths":
        """Return the transformer."""
        return self

    def transform(self, texts: Any) -> Any:
        """Return the length of each text."""
        return [{"length": len(text)} for text in texts]


def sizes(texts: Any) -> Any:
    return [{"size": float(len(text))} for text in texts]


def words(texts: Any) -> Any:
    return [{word: 1 for word in text.split()} for text in texts]


def kinds(texts: Any) -> Any:
    return [{"kind": "long" if len(text) > 40 else "short"} for text in texts]


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([Statistics(), DictVectorizer()], id="class"),
        pytest.param(
            [Statistics("a"), DictVectorizer(sparse=False), StandardScaler()], id="scaled"
        ),
        pytest.param([Lengths(), DictVectorizer()], id="class-without-state"),
        pytest.param([FunctionTransformer(sizes), DictVectorizer()], id="function"),
    ],
)
def test_the_numbers_are_columns_in_the_order_of_their_names(steps: list[Any]) -> None:
    assert_exported(make_union(TfidfVectorizer(), make_pipeline(*steps)))


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ([FunctionTransformer(words), DictVectorizer()], "expected a number for each column in"),
        (
            [FunctionTransformer(kinds), DictVectorizer()],
            r"makes \{'kind': 'short'\} of a text, and",
        ),
        ([Statistics(), TfidfVectorizer()], "and TfidfVectorizer follows; expected DictVectorizer"),
        ([Statistics()], "found no vectorizer, and a dictionary of a text; expected"),
    ],
)
def test_other_dictionaries_are_refused(steps: list[Any], message: str) -> None:
    rows: Any = TRAINING
    for step in steps:
        if not isinstance(step, TfidfVectorizer):
            rows = step.fit_transform(rows)
    with pytest.raises(InputError, match=message):
        export_model(make_pipeline(*steps), LogisticRegression(), functions=FunctionExporter())
