"""The artifact pair of each format version, written once, stays readable.

`export_model` wrote `tests/data/format-1` from `fitted` below; the expected labels and scores are
scikit-learn's own.
"""

import hashlib
import json
from typing import Any

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import FeatureUnion

from chalicelib.scoring.artifact import FORMAT
from chalicelib.scoring.classifier import read_classifier
from chalicelib.scoring.vectorizer import read_vectorizer
from emulation.servers import ROOT
from train.export.exporter import export_model

GOLDEN = ROOT / "tests" / "data" / "format-1"
EXPECTED: dict[str, Any] = json.loads((GOLDEN / "expected.json").read_text("utf-8"))

WORDS_AND_MARKS = r"\w+|[^\w\s]"
DIGESTS = {
    "vectorizer.safetensors": "67887dd2e9a0c3f0ec803a96c5c312f92e6a5c9510e8a4f406c92ae34528b777",
    "classifier.safetensors": "73fad3778c6c5bdcfe4a10c1bd1a41c5d1fff1ebd3494bc28428e391d247ed38",
}

SPAM = [
    "You won a FREE cruise, call 555-0100 now to claim",
    "Claim the crème de la crème of offers: free gift cards!",
    "Urgent! Your loan is approved, reply YES now",
    "Win a free phone today, text WIN to 555-0101",
]
HAM = [
    "Are you free for lunch at the café today?",
    "The train was late, I'll be home at nine",
    "Thanks for the gift, mum loved it",
    "Running late, call you when I'm home",
]


def fitted() -> tuple[FeatureUnion, GaussianNB]:
    """Fit two blocks of terms and a naive Bayes, which has a quadratic term."""
    words = TfidfVectorizer(
        token_pattern=WORDS_AND_MARKS,
        stop_words=["the", "a", "to"],
        strip_accents="unicode",
        ngram_range=(1, 2),
        sublinear_tf=True,
    )
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 3), norm="l1", max_features=60)
    blocks = [("words", words), ("characters", characters)]
    union = FeatureUnion(blocks, transformer_weights={"characters": 0.5})
    dense = union.fit_transform(SPAM + HAM).toarray()
    return union, GaussianNB(var_smoothing=0.1).fit(dense, ["spam"] * 4 + ["ham"] * 4)


def test_a_golden_artifact_exists_for_the_current_format_version() -> None:
    assert GOLDEN.name == f"format-{FORMAT}"


@pytest.mark.parametrize("name", sorted(DIGESTS))
def test_the_golden_artifact_is_unchanged(name: str) -> None:
    assert hashlib.sha256((GOLDEN / name).read_bytes()).hexdigest() == DIGESTS[name]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in EXPECTED["cases"]])
def test_the_golden_artifact_gives_the_recorded_scores(case: dict[str, Any]) -> None:
    vectorizer = read_vectorizer((GOLDEN / "vectorizer.safetensors").read_bytes())
    raw = (GOLDEN / "classifier.safetensors").read_bytes()
    classifier = read_classifier(raw, vectorizer.width)
    scores = classifier.scores(vectorizer.transform(case["text"]))
    assert classifier.classes == tuple(EXPECTED["classes"])
    assert scores == pytest.approx(case["scores"], rel=1e-9, abs=1e-9)
    assert classifier.probabilities(scores) == pytest.approx(case["probabilities"], abs=1e-9)
    assert classifier.classes[scores.index(max(scores))] == case["label"]


def test_the_same_model_exported_twice_gives_the_same_bytes() -> None:
    one, other = (export_model(*fitted(), texts=SPAM) for _ in range(2))
    assert one.vectorizer == other.vectorizer
    assert one.classifier == other.classifier
