"""`export --check` compares probabilities, and finds a threshold of the author's own."""

import json
import re
from pathlib import Path

import joblib
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.frozen import FrozenEstimator
from sklearn.model_selection import FixedThresholdClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from tests.support.checked_models import RAW, author, refused, saved
from tests.support.commands import Run
from tests.support.parity import LABELS, TRAINING


def test_a_threshold_of_the_authors_own_is_found_and_can_be_given(run: Run) -> None:
    author(str, r"\w+")
    pipeline = joblib.load("mine.joblib")
    spam = pipeline.predict_proba(RAW)[:, 1]
    limit = float(sorted(spam)[-3] + sorted(spam)[-4]) / 2
    saved(RAW, ["spam" if each > limit else "ham" for each in spam])
    error = refused(run)
    found = re.search(r"with --threshold (\S+) \(from (\S+) to (\S+)\) for spam all", error)
    assert found is not None
    assert float(found[2]) < float(found[1]) < float(found[3])
    code, _, errors = run("export", "mine.joblib", "--check", "raw.csv", "--threshold", found[1])
    assert (code, "checked: all 12" in errors) == (0, True)
    assert json.loads(Path("build/model/manifest.json").read_text())["threshold"] == float(found[1])


def test_a_cut_of_the_decision_function_is_found_and_can_be_exported(run: Run) -> None:
    pipeline = make_pipeline(CountVectorizer(), LinearSVC()).fit(TRAINING, LABELS)
    joblib.dump(pipeline, "mine.joblib")
    margins = pipeline.decision_function(RAW)
    cut = sorted(margins)[2] + 1e-3
    labels = ["spam" if margin > cut else "ham" for margin in margins]
    saved(RAW, labels)
    found = re.search(r"from (\S+) to (\S+): export Fixed.* threshold=(\S+), resp", refused(run))
    assert found is not None
    assert float(found[1]) <= cut <= float(found[2])
    fixed = FixedThresholdClassifier(
        FrozenEstimator(pipeline[-1]),
        threshold=float(found[3]),
        response_method="decision_function",
    ).fit(pipeline[:-1].transform(TRAINING), LABELS)
    joblib.dump(make_pipeline(*pipeline[:-1], fixed), "mine.joblib")
    assert run("export", "mine.joblib", "--check", "raw.csv")[0] == 0


def test_a_threshold_needs_probabilities(run: Run) -> None:
    joblib.dump(make_pipeline(CountVectorizer(), LinearSVC()).fit(TRAINING, LABELS), "mine.joblib")
    code, _, errors = run("export", "mine.joblib", "--threshold", "0.7")
    assert code == 2
    assert "error: --threshold 0.7 needs two classes whose labels follow from prob" in errors


def test_probabilities_are_compared_where_they_are_given(run: Run) -> None:
    predict = author(str)
    spam = joblib.load("mine.joblib").predict_proba(RAW)[:, 1]
    near = [each + 9e-7 for each in spam]
    saved(RAW, predict(RAW), probability_spam=near, probability_ham=[""] * 12)
    assert run("export", "mine.joblib", "--check", "raw.csv")[0] == 0
    Path("build/model/manifest.json").unlink()
    saved(RAW, predict(RAW), probability_spam=[*near[:-1], spam[-1] + 2e-6])
    assert "1 of 12 texts differ from what your code gave: raw.csv: line 13: expected prob" in (
        refused(run)
    )


@pytest.mark.parametrize(
    ("form", "digits"), [("{:.4f}", "4 digits"), ("{:.2g}", "2 significant digits")]
)
def test_rounded_probabilities_agree_to_their_digits(run: Run, form: str, digits: str) -> None:
    predict = author(str)
    spam = joblib.load("mine.joblib").predict_proba(RAW)[:, 1]
    assert min(spam) < 0.1
    saved(RAW, predict(RAW), probability_spam=[form.format(each) for each in spam])
    code, _, errors = run("export", "mine.joblib", "--check", "raw.csv")
    assert code == 0
    assert "checked: all 12 texts get the labels" in errors
    assert f"checked: the probabilities agree to the {digits} that the file gives" in errors
    wrong = [form.format(each) for each in [0.98 * spam[0], *spam[1:]]]
    saved(RAW, predict(RAW), probability_spam=wrong)
    Path("build/model/manifest.json").unlink()
    assert "1 of 12 texts differ from what your code gave: raw.csv: line 2: exp" in refused(run)


def test_no_threshold_is_proposed_if_all_labels_agree(run: Run) -> None:
    predict = author(str)
    spam = joblib.load("mine.joblib").predict_proba(RAW)[:, 1]
    saved(RAW, predict(RAW), probability_spam=[f"{0.9 * each:.4f}" for each in spam])
    error = refused(run)
    assert "all labels agree, and only probabilities differ: " in error
    assert "threshold of its own" not in error


def test_probabilities_of_a_model_without_any_are_refused(run: Run) -> None:
    joblib.dump(make_pipeline(CountVectorizer(), LinearSVC()).fit(TRAINING, LABELS), "mine.joblib")
    saved(["a"], ["ham"], probability_spam=[0.5])
    assert "expected no column, because the model has no probabilities" in refused(run)
