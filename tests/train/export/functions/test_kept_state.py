"""A function that keeps something of the texts is refused, wherever it keeps it."""

from functools import partial
from typing import Any

import pytest

from tests.support import author_keeping as keeping
from train.errors import InputError
from train.export.functions.exporter import FunctionExporter
from train.export.functions.kept_state import held


@pytest.mark.parametrize(
    ("function", "path"),
    [
        pytest.param(keeping.InItself(), "InItself.last;", id="attribute"),
        pytest.param(keeping.InACopy(), "InACopy.seen;", id="new-attribute"),
        pytest.param(keeping.InItsClass(), "InItsClass.seen;", id="class-list"),
        pytest.param(keeping.Counting(), "Counting.number;", id="class-number"),
        pytest.param(keeping.ByClass.clean, "ByClass.seen;", id="class-method"),
        pytest.param(
            keeping.InADefault(), "default argument 'seen' of InADefault.clean;", id="method"
        ),
        pytest.param(keeping.Step(), "Step.last_;", id="transformer"),
        pytest.param(
            keeping.in_a_default, "the default argument 'seen' of in_a_default;", id="default"
        ),
        pytest.param(
            keeping.in_a_keyword, "the default argument 'seen' of in_a_keyword;", id="keyword"
        ),
        pytest.param(partial(keeping.in_a_keyword, seen=set()), "function;", id="partial"),
        pytest.param(keeping.in_an_attribute, "in_an_attribute.last;", id="function"),
        pytest.param(keeping.in_a_deque, "LAST;", id="deque"),
        pytest.param(keeping.by_chance, "NUMBERS;", id="random"),
        pytest.param(keeping.in_a_thread, "LOCAL;", id="thread"),
        pytest.param(keeping.in_a_slot, "Slotted.last;", id="slot"),
        pytest.param(keeping.in_a_closure(), "seen;", id="closure"),
    ],
)
def test_a_function_that_keeps_something_is_refused(function: Any, path: str) -> None:
    with pytest.raises(InputError, match=f"it changes (the )?{path} expected a function that"):
        FunctionExporter().reference(function)


@pytest.mark.parametrize(
    ("function", "path"),
    [
        (keeping.in_a_cache, "KNOWN"),
        (keeping.in_a_cache_of_words, "the default argument 'cache' of in_a_cache_of_words"),
        (keeping.in_an_ordered_cache, "RECENT"),
        (keeping.InItsCache(), "InItsCache.cache"),
    ],
    ids=lambda each: "",
)
def test_a_cache_is_refused_with_the_way_out(function: Any, path: str) -> None:
    with pytest.raises(InputError, match=f"it changes {path}; .* of a text; .*functools.lru_cache"):
        FunctionExporter().reference(function)


def test_other_kept_state_is_called_no_cache() -> None:
    with pytest.raises(InputError, match=r"keeps nothing of a text$"):
        FunctionExporter().reference(keeping.Counting())


@pytest.mark.parametrize(
    "function",
    [keeping.Lazy(), keeping.Cached(), keeping.Counted(), keeping.anew],
    ids=lambda each: "",
)
def test_what_does_not_depend_on_the_texts_may_stay(function: Any) -> None:
    assert FunctionExporter().reference(function)["object"]


def test_nested_values_are_told_apart() -> None:
    nested: list[list[Any]] = [[[1], 2], [[1, 2]], [1, 2], [[], 1, 2]]
    assert len({held([("x", each)], "made")["x"] for each in nested}) == 4


def test_a_value_that_holds_itself_has_an_end() -> None:
    value: list[Any] = ["a"]
    value.append(value)
    assert held([("x", value)], "made") == {"x": "list/2 'a' #0"}
