"""Call a function of the model's author on a text, and check what it returns.

The function is code of the deployment, in `chalicelib.functions`; a model only names it. Whatever
it raises becomes a `FunctionError` that holds no text. Standard library only, see
`chalicelib.scoring.artifact`.
"""

from collections.abc import Callable, Iterable
from types import TracebackType
from typing import NoReturn

from chalicelib.errors import FunctionError
from chalicelib.scoring.artifact import LARGEST_NUMBER
from chalicelib.strict_json import Record


class AuthorFunction:
    """A function of one text; each method calls it and expects another kind of result.

    Parameters
    ----------
    module, name
        Where the function is, for error messages.
    call
        The function itself.
    """

    __slots__ = ("_call", "module", "name")

    def __init__(self, module: str, name: str, call: Callable[[str], object]) -> None:
        self.module = module
        self.name = name
        self._call = call

    def __call__(self, text: str) -> "str | list[str | float]":
        """Return a string, or a list of the strings and numbers that the function returns."""
        result = self._result(text)
        return result if isinstance(result, str) else self._cells(result)

    def text(self, text: str) -> str:
        """Return the text that the function makes of a text."""
        result = self._result(text)
        return result if isinstance(result, str) else self._refuse(result, "a string")

    def terms(self, text: str) -> list[str]:
        """Return the terms, or the tokens, that the function splits a text into."""
        terms = self._elements(self._result(text))
        for term in terms:
            if not isinstance(term, str):
                self._refuse(term, "only strings in what it returns")
        return terms  # type: ignore[return-value]  # each was just checked

    def numbers(self, text: str) -> list[float]:
        """Return the number or the numbers that the function counts in a text."""
        result = self._result(text)
        numbers = [result] if isinstance(result, int | float) else self._elements(result)
        return [self._number(number) for number in numbers]

    def row(self, text: str) -> list[str | float]:
        """Return the row of a table that the function makes of a text: strings and numbers."""
        return self._cells(self._result(text))

    def _cells(self, result: object) -> list[str | float]:
        cells = [result] if isinstance(result, int | float) else self._elements(result)
        return [cell if isinstance(cell, str) else self._number(cell) for cell in cells]

    def _elements(self, result: object) -> list[object]:
        if isinstance(result, str | bytes | dict) or not isinstance(result, Iterable):
            self._refuse(result, "a list")
        try:
            return list(result)  # a generator raises here what it raises
        except Exception as exc:  # noqa: BLE001 - the author's code may raise anything
            self._fail(exc)

    def _number(self, value: object) -> float:
        if not isinstance(value, int | float):
            self._refuse(value, "numbers")
        # Written so that NaN, which compares false with everything, is refused as well.
        if not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
            raise FunctionError(
                f"{self.module}.{self.name}: returned a number that is not from -1e50 to 1e50"
            )
        return float(value)

    def _result(self, text: str) -> object:
        try:
            return self._call(text)
        except Exception as exc:  # noqa: BLE001 - the author's code may raise anything
            self._fail(exc)

    def _fail(self, exc: Exception) -> NoReturn:
        """Name the error's type and its line in the module; its message may hold the text."""
        line = _last_line(exc.__traceback__, self.module)
        raise FunctionError(
            f"{self.module}.{self.name}: raised {type(exc).__name__} in line {line}"
        ) from None

    def _refuse(self, found: object, expected: str) -> NoReturn:
        raise FunctionError(
            f"{self.module}.{self.name}: found {type(found).__name__}; expected {expected}"
        )


Resolve = Callable[[Record], AuthorFunction]
"""Turns a reference of an artifact into the function that it names."""


def _last_line(traceback: TracebackType | None, module: str) -> int:
    """Return the line of a module in which an error was raised, or 0 if none of its lines was."""
    line = 0
    while traceback is not None:
        name = str(traceback.tb_frame.f_globals.get("__name__"))
        if name.rpartition(".")[2] == module:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line
