"""Data as source and as JSON: what is read back is what was written."""

import ast
import re
from collections import Counter, OrderedDict, defaultdict
from typing import Any

import numpy as np
import pytest

from chalicelib.registry.function_state import read_state
from tests.support.author_objects import Upper
from train.export.functions.slices.literals import MAX_CHARACTERS, assignment, literal
from train.export.functions.slices.objects.state import NotDataError, state_value

DATA = [
    None,
    True,
    -3,
    2.5,
    'it\'s "quoted"\n',
    [],
    (),
    [1, (2, [3]), ("a",)],
    {"a": {1: None}, ("b", 2): [0.5]},
    {"$tuple": [1]},
    {"b", "a"},
    frozenset({"x", "y"}),
    "\ud83d",
]
OF_COLLECTIONS = [
    Counter("aab"),
    Counter({("a", "b"): 2}),
    OrderedDict({"b": [1], "a": {2}}),
    defaultdict(list, {"a": [1]}),
    defaultdict(None, {1: 2}),
]


@pytest.mark.parametrize("value", DATA, ids=range(len(DATA)))
def test_data_is_the_same_when_read_back(value: Any) -> None:
    assert eval(str(literal(value))) == value  # noqa: S307 - written above
    assert read_state({"value": state_value(value)}, "state") == {"value": value}


@pytest.mark.parametrize("value", OF_COLLECTIONS, ids=repr)
def test_dictionaries_of_collections_are_data_of_the_state(value: Any) -> None:
    read = read_state({"value": state_value(value)}, "state")["value"]
    assert (read, isinstance(read, type(value))) == (value, True)
    assert literal(value) is None


def test_numbers_of_numpy_and_flags_are_plain() -> None:
    assert literal([np.float64(0.5), np.str_("a"), re.I]) == "[0.5, 'a', 2]"
    assert state_value(np.int64(3)) == 3
    assert literal(set()) == "set()"
    assert literal(frozenset()) == "frozenset()"
    assert (literal(b"a"), literal(float("nan"))) == ("b'a'", "float('nan')")


def test_what_is_no_data_is_not_written() -> None:
    cyclic: list[Any] = []
    cyclic.append(cyclic)
    assert [literal(each) for each in (cyclic, [object()], "x" * MAX_CHARACTERS)] == [None] * 3
    for value in (object(), float("inf"), re.compile(b"a"), [len], Upper(), defaultdict(object)):
        with pytest.raises(NotDataError):
            state_value(value)


def test_a_long_assignment_is_wrapped() -> None:
    words = [f"it's word, number {number}" for number in range(40)]
    text = assignment("WORDS", str(literal(words)))
    assert max(map(len, text.splitlines())) <= 100
    names: dict[str, Any] = {}
    exec(compile(ast.parse(text), "<text>", "exec"), names)  # noqa: S102 - written above
    assert names["WORDS"] == words
