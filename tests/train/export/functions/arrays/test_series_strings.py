"""What a function does to the strings of a series, the deployed one does to those of a list."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from tests.support.parity import TEXTS, TRAINING
from tests.train.export.functions.slices.test_slice import results_of
from train.errors import InputError
from train.export.exporter import export_model
from train.export.functions.exporter import FunctionExporter
from train.export.functions.slices.slice import slice_function
from train.export.functions.trials.originals import original_of
from train.export.functions.trials.results import plain


class _Strings:
    """What `series.str` has; pandas calls the methods of `str`, too, and those of `re`."""

    def __init__(self, values: list[Any]) -> None:
        self.values = values

    def __getattr__(self, name: str) -> Callable[..., "_Series"]:
        return lambda *given: _Series([getattr(value, name)(*given) for value in self.values])

    def replace(
        self, pat: Any, repl: Any, n: int = -1, *, flags: int = 0, regex: bool = False
    ) -> "_Series":
        if not regex:
            return _Series([value.replace(pat, repl, n) for value in self.values])
        count = max(n, 0)
        replaced = [re.sub(pat, repl, each, count=count, flags=flags) for each in self.values]
        return _Series(replaced)

    def len(self) -> "_Series":
        return _Series([len(value) for value in self.values])

    def count(self, pat: str) -> "_Series":
        return _Series([len(re.findall(pat, value)) for value in self.values])

    def contains(self, pat: str) -> "_Series":
        return _Series([bool(re.search(pat, value)) for value in self.values])


class _Series:
    """As much of a series as functions of its strings need."""

    def __init__(self, values: Iterable[Any]) -> None:
        self.listed = [*values]

    @property
    def str(self) -> _Strings:
        return _Strings(self.listed)

    def astype(self, kind: type) -> "_Series":
        return _Series(map(kind, self.listed))

    def fillna(self, value: Any) -> "_Series":
        return _Series(value if each is None else each for each in self.listed)

    def to_frame(self) -> Any:
        return self.to_numpy().reshape(-1, 1)

    def to_numpy(self) -> Any:
        return np.array(self.listed, dtype=object)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.listed)


Series = _Series
Series.__name__, Series.__module__ = "Series", "pandas.core.series"


@pytest.fixture(autouse=True)
def _pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    pandas = SimpleNamespace(Series=Series, __file__="site-packages/pandas/__init__.py")
    monkeypatch.setitem(sys.modules, "pandas", pandas)


def cleaned(texts: Any) -> Any:
    return texts.str.lower().str.replace(r"[^a-z\s]", "", regex=True).str.strip()


def in_steps(texts: Any) -> Any:
    texts = texts.fillna("").astype(str)
    texts = texts.str.replace("E", "3").str.replace("call", "RING", flags=re.IGNORECASE, regex=True)
    return texts.str.title()


def compiled(texts: Any) -> Any:
    return Series(texts).str.replace(re.compile("[aeiou]"), lambda found: found[0] * 2, regex=True)


def lengths(texts: Any) -> Any:
    return Series(texts).str.len().to_frame()


def signs(texts: Any) -> Any:
    return Series(texts).str.count(r"[!?]").to_frame()


def flat(texts: Any) -> Any:
    return np.array([text.lower() for text in texts]).ravel()


def with_signs(texts: Any) -> Any:
    return Series(texts).str.contains("!").astype(int).to_frame()


@pytest.mark.parametrize(
    "function", [cleaned, in_steps, compiled, lengths, signs, with_signs, flat]
)
def test_a_text_gets_what_a_series_gets(function: Any) -> None:
    step, texts = FunctionTransformer(function), TEXTS[:-1]
    sliced = slice_function(step)
    assert results_of(sliced, texts) == [plain(original_of(step)(text)) for text in texts]
    assert "pandas" not in sliced.module_source


def few(texts: Any) -> Any:
    return texts.str.replace("a", "b", 1)


def cut(texts: Any) -> Any:
    return texts.str.slice(0, 3)


def by_case(texts: Any) -> Any:
    return texts.str.replace("a", "b", case=False)


def hidden(texts: Any) -> Any:
    map = texts.str.lower()
    return map


@pytest.mark.parametrize("function", [few, cut, by_case, hidden])
def test_other_methods_are_refused(function: Any) -> None:
    vectorizer = CountVectorizer().fit(TRAINING)
    with pytest.raises(InputError):
        export_model(
            make_pipeline(FunctionTransformer(function), vectorizer),
            None,
            functions=FunctionExporter(),
        )
