"""A global variable that gets its value at the first text is deployed with that value."""

from pathlib import Path

import pytest

from tests.train.export.functions.slices.test_slice import results_of
from train.errors import InputError
from train.export.files.named_function import load_function
from train.export.functions.slices.slice import slice_function

SOURCE = """
_stop = None
_read = False
_words = {}
_first = None


def stop():
    global _stop, _read
    if %s:
        with open("stop.txt") as file:
            lines = file.read()
        _stop = set(lines.split())
        _read = True
    return _stop


def clean(text):
    return " ".join(word for word in text.lower().split() if word not in stop())


def counted(text):
    global _words
    if not _words:
        _words = {"the": 1}
    _words = {**_words, text: 1}
    return str(len(_words))


def first(text):
    global _first
    words = text.split()
    if _first is None:
        _first = words
    return " ".join(_first)
"""


@pytest.mark.parametrize("test", ["_stop is None", "not _stop", "_stop == None", "not _read"])
def test_the_value_of_the_first_text_is_deployed(tmp_path: Path, test: str) -> None:
    (tmp_path / "stop.txt").write_text("the a")
    path = tmp_path / "lazy_script.py"
    path.write_text(SOURCE.replace('"stop.txt"', repr(str(tmp_path / "stop.txt"))) % test)
    clean = load_function(f"{path}:clean")
    assert clean("The prize") == "prize"
    sliced = slice_function(clean)
    assert results_of(sliced, ["A big Prize"]) == ["big prize"]
    assert "open" not in sliced.module_source
    assert "global" not in sliced.module_source


@pytest.mark.parametrize("name", ["clean", "counted", "first"])
def test_without_a_value_or_with_a_changing_one_it_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "lazy_script.py"
    path.write_text(SOURCE % "_stop is None")
    function = load_function(f"{path}:{name}")
    if name != "clean":
        function("a")
    message = (
        "assigns to the global variable '_(stop|read|words|first)'.*; give the variable its value"
    )
    with pytest.raises(InputError, match=message):
        slice_function(function)
