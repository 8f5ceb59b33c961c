"""An author's function that fails, or returns something else, is named; its text never is."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from chalicelib.errors import FunctionError
from chalicelib.scoring.author_function import AuthorFunction

PRIVATE = "a private text"


def of(call: Callable[[str], object]) -> AuthorFunction:
    return AuthorFunction(__name__.rpartition(".")[2], "call", call)


def returning(value: object) -> AuthorFunction:
    return of(lambda _: value)


def test_each_kind_of_result_is_returned() -> None:
    assert of(str.upper).text("a") == "A"
    assert of(str.split).terms("a b") == ["a", "b"]
    assert of(lambda text: (each for each in text)).terms("ab") == ["a", "b"]
    assert returning((1, 2.5, True)).numbers("") == [1.0, 2.5, 1.0]
    assert returning(3).numbers("") == [3.0]
    assert returning(["a", 1]).row("") == ["a", 1.0]


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        pytest.param("text", None, "found NoneType; expected a string", id="no-text"),
        pytest.param("terms", "ab", "found str; expected a list", id="string-for-terms"),
        pytest.param("terms", {"a": 1}, "found dict; expected a list", id="dict"),
        pytest.param("terms", 3, "found int; expected a list", id="number-for-terms"),
        pytest.param("terms", ["a", None], "found NoneType; expected only strings", id="term"),
        pytest.param("numbers", "1", "found str; expected a list", id="string-for-numbers"),
        pytest.param("numbers", ["1"], "found str; expected numbers", id="digits"),
        pytest.param("numbers", [math.nan], "not from -1e50 to 1e50", id="nan"),
        pytest.param("numbers", [-math.inf], "not from -1e50 to 1e50", id="infinity"),
        pytest.param("numbers", [10**400], "not from -1e50 to 1e50", id="huge"),
        pytest.param("row", ["a", None], "found NoneType; expected numbers", id="cell"),
    ],
)
def test_another_result_is_refused(kind: str, value: object, message: str) -> None:
    with pytest.raises(FunctionError, match=f"test_author_function.call: .*{message}"):
        getattr(returning(value), kind)(PRIVATE)


def failing(text: str) -> Any:
    raise KeyError(text)


def failing_late(text: str) -> Iterator[str]:
    yield text
    raise ValueError(text)


@pytest.mark.parametrize(("call", "error"), [(failing, "KeyError"), (failing_late, "ValueError")])
def test_what_a_function_raises_is_named_with_its_line_and_without_the_text(
    call: Callable[[str], object], error: str
) -> None:
    line = call.__code__.co_firstlineno + (1 if call is failing else 2)
    with pytest.raises(FunctionError) as caught:
        of(call).terms(PRIVATE)
    assert str(caught.value) == f"test_author_function.call: raised {error} in line {line}"
    assert caught.value.__suppress_context__


def test_an_error_of_no_line_of_the_module_has_line_0() -> None:
    with pytest.raises(FunctionError, match="raised ValueError in line 0"):
        of(int).numbers(PRIVATE)
