"""`doctor` says what files hold and need, every obstacle, the cost, and the next step."""

import json
from pathlib import Path
from typing import Any

import cloudpickle
import joblib
import numpy as np
from sklearn.base import TransformerMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import VotingClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.manifold import Isomap
from sklearn.neighbors import NearestCentroid
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from chalicelib.scoring.block_reader import MAX_NGRAM
from tests.support.commands import Run
from tests.support.doctor import PIPELINE
from tests.support.parity import LABELS, TRAINING
from train.doctor.anatomy import described
from train.doctor.obstacles import refusals, tried
from train.errors import InputError
from train.export.exporter import export_model


def hard() -> Pipeline:
    """Return a pipeline with an obstacle in each of its three parts, and two in the first."""
    blocks = [
        ("a", TfidfVectorizer(input="filename", ngram_range=(1, MAX_NGRAM + 1))),
        ("b", CountVectorizer(dtype=np.int8)),
    ]
    for _, block in blocks:
        block.set_params(input="content").fit(TRAINING)
    blocks[0][1].input = "filename"
    return Pipeline([("features", FeatureUnion(blocks)), ("clf", NoForm())])


class NoForm(SGDClassifier):  # type: ignore[misc]
    """A classifier of an author's own class."""


def test_a_model_that_can_be_exported(run: Run) -> None:
    joblib.dump(PIPELINE, "mine.joblib")
    code, output, errors = run("doctor", "mine.joblib")
    lines = output.splitlines()
    assert code == 0
    assert lines[0] == f"mine.joblib ({Path('mine.joblib').stat().st_size:,} bytes, joblib)"
    assert "  needs sklearn: Pipeline, TfidfVectorizer, TfidfTransformer, " in output
    assert "Pipeline; 2 classes: ham, spam" in lines
    terms = len(PIPELINE[0].vocabulary_)
    assert f"  tfidfvectorizer: TfidfVectorizer(ngram_range=(1, 2)); {terms} terms" in lines
    assert f"LogisticRegression(C=10); {terms} features; 2 classes: ham, spam" in output
    assert "obstacles: none found" in lines
    exported = export_model(*PIPELINE)
    assert f"vectorizer {len(exported.vectorizer):,} bytes" in output
    assert f"classifier {len(exported.classifier):,} bytes" in output
    assert lines[-1] == (
        "next: python -m train export mine.joblib --check raw.csv --test held-out.csv"
    )
    assert errors.startswith("unpickling mine.joblib")


def test_every_obstacle_is_shown_not_only_the_first(run: Run) -> None:
    Path("mine.pkl").write_bytes(cloudpickle.dumps(hard()))
    code, output, _ = run("doctor", "mine.pkl")
    assert code == 1
    numbered = [line.strip() for line in output.splitlines() if line.strip()[:2] in "1. 2. 3. 4."]
    assert len(numbered) == 4
    for part in ("ngram_range=", "input='filename'", "dtype=", "NoForm is not supported"):
        assert sum(part in line for line in numbered) == 1
    assert "cost when served" not in output
    assert "next: remove the obstacles, then: python -m train doctor mine.pkl" in output


def keep_odd_words(text: str) -> list[str]:
    return [word for word in text.split() if len(word) % 2]


def test_a_function_of_the_author_is_no_obstacle_but_an_option(run: Run) -> None:
    odd = CountVectorizer(tokenizer=keep_odd_words, token_pattern=None)
    joblib.dump(make_pipeline(odd, LinearSVC()).fit(TRAINING, LABELS), "mine.joblib")
    code, output, _ = run("doctor", "mine.joblib")
    assert code == 0
    assert "calls a function of yours, which is deployed as chalicelib/functions/keep_odd" in output
    assert "CountVectorizer(tokenizer=keep_odd_words, token_pattern=None)" in output
    assert "mine.joblib --check raw.csv" in output


def test_the_findings_are_one_json_object(run: Run) -> None:
    joblib.dump({"model": PIPELINE, "accuracy": 0.9}, "mine.joblib", compress=3)
    code, output, _ = run("doctor", "mine.joblib", "--json")
    document = json.loads(output)
    assert code == 0
    fields = {"files", "estimators", "obstacles", "cost", "functions", "warnings", "next"}
    assert set(document) == fields
    assert document["files"][0]["description"].endswith("joblib, compressed with zlib)")
    assert document["estimators"][0]["within"][1]["parameters"] == {"C": "10"}
    assert document["cost"]["memory_bytes"] > document["cost"]["classifier_bytes"] > 0
    assert 0 < document["cost"]["short_us"] < document["cost"]["long_us"]


def test_several_files_are_one_model(run: Run) -> None:
    joblib.dump(PIPELINE[1], "classifier.joblib")
    joblib.dump(PIPELINE[0], "vectorizer.joblib")
    code, output, _ = run("doctor", "classifier.joblib", "vectorizer.joblib")
    assert (code, "obstacles: none found" in output) == (0, True)
    joblib.dump(LinearSVC(), "other.joblib")
    code, output, _ = run("doctor", "classifier.joblib", "vectorizer.joblib", "other.joblib")
    assert (code, "1. found 2 classifiers" in output) == (1, True)
    assert "LinearSVC(); not fitted" in output


def test_refusals_end_if_no_default_helps() -> None:
    def attempt(value: Any) -> None:
        raise InputError("never")

    assert [*refusals(LinearSVC(C=2), attempt)] == ["never"]


def test_the_refusal_of_the_whole_is_shown_if_no_part_explains_it() -> None:
    other = TfidfVectorizer().fit(TRAINING[:5])
    trial = tried([other, PIPELINE[1]])
    assert trial.export is None
    assert len(trial.obstacles) == 1
    assert "feature" in trial.obstacles[0]


def test_a_transformer_without_scikit_learns_base_class_is_described() -> None:
    class Cleaner(TransformerMixin):  # type: ignore[misc]
        def fit(self, texts: list[str]) -> "Cleaner":
            return self

    assert described(Cleaner()).facts == []


def test_a_nested_classifier_is_described(run: Run) -> None:
    calibrated = CalibratedClassifierCV(LinearSVC(), ensemble=False, cv=2)
    joblib.dump(make_pipeline(CountVectorizer(), calibrated).fit(TRAINING, LABELS), "mine.pkl")
    output = run("doctor", "mine.pkl")[1]
    assert "CalibratedClassifierCV(estimator=LinearSVC(), cv=2, ensemble=False); " in output


def test_the_steps_behind_a_refused_one_are_tried_too() -> None:
    counts = CountVectorizer(dtype=np.int8)
    vectors = counts.fit_transform(TRAINING)
    isomap = Isomap(n_neighbors=3).fit(vectors.toarray())
    scaler = StandardScaler().fit(np.ones((2, 3)))
    steps = [counts, TfidfTransformer().fit(vectors), isomap, scaler, NoForm()]
    found = tried([Pipeline([(str(n), step) for n, step in enumerate(steps)])]).obstacles
    assert len(found) == 3
    for part, obstacle in zip(("int8", "Isomap", "NoForm"), found, strict=True):
        assert part in obstacle


def test_the_members_of_a_vote_are_tried_each() -> None:
    vote = VotingClassifier(
        [("a", NoForm()), ("b", LinearSVC()), ("c", NearestCentroid("manhattan"))]
    )
    found = tried([make_pipeline(CountVectorizer(), vote).fit(TRAINING, LABELS)]).obstacles
    assert [sum(part in each for each in found) for part in ("NoForm", "NearestCentroid(")] == [
        1,
        1,
    ]
    assert not any("LinearSVC is not" in each for each in found)
