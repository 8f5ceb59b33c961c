"""A function is named by its file or its module."""

import json
import re
from pathlib import Path

import pytest

from tests.train.export.functions.slices.test_slice import results_of
from train.errors import InputError
from train.export.files.missing import way_out
from train.export.files.named_function import load_function
from train.export.files.script import in_place_of_main
from train.export.functions.slices.slice import slice_function

MODULE = "import beside_it\nNUMBER = 3\n\n\ndef clean(text):\n    return text + beside_it.END\n"


@pytest.fixture
def module(tmp_path: Path) -> Path:
    (tmp_path / "beside_it.py").write_text("END = '!'\n")
    path = tmp_path / "module_to_load.py"
    path.write_text(MODULE)
    return path


def test_a_file_is_loaded_with_what_is_beside_it_and_once(module: Path) -> None:
    clean = load_function(f"{module}:clean")
    assert clean("a") == "a!"
    assert load_function(f"{module}:clean") is clean


def test_a_module_of_the_current_directory_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "package_to_load").mkdir()
    (tmp_path / "package_to_load" / "within.py").write_text("def clean(text):\n    return text\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.path", [*__import__("sys").path])
    assert load_function("package_to_load.within:clean")("a") == "a"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("clean", "found 'clean'; expected the file or the module", id="no-colon"),
        pytest.param(":clean", "expected the file or the module and", id="no-module"),
        pytest.param("a.py:1", "expected the file or the module and the", id="no-name"),
        pytest.param("missing.py:clean", "missing.py: no such file", id="no-file"),
        pytest.param("no_such_module:clean", "cannot be imported: ModuleNotFound", id="no-import"),
        pytest.param("string:missing", "string: has no function 'missing'", id="no-function"),
        pytest.param("string:digits", "string: has no function 'digits'", id="data"),
        pytest.param("string:Template.nope", "has no function 'Template.nope'", id="no-method"),
    ],
)
def test_a_wrong_name_is_a_mistake(name: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_function(name)


def test_definitions_that_fail_are_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "failing_module.py").write_text("clean = 1 / 0\n")
    (tmp_path / "lacking_module.py").write_text("")
    with pytest.raises(InputError, match="ZeroDivisionError: division by zero"):
        load_function(f"{tmp_path}/failing_module.py:clean")
    with pytest.raises(InputError, match="does not define clean; expected the script"):
        load_function(f"{tmp_path}/lacking_module.py:clean")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "import streamlit_of_nobody as st\n@st.cache\ndef clean(text):\n    return text\n",
            "No module named 'streamlit_of_nobody'); PYTHONPATH=FOLDER if streamlit_of_nobody.py",
        ),
        (
            "import a\ndef main():\n    def clean(text):\n        return text\n    a.b(clean)\n",
            "does not define clean; clean is defined within another statement, in line 3; move it",
        ),
    ],
    ids=["module", "within"],
)
def test_what_defines_a_function_is_missing(tmp_path: Path, source: str, message: str) -> None:
    (tmp_path / "incomplete_script.py").write_text(source)
    with pytest.raises(InputError, match=re.escape(message)):
        load_function(f"{tmp_path}/incomplete_script.py:clean")


@pytest.mark.parametrize(
    ("module", "way"), [("streamlit", "streamlit"), ("telebot.types", "pyTelegramBotAPI")]
)
def test_the_package_of_a_missing_module_is_named(module: str, way: str) -> None:
    assert way_out(ModuleNotFoundError("no", name=module)) == f"; pip install {way}"
    assert way_out(ImportError("no")) == ""


@pytest.mark.parametrize("name", ["train_of_mine.py", "train-of-mine.py", "train of mine.ipynb"])
def test_a_script_does_not_train_again(tmp_path: Path, name: str) -> None:
    source = f"raise SystemExit('trains')\n{MODULE}"
    (tmp_path / "beside_it.py").write_text("END = '!'\n")
    path = tmp_path / name
    if name.endswith(".ipynb"):
        cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": []}
        source = json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5, "metadata": {}})
    path.write_text(source)
    assert load_function(f"{path}:clean")("a") == "a!"


def test_a_function_of_the_script_that_a_pickle_has_needed_is_found(tmp_path: Path) -> None:
    path = tmp_path / "script_of_mine.py"
    path.write_text("def tokens(text):\n    return [text]\n\n\ndef clean(text):\n    return text\n")
    with in_place_of_main(path, ["tokens"]):
        pass
    assert load_function(f"{path}:clean")("a") == "a"
    assert load_function(f"{path}:tokens")("a") == ["a"]


def test_a_function_of_more_than_a_text_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "arguments_of_mine.py"
    path.write_text("def clean(text, stop, end='!'):\n    return text\nlower = str.lower\n")
    with pytest.raises(
        InputError, match=r"clean takes \(text, stop, end='!'\); expected a function"
    ):
        load_function(f"{path}:clean")
    assert load_function(f"{path}:lower") is str.lower


def test_a_file_needs_its_ending(tmp_path: Path) -> None:
    (tmp_path / "prep_of_mine.py").write_text(MODULE)
    name = f"{tmp_path}/prep_of_mine"
    with pytest.raises(InputError, match=rf"no module can .*; expected {name}\.py:clean$"):
        load_function(f"{name}:clean")
    with pytest.raises(InputError, match=r"no module can have this name; expected the file or the"):
        load_function(f"{tmp_path}/missing:clean")


def test_a_script_of_a_package_imports_what_is_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "package_of_mine" / "spam"
    folder.mkdir(parents=True)
    for place in (folder, folder.parent):
        (place / "__init__.py").write_text("")
    (folder / "words.py").write_text("END = '!'\n")
    (folder / "ends.py").write_text("MORE = '?'\n")
    source = (
        "from .words import END\nfrom package_of_mine.spam.words import END as END_2\n"
        "def clean(text):\n    from .ends import MORE\n    return text + END + END_2 + MORE\n"
    )
    (folder / "views_of_mine.py").write_text(source)
    clean = load_function(f"{folder}/views_of_mine.py:clean")
    assert clean("a") == "a!!?"
    assert results_of(slice_function(clean), ["a"]) == ["a!!?"]


def test_data_of_nltk_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "words_of_nltk.py"
    path.write_text(
        "def read():\n    raise LookupError(\"nltk.download('punkt')\")\nSTOP = read()\n"
    )
    message = (
        r"STOP needs NLTK's data 'punkt', which is not .*; run: python -m nltk.downloader punkt$"
    )
    with pytest.raises(InputError, match=message):
        load_function(f"{path}:STOP")
    monkeypatch.syspath_prepend(tmp_path)
    path.rename(tmp_path / "module_of_nltk.py")
    with pytest.raises(InputError, match=message):
        load_function("module_of_nltk:STOP")


def test_a_class_whose_first_function_is_in_an_attribute_is_found(tmp_path: Path) -> None:
    path = tmp_path / "class_of_mine.py"
    source = "class Cleaner:\n    lower = staticmethod(lambda text: text.lower())\n"
    source += "    def clean(self, text):\n        return self.lower(text)\ncleaner = Cleaner()\n"
    path.write_text(source)
    clean = load_function(f"{path}:cleaner.clean")
    assert results_of(slice_function(clean), ["A"]) == ["a"]
