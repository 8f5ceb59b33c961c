"""The artifact pair of format 2, written once, stays readable.

`export_model` wrote `tests/data/format-2` from `fitted` below: cleaning, a tokenizer, hashing, a
union with a projection and a norm, and a vote of a forest, a kernel, neighbours, a perceptron and a
calibrated linear model. The expected labels and probabilities are scikit-learn's own.
"""

import json
from typing import Any

import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import RandomForestClassifier, VotingClassifier
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import Normalizer
from sklearn.svm import SVC

from chalicelib.scoring.artifact import FORM_FORMAT
from chalicelib.scoring.model_builder import read_scorer
from chalicelib.scoring.vectorizer import read_vectorizer
from emulation.servers import ROOT
from tests.chalicelib.scoring.test_golden import HAM, SPAM
from train.export.cleaning.cleaner import cleaned
from train.export.cleaning.parsing import parse_cleaning

GOLDEN = ROOT / "tests" / "data" / "format-2"
TEXTS = [*SPAM[:2], *HAM[:2], "", "Win an offer! http://example.com/now", "Ćafé 🎉 unseen"]
LABELS = ["spam"] * 4 + ["ham"] * 4


def fitted() -> tuple[Any, Any]:
    """Fit one of each of what format 2 adds."""
    words = make_pipeline(
        CountVectorizer(tokenizer=str.split, token_pattern=None),
        TfidfTransformer(sublinear_tf=True),
        TruncatedSVD(4, random_state=0),
        Normalizer(),
    )
    hashed = HashingVectorizer(n_features=32, alternate_sign=True)
    union = FeatureUnion([("words", words), ("hashed", hashed)])
    steps = parse_cleaning(["lower", "links=link", "porter"])
    vectorizer = cleaned(union, steps)
    rows = vectorizer.fit_transform(SPAM + HAM).toarray()
    members = [
        ("forest", RandomForestClassifier(4, random_state=0)),
        ("kernel", CalibratedClassifierCV(SVC(), cv=2, ensemble=False)),
        ("neighbours", KNeighborsClassifier(3)),
        ("perceptron", MLPClassifier((3,), max_iter=50, random_state=0)),
        ("linear", LogisticRegression()),
    ]
    return vectorizer, VotingClassifier(members, voting="soft").fit(rows, LABELS)


def expected() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((GOLDEN / "expected.json").read_text("utf-8"))
    return document


def test_the_golden_artifact_is_of_format_2() -> None:
    assert GOLDEN.name == f"format-{FORM_FORMAT}"


def test_the_golden_artifact_gives_the_recorded_probabilities() -> None:
    vectorizer = read_vectorizer((GOLDEN / "vectorizer.safetensors").read_bytes())
    classifier = read_scorer((GOLDEN / "classifier.safetensors").read_bytes(), vectorizer)
    assert list(classifier.classes) == expected()["classes"]
    for case in expected()["cases"]:
        scores = classifier.scores(vectorizer.transform(case["text"]))
        assert classifier.label(scores) == case["label"]
        assert classifier.probabilities(scores) == pytest.approx(case["probabilities"], abs=1e-9)
