"""A table that a function fills column by column becomes lists, and gives the same rows.

The functions here are read, not called: the classes that they name are known by name alone.
"""

import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.preprocessing import FunctionTransformer

from chalicelib.errors import FunctionError
from tests.support.parity import TEXTS
from tests.train.export.functions.slices.test_slice import results_of
from train.errors import InputError
from train.export.functions.slices.slice import slice_function
from train.export.functions.trials.results import plain


class _DataFrame:
    """A name."""


class _Series:
    """A name."""


DataFrame: Any = _DataFrame
Series: Any = _Series
DataFrame.__name__, DataFrame.__module__ = "DataFrame", "pandas.core.frame"
Series.__name__, Series.__module__ = "Series", "pandas.core.series"


@pytest.fixture(autouse=True)
def _pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    pandas = SimpleNamespace(__file__="site-packages/pandas/__init__.py")
    monkeypatch.setitem(sys.modules, "pandas", pandas)


def words_of(text: str) -> int:
    return len(text.split())


def capitals_of(text: str) -> int:
    return sum(map(str.isupper, text))


class Counted(BaseEstimator, TransformerMixin):  # type: ignore[misc]
    """Fills a table, and returns columns that it holds the names of."""

    def __init__(self, names: tuple[str, ...] = ("words", "length")) -> None:
        self.names = names

    def transform(self, texts: Any) -> Any:
        """Return a row of numbers for each text."""
        table = DataFrame({"text": Series(texts)})
        table["length"] = table["text"].map(len)
        table["words"] = table["text"].str.split().str.len()
        return table[list(self.names)].to_numpy()


def by_name(texts: Any) -> Any:
    table = DataFrame({"text": texts})
    table["length"] = table["text"].apply(len)
    table["calls"] = table.text.str.lower().str.count("call")
    return table[["length", "calls"]]


def empty_at_first(texts: Any) -> Any:
    table = DataFrame()
    table["length"] = Series(texts).str.len()
    table["capitals"] = [capitals_of(text) for text in texts]
    table["words"] = Series(texts).apply(words_of)
    return table.values


def of_one_column(texts: Any) -> Any:
    table = DataFrame(texts, columns=["text"])
    table["length"] = table["text"].str.len()
    table["roots"] = np.sqrt(table["length"]) + 1
    table["long"] = (table["length"] > 20).astype(int)
    table["free"] = table["text"].str.contains("free").astype(float)
    return table.drop("text", axis=1)


def with_shares(texts: Any) -> Any:
    table = DataFrame({"text": texts})
    table["capitals"] = table["text"].apply(capitals_of)
    table["length"] = table["text"].apply(len)
    table["share"] = (table["capitals"] / table["length"]).fillna(0)
    table["other"] = 2 - table["capitals"] / table["length"].clip(lower=1)
    table["third"] = abs(table["capitals"] - table["length"] * 3)
    table["least"] = table["capitals"] / table["length"].replace(0, 1)
    return table.drop(columns=["text", "capitals", "length"]).copy()


def of_dictionaries(texts: Any) -> Any:
    rows = []
    for text in texts:
        rows.append({"length": len(text), "words": words_of(text)})
    return DataFrame(rows)


def in_another_order(texts: Any) -> Any:
    rows = []
    for text in texts:
        rows.append({"words": words_of(text), "length": len(text)})
    return DataFrame(rows, columns=["length", "words"])


def of_lists(texts: Any) -> Any:
    rows = [[len(text), words_of(text)] for text in texts]
    return DataFrame(rows, columns=["length", "words"])


def of_comprehension(texts: Any) -> Any:
    return DataFrame([{"length": len(text), "words": words_of(text)} for text in texts])


def of_series(texts: Any) -> Any:
    return Series(texts).apply(lambda text: Series([len(text), words_of(text)]))


def root(text: str) -> float:
    return float(len(text) ** 0.5) + 1


def shares(text: str) -> list[float]:
    capitals, length = capitals_of(text), len(text)
    share = capitals / max(length, 1)
    return [share, 2 - share, abs(capitals - length * 3), share]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Counted(), lambda text: [words_of(text), len(text)]),
        (by_name, lambda text: [len(text), text.lower().count("call")]),
        (empty_at_first, lambda text: [len(text), capitals_of(text), words_of(text)]),
        (of_one_column, lambda text: [len(text), root(text), len(text) > 20, "free" in text]),
        (with_shares, shares),
        (of_dictionaries, lambda text: [len(text), words_of(text)]),
        (in_another_order, lambda text: [len(text), words_of(text)]),
        (of_lists, lambda text: [len(text), words_of(text)]),
        (of_comprehension, lambda text: [len(text), words_of(text)]),
        (of_series, lambda text: [len(text), words_of(text)]),
    ],
)
def test_a_text_gets_its_row(step: Any, expected: Any) -> None:
    sliced = slice_function(FunctionTransformer(step) if callable(step) else step)
    found = results_of(sliced, TEXTS[:-1])
    for text, row in zip(TEXTS[:-1], found, strict=True):
        assert plain(row) == pytest.approx([float(each) for each in expected(text)]), text
    assert "pandas" not in sliced.module_source


def centred(texts: Any) -> Any:
    table = DataFrame({"length": [len(text) for text in texts]})
    table["length"] = table["length"] - table["length"].mean()
    return table


def twice(texts: Any) -> Any:
    table = DataFrame({"text": texts})
    table = table.describe()
    return table


def hidden(texts: Any) -> Any:
    zip = DataFrame({"length": [len(text) for text in texts]})
    return zip


def chained(texts: Any) -> Any:
    table = DataFrame({"length": [len(text) for text in texts]})
    table["same"] = 0 < table["length"] < 9
    return table


def by_index(texts: Any) -> Any:
    table = DataFrame({"length": [len(text) for text in texts]}, index=texts)
    return table.drop("a", axis=0)


@pytest.mark.parametrize("function", [twice, by_index])
def test_other_tables_are_refused(function: Any) -> None:
    with pytest.raises(InputError, match="it uses pandas, but the service does not have it"):
        slice_function(FunctionTransformer(function))


@pytest.mark.parametrize("function", [centred, chained, hidden])
def test_what_a_column_cannot_do_fails_in_the_trial(function: Any) -> None:
    sliced = slice_function(FunctionTransformer(function))
    with pytest.raises(FunctionError, match=r"raised (Attribute|Type|UnboundLocal)Error"):
        results_of(sliced, TEXTS[:1])
