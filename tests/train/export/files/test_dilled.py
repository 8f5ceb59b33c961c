"""Functions that dill kept without what they use get it from the script that is named."""

import builtins
import pickle
import sys
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from train.errors import InputError
from train.export.files.estimators import load_estimators
from train.export.files.loading import Loading

SCRIPT = """import re
STOP = {"the"}


def words(text):
    return [word for word in re.findall("[a-z]+", text) if word not in STOP]


raise SystemExit("trains")
"""
DEFINED: dict[str, Any] = {}
exec(SCRIPT.partition("raise")[0], DEFINED)  # noqa: S102


def function_of(variables: dict[str, Any]) -> FunctionType:
    """Make a function of a script, as dill does, over the variables that it was given."""
    return FunctionType(DEFINED["words"].__code__, variables, "words")


def object_of(variables: dict[str, Any]) -> Any:
    """Make an object of a class of a script."""
    kind = type("Words", (), {"__call__": lambda self, text: self.words(text)})
    kind.__module__ = "__main__"
    kind.words = staticmethod(function_of(variables))  # type: ignore[attr-defined]
    return kind()


class Kept:
    """What dill writes for a function: the call that makes it, and where its variables are."""

    def __init__(self, make: Any) -> None:
        self.make = make

    def __reduce__(self) -> Any:
        """Return the call; `VARIABLES` is replaced."""
        return self.make, ("VARIABLES",)


def kept(make: Any, folder: Path) -> Path:
    raw = pickle.dumps(TfidfVectorizer(tokenizer=Kept(make)), protocol=2)
    marker = b"X\t\0\0\0VARIABLES"
    assert marker in raw
    path = folder / "model.pkl"
    path.write_bytes(raw.replace(marker, b"c__builtin__\n__main__\n"))
    return path


@pytest.mark.parametrize("make", [function_of, object_of])
def test_a_function_finds_what_it_uses_in_the_script(tmp_path: Path, make: Any) -> None:
    script = tmp_path / "train_it.py"
    script.write_text(SCRIPT)
    (loaded,) = load_estimators([kept(make, tmp_path)], Loading(main=script))
    assert loaded.tokenizer("the cat") == ["cat"]
    assert "__builtin__" not in sys.modules
    assert not hasattr(builtins, "__main__")


def test_a_name_that_the_script_lacks_is_told(tmp_path: Path) -> None:
    script = tmp_path / "train_other.py"
    script.write_text(SCRIPT.replace("STOP = ", "OTHER = "))
    with pytest.raises(InputError, match=r"train_other\.py: does not define STOP"):
        load_estimators([kept(function_of, tmp_path)], Loading(main=script))


def test_without_a_script_the_way_out_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"name that script, --main my_script\.py, or save the mo"):
        load_estimators([kept(function_of, tmp_path)])
