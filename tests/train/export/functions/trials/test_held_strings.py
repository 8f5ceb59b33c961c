"""The trial tries the words that a function holds, because the vocabulary rarely has them."""

import functools
from typing import Any

import pytest
from sklearn.preprocessing import FunctionTransformer

from tests.support import author_objects as authors
from train.export.functions.exporter import FunctionExporter
from train.export.functions.trials.held_strings import LONGEST, MOST, held_strings


def test_strings_of_data_code_and_names_are_found() -> None:
    found = held_strings(functools.partial(authors.Changes(), ending="today"))
    expected = {"u", "you", "VIAGRA", "pills", "free", "prize", "cash", "winner", "claim", "now"}
    assert expected | {"today"} <= set(found)


def test_the_function_of_a_transformer_is_followed() -> None:
    step = FunctionTransformer(authors.Changes(), kw_args={"ending": "today"})
    assert {"u", "prize", "today"} <= set(held_strings(step))


def test_there_are_not_too_many_and_none_is_long() -> None:
    words = {str(number): "x" * number for number in range(1000)}
    found = held_strings(lambda text: words[text])
    assert MOST / 2 <= len(found) <= MOST
    assert max(map(len, found)) <= LONGEST


def test_the_trial_tries_them(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def compare(*given: Any) -> list[str]:
        seen.extend(given[-1])
        return []

    monkeypatch.setattr("train.export.functions.exporter.compare", compare)
    FunctionExporter().reference(authors.Changes())
    assert {"u", "prize"} < set(seen)
    assert any("u" in text.split() for text in seen if " " in text)
