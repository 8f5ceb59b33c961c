"""Classes that are derived from Python's own, and objects of any class, are the same in a slice."""

import array
import collections
import copy
import datetime
import decimal
import fractions
import importlib
import types
from collections.abc import Callable
from typing import Any

import pytest

from tests.support import author_attributes as attributes
from tests.support import author_classes as authors
from tests.support import author_decorated as decorated
from tests.support import author_objects as kinds
from tests.train.export.functions.slices.test_slice import results_of
from train.errors import InputError
from train.export.functions.exporter import FunctionExporter, display_name
from train.export.functions.slices.slice import slice_function
from train.export.functions.trials.results import plain
from train.export.functions.trials.texts import TEXTS

relativedelta: Any = importlib.import_module("dateutil.relativedelta").relativedelta
FUNCTIONS = [*authors.FUNCTIONS, *attributes.FUNCTIONS, *decorated.FUNCTIONS]


@pytest.mark.parametrize("function", FUNCTIONS, ids=display_name)
def test_a_class_is_as_its_base_classes_use_it(function: Callable[[str], Any]) -> None:
    texts = [*TEXTS, "[1, 2]", "<p title='x'>y"]
    sliced = slice_function(function)
    assert results_of(sliced, texts) == [plain(function(text)) for text in texts]


OBJECTS = [
    collections.Counter("aab"),
    collections.OrderedDict(b=1, a=2),
    collections.OrderedDict(b=authors.Kind.WORD),
    collections.deque([1, 2], 3),
    collections.ChainMap({"a": 1}, {"b": 2}),
    [collections.Counter({authors.Kind.WORD: 2})],
    decimal.Decimal("1.5"),
    fractions.Fraction(1, 3),
    datetime.date(2020, 1, 2),
    datetime.datetime(2020, 1, 2, tzinfo=datetime.UTC),
    range(3),
    slice(1, 2),
    types.SimpleNamespace(a=1, b="x"),
    array.array("d", [1.5]),
    bytearray(b"x"),
    1j,
    ...,
    *(authors.Kind.WORD, authors.Kind.LAST, authors.Sign.STAR, authors.Case(3)),
    {authors.Kind.WORD},
    kinds.Upper(u="you"),
    kinds.Word("abc"),
    kinds.Words("a", "b"),
    kinds.Point(3),
    kinds.Lookup(a=1),
    kinds.Restored(["a"]),
]


@pytest.mark.parametrize("value", OBJECTS, ids=repr)
def test_an_object_is_made_again(value: Any) -> None:
    def shown(text: str) -> str:
        return f"{value} {type(value).__name__} {text}"

    assert results_of(slice_function(shown), ["a"]) == [shown("a")]


def test_objects_are_used_like_their_originals() -> None:
    upper, words = kinds.Upper(u="you"), kinds.Words("a", "b")
    lookup, word = kinds.Lookup(a=1), kinds.Word("abc")
    proxy, template = types.MappingProxyType({"a": "b"}), copy.copy(authors.Percent("%text"))

    def used(text: str) -> list[str]:
        counts = [str(words.number), str(lookup["a"]), str(lookup[text]), word.loud(), proxy["a"]]
        return [
            upper["u"],
            upper[text],
            *counts,
            template.substitute(text=text),
        ]

    assert results_of(slice_function(used), ["abc"]) == [used("abc")]


def test_a_defaultdict_of_the_author_keeps_no_word() -> None:
    counts = collections.defaultdict(lambda: 1, {"free": 3})
    marks: dict[str, int] = collections.defaultdict(int, {"!": 2})

    def rarest(text: str) -> list[str]:
        return [str(counts[word] + marks[word[-1:]]) for word in text.split()]

    FunctionExporter().reference(rarest)  # which refuses a function that keeps something
    assert results_of(slice_function(rarest), ["a free! free"]) == [["1", "3", "3"]]


def test_an_object_may_hold_methods_of_its_own() -> None:
    assert results_of(slice_function(kinds.Steps()), [" A "]) == ["a"]


def test_data_that_contains_itself_is_refused() -> None:
    words: list[object] = [str.lower]
    words.append(words)

    def first(text: str) -> str:
        return str(words[0]) + text

    with pytest.raises(InputError, match="it holds data that contains itself"):
        slice_function(first)


def test_an_iterator_is_no_data() -> None:
    words = iter(["a"])

    def next_word(text: str) -> str:
        return next(words, text)

    with pytest.raises(InputError, match="it uses 'words', which is no plain data but a"):
        slice_function(next_word)


class Delayed:
    """A transformer that holds an object of a package, as it was made."""

    def __init__(self, delay: Any) -> None:
        self.delay = delay

    def transform(self, texts: list[str]) -> list[list[float]]:
        """Return the length of each text, later."""
        return [[float(len(text) + self.delay.normalized().days)] for text in texts]


def test_an_object_that_a_package_makes_without_arguments_is_made_again() -> None:
    sliced = slice_function(Delayed(relativedelta()))
    assert "delay = relativedelta()\n" in sliced.module_source
    assert results_of(sliced, ["", "two"]) == [[0.0], [3.0]]
    with pytest.raises(InputError, match=r"'delay', which is no plain data but a dateutil\.relat"):
        slice_function(Delayed(relativedelta(days=1)))
