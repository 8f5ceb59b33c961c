"""If a slice differs, what the script sets in what it imports is named as the cause."""

from pathlib import Path

import pytest

from train.errors import InputError
from train.export.files.named_function import load_function
from train.export.functions.exporter import FunctionExporter
from train.export.functions.trials.set_attributes import hint_of

SCRIPT = """
import string
from decimal import DefaultContext as context

string.letters_of_mine = "a"
context.prec += 0
string = string


def clean(text):
    return text.strip(string.printable) + str(string.__dict__.get("letters_of_mine"))


def other(text):
    return text
"""


def test_what_the_script_sets_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("string.letters_of_mine", "a", raising=False)  # and not after this test
    path = tmp_path / "setting_script.py"
    path.write_text(SCRIPT)
    clean = load_function(f"{path}:clean")
    message = "differs on text 1 .*; the script sets string.letters_of_mine, context.prec outside"
    with pytest.raises(InputError, match=message):
        FunctionExporter().reference(clean)
    assert FunctionExporter().reference(load_function(f"{path}:other"))


def test_without_a_script_there_is_no_hint() -> None:
    assert hint_of(str.lower) == ""
