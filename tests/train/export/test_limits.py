"""What exceeds a limit of the format is refused at export, in one line."""

from pathlib import Path
from typing import Any

import joblib
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import FeatureUnion, make_pipeline

from chalicelib.scoring import block_reader as limits
from tests.support.commands import Run
from tests.support.parity import LABELS, TRAINING


def exported(run: Run, vectorizer: Any, intercept: float | None = None) -> tuple[int, str, str]:
    """Export a fitted pipeline with the command."""
    pipeline = make_pipeline(vectorizer, MultinomialNB()).fit(TRAINING, LABELS)
    if intercept is not None:
        pipeline[-1].class_log_prior_[:] = [0.0, intercept]
    joblib.dump(pipeline, "pipeline.joblib")
    return run("export", "pipeline.joblib")


def assert_refused(result: tuple[int, str, str], message: str) -> None:
    code, output, errors = result
    assert (code, output) == (2, "")
    assert message in errors
    assert [line[:6] for line in errors.splitlines()] == ["unpick", "error:"]
    assert not Path("build/model/manifest.json").exists()


def test_too_many_terms_are_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_TERMS", 10)
    assert_refused(exported(run, CountVectorizer()), "expected an integer from 1 to 10")


def test_too_many_sizes_of_n_grams_are_refused(run: Run) -> None:
    blocks = [(name, CountVectorizer(ngram_range=(1, 40))) for name in ("a", "b")]
    assert_refused(exported(run, FeatureUnion(blocks)), "80 sizes; expected at most 64")


def test_too_many_ranges_are_refused(run: Run) -> None:
    pattern = "|".join(["[a-z]+", *["[\u0100-\uffff]"] * 101])
    words = TfidfVectorizer(token_pattern=pattern)
    assert_refused(exported(run, words), "102 hyphens; expected at most 20000 and 100")


def test_numbers_that_could_overflow_are_refused(run: Run) -> None:
    refused = exported(run, TfidfVectorizer(), intercept=-1e200)
    assert_refused(refused, "tensor 'intercept' has a number beyond 1e50")
