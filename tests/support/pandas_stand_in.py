"""As much of pandas as notebooks need to clean texts, under the names that pandas has."""

from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import numpy as np


class _Series:
    """As much of a series as notebooks need to clean texts."""

    def __init__(self, values: Iterable[Any]) -> None:
        listed = [*values]
        texts = isinstance(listed[0], str)
        self.values = np.array(listed, dtype=object if texts else None)

    def apply(self, function: Callable[[Any], Any], *more: Any) -> "_Series":
        return _Series([function(value, *more) for value in self.values])

    def map(self, function: Any) -> "_Series":
        called = function if callable(function) else lambda value: function.get(value, "")
        return self.apply(called)

    def __iter__(self) -> Any:
        return iter(self.values)

    def tolist(self) -> list[Any]:
        return [*self.values]

    def to_numpy(self) -> Any:
        return self.values


Series = _Series
Series.__name__, Series.__module__ = "Series", "pandas.core.series"
FILE = "site-packages/pandas/__init__.py"


class _DataFrame:
    """A table of columns by name, of rows, or of one column, which a series makes."""

    def __init__(self, values: Any) -> None:
        columns = isinstance(values, dict)
        made = np.array([[*each] for each in values.values()]).T if columns else np.array([*values])
        self.rows = made if made.ndim == 2 else made.reshape(-1, 1)

    def to_numpy(self) -> Any:
        return self.rows

    def __array__(self, *_: object, **__: object) -> Any:
        return self.to_numpy()


DataFrame = _DataFrame
DataFrame.__name__, DataFrame.__module__ = "DataFrame", "pandas.core.frame"


def isna(value: Any) -> Any:
    return value is None or value != value


def notna(value: Any) -> Any:
    return not isna(value)


isna.__module__ = notna.__module__ = "pandas.core.dtypes.missing"
pd = SimpleNamespace(Series=Series, DataFrame=DataFrame, __file__=FILE)
