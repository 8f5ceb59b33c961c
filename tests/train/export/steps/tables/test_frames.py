"""A function of `--row` or `--features` may make a table of pandas with one row.

The class stands for pandas' own, which is not installed where these tests run: it has what the
export asks of a table.
"""

import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from chalicelib.strict_json import Record
from tests.support.parity import TEXTS
from tests.support.tables import assert_exported, rows
from train.errors import InputError
from train.export.functions.exporter import FunctionExporter
from train.export.functions.trials.originals import FirstRow, as_row
from train.export.steps.text_function import text_function


class _DataFrame:
    """A table made of columns by name, or of rows that are dictionaries."""

    def __init__(self, given: Any) -> None:
        rows = (
            [dict(zip(given, cells, strict=True)) for cells in zip(*given.values(), strict=True)]
            if isinstance(given, dict)
            else given
        )
        self.columns = [*rows[0]]
        self.rows = [[row[name] for name in self.columns] for row in rows]

    def __getitem__(self, names: list[str]) -> "_DataFrame":
        found = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return _DataFrame([{name: row[name] for name in names} for row in found])

    def __len__(self) -> int:
        return len(self.rows)

    def to_numpy(self) -> Any:
        return np.array(self.rows, dtype=object)


DataFrame: Any = _DataFrame
DataFrame.__name__, DataFrame.__module__ = "DataFrame", "pandas.core.frame"
NAMES = ["signs", "length"]


@pytest.fixture(autouse=True)
def _pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = dict.fromkeys(("DataFrame", "Series", "Index"), DataFrame)
    pandas = SimpleNamespace(__file__="site-packages/pandas/__init__.py", **kinds)
    monkeypatch.setitem(sys.modules, "pandas", pandas)


def kind_of(text: str) -> str:
    return "long" if len(text) > 20 else "short"


def by_lists(text: str) -> Any:
    return DataFrame({"text": [text], "length": [len(text)], "kind": [kind_of(text)]})


def by_row(text: str) -> Any:
    return DataFrame([{"text": text, "length": len(text), "kind": kind_of(text)}])


def plain_row(text: str) -> list[Any]:
    return [text, len(text), kind_of(text)]


def some_columns(text: str) -> Any:
    return DataFrame([{"length": len(text), "signs": text.count("!")}])[NAMES]


def two_rows(text: str) -> Any:
    return DataFrame([{"length": len(text.strip())}, {"length": 0}])


@pytest.mark.parametrize("row", [by_lists, by_row])
def test_the_cells_of_a_table_of_one_row_are_taken(row: Callable[[str], Any]) -> None:
    table = ColumnTransformer(
        [
            ("t", CountVectorizer(), 0),
            ("n", StandardScaler(), [1]),
            ("k", OneHotEncoder(), [2]),
        ]
    )
    functions = FunctionExporter(row=row)
    assert functions.row is not None
    assert functions.row("Hi!") == {"text": "Hi!", "length": 3, "kind": "short"}
    by_number = FirstRow(row, None)
    assert_exported(table, by_number, lambda texts: rows(texts, plain_row))


def test_numbers_of_a_table_are_features() -> None:
    step = text_function(some_columns)
    assert step.transform(["Hi!", "no"]).tolist() == [[1.0, 3.0], [0.0, 2.0]]
    functions = FunctionExporter()
    functions.reference(step.func, cells=step.cells)
    (source,) = functions.modules.values()
    assert "pandas" not in source
    assert functions.notes == []


def test_a_table_of_several_rows_is_none_of_a_text() -> None:
    assert as_row(two_rows, TEXTS[0]) is two_rows
    with pytest.raises(InputError, match="two_rows makes DataFrame of a text; expected a text, to"):
        text_function(two_rows)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [(("kind", "length"), ["short", 3.0]), ("length", [3.0]), ("text", "Hi!")],
)
def test_cells_have_the_number_of_their_column(cells: Any, expected: Any) -> None:
    functions = FunctionExporter(row=by_row)
    reference = functions.reference(functions.row, cells=cells)
    assert functions.resolve(Record(reference, "block 0"))("Hi!") == expected
