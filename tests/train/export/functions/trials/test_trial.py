"""A slice is refused if it differs from its original where only the deployment is there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from train.errors import InputError
from train.export.functions.trials.results import plain
from train.export.functions.trials.trial import compare


def compared(original: Callable[[str], Any], body: str, *requirements: str) -> list[str]:
    source = f"__all__ = ['made']\n{body}\n"
    reference = {"module": "made", "object": "made"}
    return compare(original, reference, {"made": source}, requirements, ["one more"])


def test_equal_results_are_accepted() -> None:
    assert compared(str.lower, "def made(text):\n    return text.lower()") == []
    assert compared(lambda text: {*text}, "made = lambda text: {*text}") == []
    assert compared(len, "def made(text):\n    return len(text) + 1e-12") == []


def test_a_package_is_there_if_it_is_required() -> None:
    body = "import idna\nmade = str.lower"
    assert compared(str.lower, body, "idna==3") == []
    with pytest.raises(InputError, match="needs 'idna'; name its package in"):
        compared(str.lower, body)


def test_a_package_may_be_spelled_otherwise_and_pythons_own_are_there() -> None:
    body = "import sysconfig, typing_extensions\nsysconfig.get_config_var('EXT')\nmade = str.lower"
    assert compared(str.lower, body, "Typing-Extensions==4") == []


READS_DATA = """
import nltk.data
def made(text):
    return [nltk.data.find("corpora/words")][:0]
"""


def test_nltks_data_of_this_machine_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "corpora" / "words").mkdir(parents=True)
    monkeypatch.setenv("NLTK_DATA", str(tmp_path))
    with pytest.raises(InputError, match=r"raised LookupError .*; NLTK's data is not deployed"):
        compared(lambda text: [], READS_DATA, "nltk==3")
    some = READS_DATA.replace("return", "return [] if text else")
    with pytest.raises(InputError, match=r"found '.*LookupError .*; NLTK's data is not deployed"):
        compared(lambda text: [], some, "nltk==3")


@pytest.mark.parametrize(
    ("original", "body", "message"),
    [
        pytest.param(str.lower, "made = str.upper", "text 3 .*'a': expected 'a'", id="s"),
        pytest.param(str.split, "made = lambda text: [*text]", "on text 2", id="more-terms"),
        pytest.param(
            lambda text: [0.5], "made = lambda text: [0.25]", r"expected \[0.5\], f", id="number"
        ),
        pytest.param(
            lambda text: [0.5], "made = lambda text: ['a']", r"expected \[0.5\], f", id="kinds"
        ),
        pytest.param(
            str.lower,
            "def made(text):\n    return text[0].lower()",
            "raised IndexError",
            id="error",
        ),
        pytest.param(
            lambda text: text[0], "made = str.lower", "expected 'IndexError', found", id="no-error"
        ),
        pytest.param(str.lower, "import numpy\nmade = 1", "needs 'numpy'", id="package"),
        pytest.param(str.lower, "import os\nos._exit(3)", "it ends the process", id="exit"),
    ],
)
def test_a_difference_is_refused(original: Callable[[str], Any], body: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        compared(original, body)


def test_a_function_that_takes_forever_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("train.export.functions.trials.outcomes.TIMEOUT_SECONDS", 0.01)
    with pytest.raises(InputError, match="short texts take it over 0 s"):
        compared(str.lower, "made = str.lower")


def test_sets_are_sorted_and_numbers_are_floats() -> None:
    assert plain({"b", "a"}) == ["a", "b"]
    assert plain(3) == [3.0]
    assert plain(np.array(["a"])[0]) == "a"
    assert plain(["a", 1]) == ["a", 1.0]
