"""`export --clean` gives the model the cleaning that its author does before the vectorizer."""

import csv
from pathlib import Path

import joblib
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from chalicelib.scoring.model_builder import read_scorer
from chalicelib.scoring.vectorizer import read_vectorizer
from tests.support.commands import Run
from tests.support.parity import LABELS, TRAINING

STEPS = ("upper", "s/[AEIOU]//", "longer=2")
TEXTS = ["free Prize now", "see you at EIGHT", "", "ok, the train"]


def clean(text: str) -> str:
    consonants = "".join(char for char in text.upper() if char not in "AEIOU")
    return " ".join(word for word in consonants.split() if len(word) > 2)


@pytest.fixture
def pipeline(run: Run) -> Pipeline:
    """Write a pipeline that was fitted to cleaned texts to `mine.joblib`, in an empty directory."""
    del run
    pipeline = make_pipeline(TfidfVectorizer(lowercase=False), LogisticRegression())
    pipeline.fit([*map(clean, TRAINING)], LABELS)
    joblib.dump(pipeline, "mine.joblib")
    return pipeline


def test_the_model_cleans_raw_texts(run: Run, pipeline: Pipeline) -> None:
    assert run("export", "mine.joblib", "--out", "model", "--clean", *STEPS)[0] == 0
    vectorizer = read_vectorizer(Path("model/vectorizer.safetensors").read_bytes())
    scorer = read_scorer(Path("model/classifier.safetensors").read_bytes(), vectorizer)
    expected = pipeline.decision_function([*map(clean, TEXTS)])
    margins = [scorer.scores(vectorizer.transform(text))[1] for text in TEXTS]
    assert margins == pytest.approx(list(expected), abs=1e-9)


def test_it_is_measured_on_raw_texts(run: Run, pipeline: Pipeline) -> None:
    with Path("test.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *zip(TRAINING, LABELS, strict=True)])
    code, output, _ = run("export", "mine.joblib", "--clean", *STEPS, "--test", "test.csv")
    assert code == 0
    accuracy = pipeline.score([*map(clean, TRAINING)], LABELS)
    assert f"accuracy           {accuracy}" in output


@pytest.mark.usefixtures("pipeline")
def test_a_step_that_is_not_known_writes_nothing(run: Run) -> None:
    code, _, error = run("export", "mine.joblib", "--out", "model", "--clean", "lower", "porterr")
    assert code == 2
    assert "error: cleaning step 'porterr' is not known; expected one of lower, " in error
    assert not Path("model").exists()
