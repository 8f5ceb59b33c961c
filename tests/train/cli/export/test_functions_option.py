"""`export` writes an author's functions; with `--no-functions` their model is refused."""

import sys
from pathlib import Path
from typing import Any

import joblib
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import chalicelib.functions
from chalicelib import strict_json
from tests.support import author_functions as authors
from tests.support import author_undeployable as undeployable
from tests.support.commands import Run
from tests.support.mistakes import assert_mistake
from tests.support.parity import LABELS, TRAINING
from train.registry.bundle import read_bundle

MODEL = Path("build/model")
MODULE = """
import re
import numpy as np

HABITS = {"lol": "laughing", "u": "you"}

def clean(text):
    return " ".join(HABITS.get(word, word) for word in re.split("[ .!]+", text.lower()))
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "deployed" / "chalicelib" / "functions"
    path.mkdir(parents=True)
    monkeypatch.setattr(chalicelib.functions, "__path__", [str(path)])
    return path


def dumped(vectorizer: Any, texts: list[str] = TRAINING) -> Any:
    pipeline = make_pipeline(vectorizer, LogisticRegression()).fit(texts, LABELS)
    joblib.dump(pipeline, "mine.joblib")
    return pipeline


def test_the_functions_of_a_model_are_written_and_named(run: Run, folder: Path) -> None:
    pipeline = dumped(TfidfVectorizer(tokenizer=authors.tokens, token_pattern=None))
    code, _, errors = run("export", "mine.joblib")
    assert code == 0
    (module,) = (path.stem for path in folder.glob("*.py"))
    assert f"wrote chalicelib/functions/{module}.py: deploy before you promote" in errors
    bundle = read_bundle(MODEL)
    assert [*bundle.manifest.functions] == [module]
    model = bundle.model()
    for text in TRAINING:
        assert model.predict(text) == pipeline.predict([text])[0]
    assert "wrote chalicelib" not in run("export", "mine.joblib")[2]


def test_a_model_with_functions_is_published_by_its_files_alone(run: Run, folder: Path) -> None:
    dumped(CountVectorizer(analyzer=authors.counted))
    assert run("export", "mine.joblib")[0] == 0
    assert run("publish", MODEL, "--to", "store", "--promote")[0] == 0
    document = strict_json.parse(Path("store/current.json").read_bytes(), "current.json")
    assert isinstance(document, dict)
    assert [*document["manifest"]["functions"]] == [next(folder.glob("*.py")).stem]
    next(folder.glob("*.py")).unlink()
    result = run("publish", MODEL, "--to", "other")
    assert_mistake(result, "is not part of this deployment; run 'python -m train export'")


def test_without_functions_the_function_and_the_option_are_named(run: Run, folder: Path) -> None:
    dumped(TfidfVectorizer(tokenizer=authors.tokens, token_pattern=None))
    result = run("export", "mine.joblib", "--no-functions")
    assert_mistake(result, "TfidfVectorizer(tokenizer=tokens)")
    assert "--no-functions" in result[2]
    assert [*folder.iterdir()] == []


def test_a_function_that_cannot_be_deployed_is_a_mistake(run: Run, folder: Path) -> None:
    dumped(CountVectorizer(preprocessor=undeployable.counting))
    result = run("export", "mine.joblib")
    assert_mistake(result, "function counting cannot be deployed with the app: a function assigns")
    assert [*folder.iterdir()] == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def clean(text):\n    return text.split()\n", "found list; expected a string"),
        ("SEEN = {}\ndef clean(text):\n    SEEN[text] = 1\n    return text\n", "it changes SEEN"),
        (
            "import os\ndef clean(text):\n    return os.environ.get(text, text)\n",
            "it uses os, which",
        ),
        ("from os import system as clean\n", "it uses posix, which"),
        ("clean = exit(4)\n", "running the definitions of clean failed (SystemExit: 4)"),
    ],
)
def test_a_cleaning_that_is_no_function_of_the_text_is_refused(
    run: Run, folder: Path, source: str, message: str
) -> None:
    dumped(CountVectorizer())
    Path("cleaning_of_mine.py").write_text(source)
    result = run("export", "mine.joblib", "--clean", "cleaning_of_mine.py:clean")
    sys.modules.pop("cleaning_of_mine", None)
    assert_mistake(result, message)
    assert [*folder.iterdir()] == []


def test_a_text_that_a_function_fails_on_is_a_warning(run: Run, folder: Path) -> None:
    assert folder
    dumped(CountVectorizer(preprocessor=undeployable.failing))
    code, _, errors = run("export", "mine.joblib")
    assert code == 0
    assert "warning: function failing: it raises IndexError on texts such as ''" in errors


def test_a_cleaning_outside_the_pipeline_is_named(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("my_cleaning.py").write_text(MODULE)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.syspath_prepend(Path.cwd())
    import my_cleaning  # type: ignore[import-not-found]

    pipeline = dumped(CountVectorizer(), [my_cleaning.clean(text) for text in TRAINING])
    refused = run("export", "mine.joblib", "--clean", "my_cleaning.py:clean", "--no-functions")
    assert_mistake(refused, "clean")
    code, _, _ = run("export", "mine.joblib", "--clean", "my_cleaning.py:clean")
    assert (code, len([*folder.glob("clean_*.py")])) == (0, 1)
    model = read_bundle(MODEL).model()
    for text in [*TRAINING, "LOL! u..."]:
        assert model.predict(text) == pipeline.predict([my_cleaning.clean(text)])[0]
