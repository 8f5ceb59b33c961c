"""The columns that an author's code joins outside the files are those of the exported model."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from scipy.sparse import csr_matrix, hstack
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from tests.support.parity import LABELS, TEXTS, TRAINING, margins_of
from train.errors import InputError
from train.export.estimators import split_estimators
from train.export.exporter import export_model
from train.export.files.estimators import load_estimators
from train.export.files.loading import Loading
from train.export.functions.exporter import FunctionExporter

SCRIPT = """
import re

import numpy as np


def clean(text):
    return re.sub("[^a-z]+", " ", text.lower()).strip()


def clean_all(texts):
    return [clean(text) for text in texts]


def split(text):
    return clean(text).split()


def length(text):
    return len(text)


def counts(text):
    return [len(text), text.count("!"), sum(map(str.isupper, text))]


def one_row(text):
    return np.array([[len(text), text.count("!"), sum(map(str.isupper, text))]])


def rows(texts):
    return [[len(text), text.count("!"), sum(map(str.isupper, text))] for text in texts]


def lengths(texts):
    return [len(text) for text in texts]


def by_name(text):
    return {"length": len(text), "signs": text.count("!")}


def nothing(text):
    return None


def fails(text):
    raise LookupError
"""
OWN: dict[str, Callable[..., Any]] = {}
exec(SCRIPT, OWN)  # noqa: S102
WORDS = TfidfVectorizer().fit([*map(OWN["clean"], TRAINING)])
CHARACTERS = CountVectorizer(analyzer="char").fit(TRAINING)
TOKENS = CountVectorizer(analyzer=list).fit([*map(OWN["split"], TRAINING)])


def numbers(name: str, texts: Sequence[str]) -> Any:
    return csr_matrix(
        np.array([OWN[name](text) for text in texts], dtype=float).reshape(len(texts), -1)
    )


def words_of(texts: Sequence[str]) -> Any:
    return WORDS.transform([*map(OWN["clean"], texts)])


class Shape(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Counts, as an author's own transformer does."""

    def fit(self, texts: Sequence[str], labels: Any = None) -> "Shape":
        """Learn nothing."""
        return self

    def transform(self, texts: Sequence[str]) -> Any:
        """Return two numbers for each text."""
        return [[len(text), text.count("!")] for text in texts]

    def __str__(self) -> str:
        """Return what sets it apart."""
        return "Shape"


SCALER = StandardScaler(with_mean=False).fit(numbers("counts", TRAINING))
TOPICS = TruncatedSVD(3, random_state=0).fit(words_of(TRAINING))


PARTS = {
    "words": WORDS,
    "characters": CHARACTERS,
    "scaler": SCALER,
    "topics": TOPICS,
    "shape": Shape(),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "own_features.py").write_text(SCRIPT)
    joblib.dump(TOKENS, tmp_path / "tokens.pkl")
    return tmp_path


def loaded(folder: Path, given: Sequence[str], classifier: Any) -> Any:
    bundle = {name: part for name, part in PARTS.items() if name in given or "ize" in str(part)}
    joblib.dump(bundle, folder / "bundle.pkl")
    joblib.dump(classifier, folder / "model.pkl")
    features = [name.replace("own:", f"{folder}/own_features.py:") for name in given]
    files = [folder / name for name in ("model.pkl", "bundle.pkl", "tokens.pkl")]
    return split_estimators(load_estimators(files, Loading(features=features)))


@pytest.mark.parametrize(
    ("given", "columns"),
    [
        pytest.param(
            ["own:clean", "words", "own:counts", "scaler"],
            lambda texts: [words_of(texts), SCALER.transform(numbers("counts", texts))],
            id="cleaning and scaler",
        ),
        pytest.param(
            ["characters", "own:clean_all", "words", "topics", "own:clean", "words"],
            lambda texts: [
                CHARACTERS.transform(texts),
                TOPICS.transform(words_of(texts)),
                words_of(texts),
            ],
            id="vectorizers and topics",
        ),
        pytest.param(
            ["own:clean", "words", "shape"],
            lambda texts: [words_of(texts), csr_matrix(Shape().transform(texts))],
            id="a transformer of texts",
        ),
        pytest.param(
            ["own:one_row", "own:clean", "own:length"],
            lambda texts: [
                numbers("counts", texts),
                numbers("length", [*map(OWN["clean"], texts)]),
            ],
            id="functions alone",
        ),
        pytest.param(
            ["own:split", "tokens.pkl", "own:rows", "own:lengths", "own:by_name"],
            lambda texts: [
                TOKENS.transform([*map(OWN["split"], texts)]),
                numbers("counts", texts),
                numbers("length", texts),
                csr_matrix([[len(text), text.count("!")] for text in texts]),
            ],
            id="tokens, lists and dictionaries",
        ),
    ],
)
def test_columns_are_joined_in_their_order(
    folder: Path, given: Sequence[str], columns: Callable[[Sequence[str]], Any]
) -> None:
    classifier = LogisticRegression().fit(hstack(columns(TRAINING)), LABELS)
    vectorizer, fitted = loaded(folder, given, classifier)
    export = export_model(vectorizer, fitted, functions=FunctionExporter())
    expected = classifier.decision_function(hstack(columns(TEXTS[:-1])))
    found = margins_of(export, TEXTS[:-1])
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)
    own = fitted.predict(vectorizer.transform(TEXTS))
    assert own.tolist() == classifier.predict(hstack(columns(TEXTS))).tolist()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["scaler", "words"], "scaler is given vectors; expected a vectorizer, or a function"),
        (["own:clean", "scaler"], "scaler is given vectors; expected"),
        (["words", "own:clean"], r"own_features.py:clean makes a text .* nothing follows"),
        (
            ["model.pkl"],
            r"model.pkl is none of the estimators before the classifier; expected one of words, ",
        ),
        (
            ["word"],
            "word is none of the estimators .*; expected one of words, .*, or a function of",
        ),
        (["words", "own:nothing"], "nothing makes NoneType of a text; expected a text, tokens, a"),
        (["words", "own:fails"], "fails makes raises LookupError of a text"),
        (["words", "own:missing"], "does not define missing"),
    ],
)
def test_what_makes_no_columns_is_refused(folder: Path, given: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        loaded(folder, given, LogisticRegression())


def test_a_key_of_two_files_is_refused(folder: Path) -> None:
    joblib.dump({"words": CHARACTERS}, folder / "tokens.pkl")
    with pytest.raises(InputError, match="words is the name of several; expected one of"):
        loaded(folder, ["words"], LogisticRegression())
