"""Functions as authors of models write them that cannot be deployed, or fail on texts."""

import string
from collections.abc import Iterable
from typing import Any

import numpy as np

from tests.support import author_helpers as helpers

COUNTER = 0


def counting(text: str) -> str:
    global COUNTER
    COUNTER += 1
    return f"{text} {COUNTER}"


def reading(text: str) -> str:
    with open("words.txt") as file:
        return file.read() + text


def with_numpy(text: str) -> float:
    return float(np.tanh(len(text)))


def by_code(text: str) -> Any:
    return eval(text)


matrix_of_all = np.zeros((2, 2))


def with_an_array(text: str) -> Any:
    return matrix_of_all[0][0]


def failing(text: str) -> str:
    return text.split()[0]


def nothing(text: str) -> None:
    del text


def missing_name(text: str) -> str:
    return text + undefined_name  # type: ignore[name-defined,no-any-return]  # noqa: F821


def missing_attribute(text: str) -> str:
    return string.no_such_thing(text)  # type: ignore[attr-defined,no-any-return]


def missing_import(text: str) -> str:
    import no_such_module_at_all  # type: ignore[import-not-found]

    return str(no_such_module_at_all) + text


def module_itself(text: str) -> str:
    return str(helpers)[:0] + text


def with_an_object(text: str, marker: object = iter(())) -> str:
    return text


def rounded(texts: Iterable[str]) -> Any:
    return np.array([[len(text)] for text in texts], dtype=np.float32)
