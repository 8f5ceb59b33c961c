"""Code that a pickle needs and that is not here is named, with the way to get it."""

import pickle
import re
import sys
from pathlib import Path

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

import train
from train.errors import InputError
from train.export.files.estimators import load_estimators
from train.export.files.loading import Loading


def with_function(module: str, name: str) -> bytes:
    """Return a pickled vectorizer whose tokenizer is a function of a module."""
    vectorizer = TfidfVectorizer(tokenizer="TOKENIZER")
    raw = pickle.dumps(vectorizer, protocol=2)
    text = b"X\t\0\0\0TOKENIZER"
    assert text in raw
    return raw.replace(text, f"c{module}\n{name}\n".encode())


def test_a_function_of_the_script_needs_the_script(tmp_path: Path) -> None:
    script = tmp_path / "fit_it.py"
    script.write_text("def cut(text):\n    return text.split()\n")
    path = tmp_path / "model.pkl"
    path.write_bytes(with_function("__main__", "cut"))
    told: list[str] = []
    message = r"model.pkl: needs cut of the script .*: --main my_script.py"
    with pytest.raises(InputError, match=message):
        load_estimators([path], Loading(told.append))
    assert told == []
    (loaded,) = load_estimators([path], Loading(main=script))
    assert loaded.tokenizer("a b") == ["a", "b"]


def test_a_missing_module_of_ones_own_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "model.pkl"
    path.write_bytes(with_function("text_tools_of_mine", "cut"))
    message = "needs modules that are not here: text_tools_of_mine (PYTHONPATH={} if text"
    with pytest.raises(InputError, match=re.escape(message.format("FOLDER"))):
        load_estimators([path])
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "text_tools_of_mine.py").write_text("cut = str.split\n")
    with pytest.raises(InputError, match=re.escape(message.format("src"))):
        load_estimators([path])
    for folder in (tmp_path, tmp_path / "models"):
        folder.mkdir(exist_ok=True)
        (folder / "text_tools_of_mine.py").write_text("cut = str.split\n")
        path = path.replace(folder / "model.pkl")
        with pytest.raises(InputError, match=re.escape(message.format(folder))):
            load_estimators([path])


def test_a_module_of_this_project_is_not_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(train.__file__).parents[1])
    path = tmp_path / "model.pkl"
    path.write_bytes(with_function("model_builder", "Model"))
    with pytest.raises(InputError, match=r"model_builder \(PYTHONPATH=FOLDER if model_builder"):
        load_estimators([path])


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "model.pkl"
    for module, package in (("cloudpickle", "cloudpickle"), ("imblearn", "imbalanced-learn")):
        monkeypatch.setitem(sys.modules, module, None)
        path.write_bytes(with_function(f"{module}.inner", "cut"))
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
        with pytest.raises(InputError, match=rf"{module} \(pip install {package}\)"):
            load_estimators([path])


def test_a_model_of_a_gpu_is_refused_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "model.pkl"
    path.write_bytes(with_function("cuml.linear_model", "LogisticRegression"))
    with pytest.raises(InputError, match=r"cuml \(load it where a GPU is, and dump model\.as_skl"):
        load_estimators([path])
