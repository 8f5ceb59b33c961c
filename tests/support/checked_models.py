"""Models and texts for `export --check`."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import joblib
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from tests.support.commands import Run
from tests.support.parity import LABELS, TRAINING

RAW = [
    *("FREE Prize", "free!!! call now", "Call me http://free.com/prize", "  See you at eight"),
    *("the train is late", "URGENT: your account", "you are late for the train", "cheap loans."),
    *("f.r.e.e call", "win 80001 phone txt", "late!! train!!", "prize!! cash!!"),
]


def saved(texts: Sequence[str], labels: Sequence[object], **more: Sequence[object]) -> None:
    with Path("raw.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label", *more])
        writer.writerows(zip(texts, labels, *more.values(), strict=True))


def author(
    clean: Callable[[str], str], pattern: str = r"\S+"
) -> Callable[[Sequence[str]], list[str]]:
    """Fit and dump a model whose author cleans texts; return the author's own prediction."""
    pipeline = make_pipeline(
        CountVectorizer(lowercase=False, token_pattern=pattern),
        LogisticRegression(C=100),
    ).fit([clean(text) for text in TRAINING], LABELS)
    joblib.dump(pipeline, "mine.joblib")
    return lambda texts: [str(label) for label in pipeline.predict([*map(clean, texts)])]


def refused(run: Run, *more: object) -> str:
    code, output, errors = run("export", "mine.joblib", "--check", "raw.csv", *more)
    assert (code, output) == (2, "")
    assert not Path("build/model/manifest.json").exists()
    assert errors.splitlines()[-1].startswith("error: ")
    return errors.splitlines()[-1]
