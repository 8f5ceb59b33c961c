"""What a function does to each text of a series, the deployed one does to those of a list."""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import FunctionTransformer

from chalicelib.strict_json import Record
from tests.support.pandas_stand_in import DataFrame, Series, isna, notna, pd
from tests.support.parity import LABELS, TEXTS, TRAINING, margins_of
from train.errors import InputError
from train.export.exporter import export_model
from train.export.functions.exporter import FunctionExporter


@pytest.fixture(autouse=True)
def _pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", pd)


def clean(text: str, sign: str = " ") -> str:
    return sign.join(text.upper().split("E"))


def of_a_series(texts: Any) -> Any:
    return Series(texts).apply(clean)


def mapped(texts: Any) -> Any:
    return Series(texts).map(str.upper).apply(lambda text: text.replace("E", "")).tolist()


def of_series_alone(texts: Any) -> Any:
    return texts.apply(clean)


def in_steps(texts: Any) -> Any:
    texts = texts.map(str.upper)
    texts = texts.apply(lambda text: text.replace("E", ""))
    return texts


def of_either(texts: Any) -> Any:
    return texts.apply(clean) if isinstance(texts, Series) else Series(texts).apply(clean)


def listed(texts: Any) -> Any:
    return texts.apply(clean).tolist()


def lengths(texts: Any) -> Any:
    return Series(texts).apply(len).values.reshape(-1, 1)


def columns(texts: Any) -> Any:
    return DataFrame({"n": [len(text) for text in texts], "e": Series(texts).apply(count_e)})


def count_e(text: str) -> int:
    return text.count("e")


def rows(texts: Any) -> Any:
    return DataFrame([[len(text), text.count("e")] for text in texts])


class StartsLoud(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """A transformer as courses have it: a column that says whether a text starts so."""

    def is_loud(self, text: str) -> bool:
        """Return whether a text starts in upper case."""
        return text[:1].isupper()

    def fit(self, texts: Any, labels: Any = None) -> "StartsLoud":
        """Learn nothing."""
        del texts, labels
        self.fitted_ = True
        return self

    def transform(self, texts: Any) -> Any:
        """Return a table of one column."""
        tagged = Series(texts).apply(self.is_loud)
        return DataFrame(tagged)


def with_arguments(texts: Any) -> Any:
    return Series(texts).apply(clean, "-")


def merged(texts: Any) -> Any:
    return DataFrame({**{"n": [len(text) for text in texts]}})


def of_numbers(texts: Any) -> Any:
    return DataFrame([len(text) for text in texts])


def by_a_table(texts: Any) -> Any:
    return Series(texts).map({"a": "b"})


class _Lists:
    """A class of an author's own with a method that pandas has, too."""

    def apply(self, function: Callable[[str], str]) -> list[str]:
        return [function("prefix"), "kept"]


OWN = _Lists()


def own_method(texts: Any) -> Any:
    own = OWN
    made = own.apply(clean)
    return [" ".join([*made, text]) for text in texts]


def exported(steps: list[tuple[str, Any]], given: Callable[[list[str]], Any] = list) -> None:
    pipeline = Pipeline(steps)
    rows = pipeline.fit_transform(given(TRAINING))
    classifier = LogisticRegression().fit(rows, LABELS)
    export = export_model(pipeline, classifier, functions=FunctionExporter())
    expected = classifier.decision_function(pipeline.transform(given(TEXTS[:-1])))
    found = margins_of(export, TEXTS[:-1])
    np.testing.assert_allclose(found, expected, atol=1e-9)


def with_nuls(text: str) -> str:
    return f"{text}\0a\0\0"


def vectorized(function: Any) -> list[tuple[str, Any]]:
    return [("f", FunctionTransformer(function)), ("v", TfidfVectorizer(lowercase=False))]


@pytest.mark.parametrize("function", [of_a_series, mapped, of_either, own_method])
def test_a_list_of_texts_becomes_a_series(function: Any) -> None:
    exported(vectorized(function))


def test_a_table_of_one_column_becomes_rows_of_one_number() -> None:
    union = FeatureUnion([("v", TfidfVectorizer()), ("loud", StartsLoud())])
    exported([("union", union)])


def test_a_vectorized_function_becomes_one_of_one_text() -> None:
    exported(vectorized(np.vectorize(clean)), np.array)


def test_a_vectorized_function_drops_nuls_at_the_end() -> None:
    vectorizer = TfidfVectorizer(analyzer="char").fit(["\0ab cd"])
    pipeline = Pipeline([("f", FunctionTransformer(np.vectorize(with_nuls))), ("v", vectorizer)])
    classifier = LogisticRegression().fit(pipeline.transform(TRAINING), LABELS)
    export = export_model(pipeline, classifier, functions=FunctionExporter())
    expected = classifier.decision_function(pipeline.transform(["b", "d\0"]))
    found = margins_of(export, ["b", "d\0"])
    np.testing.assert_allclose(found, expected, atol=1e-9)


@pytest.mark.parametrize(
    "function", [np.vectorize(clean, otypes=[object]), np.vectorize(len), np.char.lower]
)
def test_other_functions_of_arrays_are_refused(function: Any) -> None:
    step = ("f", FunctionTransformer(function))
    pipeline = Pipeline([step, ("v", TfidfVectorizer().fit(TRAINING))])
    with pytest.raises(InputError, match="it uses numpy, but the service does not have it"):
        export_model(pipeline, LogisticRegression(), functions=FunctionExporter())


@pytest.mark.parametrize("function", [of_series_alone, in_steps, listed, of_either])
def test_what_takes_only_a_series_takes_a_list(function: Any) -> None:
    exported(vectorized(function), Series)


@pytest.mark.parametrize("numbers", [lengths, columns, rows])
def test_numbers_of_a_series_or_a_table(numbers: Any) -> None:
    union = FeatureUnion([("v", TfidfVectorizer()), ("n", FunctionTransformer(numbers))])
    exported([("u", union)])


@pytest.mark.parametrize("function", [with_arguments, by_a_table, merged, of_numbers])
def test_other_uses_of_pandas_are_refused(function: Any) -> None:
    pipeline = Pipeline([*vectorized(function)[:1], ("v", TfidfVectorizer().fit(TRAINING))])
    with pytest.raises(InputError, match="it uses pandas, but the service does not have it"):
        export_model(pipeline, LogisticRegression(), functions=FunctionExporter())


def guarded(text: Any) -> str:
    """Clean a text, unless the cell of the table was empty."""
    if isna(text) or isna(text[:1]):
        return "missing"
    return text.lower() if notna(text) else "missing"


def test_a_missing_value_is_found_in_plain_python() -> None:
    exporter = FunctionExporter()
    function: Any = exporter.resolve(Record(exporter.reference(guarded), "block 0"))
    texts = [text for text in TEXTS if text]
    assert [*map(function, texts)] == [text.lower() for text in texts]
    assert function(None) == "missing"
