"""`export --test` measures a model of your own as `fit` does, so that it can be compared."""

import csv
import json
import math
from pathlib import Path
from typing import Any

import joblib
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from tests.support.commands import Run
from tests.support.parity import LABELS, TRAINING
from train.evaluation.predictions import read_predictions

HELD_OUT = [
    *[(f"free prize {n}, call now", "spam") for n in range(6)],
    *[(f"see you at {n} then", "ham") for n in range(6)],
    ("the train is free", "spam"),
]


def fitted(classifier: Any, name: str = "mine.joblib") -> Any:
    pipeline = make_pipeline(TfidfVectorizer(), classifier).fit(TRAINING, LABELS)
    joblib.dump(pipeline, name)
    return pipeline


@pytest.fixture
def held_out(run: Run) -> Path:
    """Write labelled texts to `test.csv` in an empty directory."""
    del run
    path = Path("test.csv")
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *HELD_OUT])
    return path


@pytest.mark.parametrize("classifier", [LogisticRegression(), LinearSVC()], ids=["lr", "svm"])
def test_an_exported_model_is_measured(run: Run, held_out: Path, classifier: Any) -> None:
    pipeline = fitted(classifier)
    code, output, _ = run("export", "mine.joblib", "--test", held_out, "--mistakes", 1)
    assert code == 0
    expected = pipeline.predict([text for text, _ in HELD_OUT])
    right = sum(a == label for a, (_, label) in zip(expected, HELD_OUT, strict=True))
    assert f"accuracy           {right / len(HELD_OUT)}" in output
    metrics = json.loads(Path("build/model/metrics.json").read_text())
    assert (metrics["accuracy"], metrics["texts"]) == (right / len(HELD_OUT), len(HELD_OUT))
    assert metrics["protocol"].startswith("other texts: sha256 ")
    predictions = read_predictions(Path("build/model/predictions.json").read_bytes())
    assert [row.predicted for row in predictions.rows] == list(expected)
    has_probabilities = hasattr(pipeline, "predict_proba")
    assert [math.isnan(row.probability) for row in predictions.rows] == (
        [not has_probabilities] * len(HELD_OUT)
    )


@pytest.mark.parametrize("classifier", [LogisticRegression(), LinearSVC()], ids=["lr", "svm"])
def test_its_report_shows_the_measurement(run: Run, held_out: Path, classifier: Any) -> None:
    fitted(classifier)
    assert run("export", "mine.joblib", "--test", held_out, "--mistakes", 9)[0] == 0
    report = Path("build/model/report.html").read_text()
    assert "exported from mine.joblib" in report
    assert "unknown: the model was exported" in report
    assert "the train is free" in report
    assert "nan" not in report.lower().replace("&nbsp;", " ").split()
    assert ("certain)" in report) == hasattr(classifier, "predict_proba")


def test_two_exported_models_are_compared_by_promote(run: Run, held_out: Path) -> None:
    fitted(LogisticRegression())
    run("export", "mine.joblib", "--test", held_out)
    assert run("publish", "--promote")[0] == 0
    fitted(LinearSVC(), "better.joblib")
    assert run("export", "better.joblib", "--test", held_out)[0] == 0
    code, _, errors = run("publish", "--promote")
    assert code == 0
    assert f"not significantly worse: of {len(HELD_OUT)} texts" in errors


def test_a_model_without_figures_is_not_promoted_over_another(run: Run, held_out: Path) -> None:
    fitted(LogisticRegression())
    run("export", "mine.joblib", "--test", held_out)
    assert run("publish", "--promote")[0] == 0
    fitted(LinearSVC())
    assert run("export", "mine.joblib", "--out", "bare")[0] == 0
    assert not Path("bare/predictions.json").exists()
    code, version, errors = run("publish", "bare", "--promote")
    assert code == 2
    assert f"{version.strip()} has no predictions; 'export --test' makes them" in errors
    assert run("publish", "bare", "--promote", "--force")[0] == 0


def test_three_classes_without_probabilities_are_measured(run: Run) -> None:
    texts, labels = ["free now", "see you", "the train"] * 3, ["a", "b", "c"] * 3
    joblib.dump(make_pipeline(CountVectorizer(), LinearSVC()).fit(texts, labels), "mine.joblib")
    Path("test.csv").write_text("kind,body\na,free\nb,the train\n")
    columns = ("--label-column", "kind", "--text-column", "body", "--mistakes", 5)
    assert run("export", "mine.joblib", "--test", "test.csv", *columns)[0] == 0
    assert "the train" in Path("build/model/report.html").read_text()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("label,text\nspma,x\n", "the test texts have the labels ['spma']", id="label"),
        pytest.param("label,text\n", "found no labelled text", id="empty"),
        pytest.param(None, "no such file", id="missing"),
    ],
)
def test_texts_that_cannot_measure_are_refused(run: Run, content: str | None, message: str) -> None:
    fitted(LinearSVC())
    if content is not None:
        Path("test.csv").write_text(content)
    code, output, errors = run("export", "mine.joblib", "--test", "test.csv")
    assert (code, output) == (2, "")
    assert [line[:6] for line in errors.splitlines()] == ["unpick", "error:"]
    assert message in errors
    assert not Path("build/model/manifest.json").exists()
