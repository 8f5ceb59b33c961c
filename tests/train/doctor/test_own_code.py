"""`doctor` tries the author's cleaning and rows as `export` does."""

from pathlib import Path

import joblib
import pytest
from sklearn.compose import make_column_transformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from tests.support.commands import Run
from tests.support.parity import LABELS, TRAINING

SCRIPT = """
import re

STOP = {"the", "a"}


def clean(text):
    return " ".join(word for word in re.findall("[a-z]+", text.lower()) if word not in STOP)


def words(text):
    return clean(text).split()


def fetched(text):
    import urllib.request

    return urllib.request.urlopen(text).read()


def row(text):
    return [text, len(text)]


def main():
    def within(text):
        return text
"""


@pytest.fixture(autouse=True)
def _files(run: Run) -> None:
    """Write a model and a script, in an empty directory."""
    del run
    Path("app_of_mine.py").write_text(SCRIPT)
    model = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(TRAINING, LABELS)
    joblib.dump(model, "mine.joblib")


def test_a_cleaning_that_can_be_deployed(run: Run) -> None:
    given = ("--clean", "strip", "app_of_mine.py:clean")
    code, output, _ = run("doctor", "mine.joblib", *given)
    assert code == 0
    assert "obstacles: none found" in output
    assert "which is deployed as chalicelib/functions/clean_" in output
    assert f"next: python -m train export mine.joblib {' '.join(given)} --check raw" in output


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ("app_of_mine.py:fetched", "function fetched cannot be deployed with the app: it uses url"),
        ("app_of_mine.py:within", "--clean: app_of_mine.py: does not define within; within is def"),
        ("app_of_mine.py:words", "found list; expected a string"),
        ("porterr", "cleaning step 'porterr' is not known"),
    ],
)
def test_a_cleaning_that_cannot_be_deployed_is_an_obstacle(
    run: Run, step: str, message: str
) -> None:
    code, output, _ = run("doctor", "mine.joblib", "--clean", step)
    assert code == 1
    assert "obstacles: 1\n" in output
    assert message in output
    assert f"then: python -m train doctor mine.joblib --clean {step}" in output


def test_tokens_are_split_for_a_vectorizer_that_was_given_tokens(run: Run) -> None:
    vectorizer = TfidfVectorizer(analyzer=list).fit([["win"], ["see"]])
    classifier = LogisticRegression().fit(vectorizer.transform([["win"], ["see"]]), ["y", "n"])
    joblib.dump(make_pipeline(vectorizer, classifier), "mine.joblib")
    code, output, _ = run("doctor", "mine.joblib", "--clean", "app_of_mine.py:words")
    assert (code, "TfidfVectorizer(analyzer=list)" in output) == (0, True)


def test_a_table_needs_the_function_of_its_rows(run: Run) -> None:
    table = [[text, len(text)] for text in TRAINING]
    columns = make_column_transformer((TfidfVectorizer(), 0), ("passthrough", [1]))
    joblib.dump(make_pipeline(columns, LogisticRegression()).fit(table, LABELS), "mine.joblib")
    code, output, _ = run("doctor", "mine.joblib")
    assert (code, "--row module.py:function" in output) == (1, True)
    code, output, _ = run("doctor", "mine.joblib", "--row", "app_of_mine.py:row")
    assert (code, "obstacles: none found" in output) == (0, True)
    assert "mine.joblib --row app_of_mine.py:row --check" in output
    code, output, _ = run("doctor", "mine.joblib", "--row", "app_of_mine.py:missing")
    assert (code, "--row: app_of_mine.py: does not define missing" in output) == (1, True)


def test_without_loading_the_script_is_not_run(run: Run) -> None:
    code, output, _ = run("doctor", "mine.joblib", "--no-load", "--clean", "missing.py:clean")
    assert code == 0
    assert output.endswith("next: python -m train doctor mine.joblib --clean missing.py:clean\n")
