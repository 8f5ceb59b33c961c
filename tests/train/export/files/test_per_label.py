"""A classifier for each label: together they give a text all labels whose classifier predicts 1."""

from pathlib import Path
from typing import Any

import joblib
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline

from chalicelib.scoring.several_labels import labels_of
from tests.support.parity import TEXTS, TRAINING
from train.errors import InputError
from train.export.estimators import split_estimators
from train.export.exporter import export_model
from train.export.files.estimators import load_estimators
from train.export.files.loading import Loading

WORDS = {"urgent": "call", "free": "free", "travel": "train"}
"""The word that a text with the label has."""
VECTORIZER = TfidfVectorizer().fit(TRAINING)


def has(word: str) -> list[int]:
    return [int(word in text.lower()) for text in TRAINING]


def fitted(word: str, kind: Any = LogisticRegression) -> Any:
    return kind().fit(VECTORIZER.transform(TRAINING), has(word))


MODELS = {label: fitted(word) for label, word in WORDS.items()}
PIPELINES = {
    label: make_pipeline(vectorizer, MultinomialNB()).fit(TRAINING, has(WORDS[label]))
    for label, vectorizer in zip(WORDS, [CountVectorizer(), VECTORIZER, VECTORIZER], strict=True)
}


def dumped(folder: Path, files: dict[str, Any]) -> list[Path]:
    for name, value in files.items():
        joblib.dump(value, folder / name)
    return [folder / name for name in files]


@pytest.mark.parametrize(
    ("files", "models"),
    [
        pytest.param({"m.pkl": {"models": MODELS, "v": VECTORIZER}}, MODELS, id="dict"),
        pytest.param({"m.pkl": PIPELINES}, PIPELINES, id="pipelines"),
        pytest.param(
            {"v.pkl": VECTORIZER} | {f"lr_{name}_v1.pkl": MODELS[name] for name in MODELS},
            MODELS,
            id="files",
        ),
    ],
)
def test_a_text_gets_each_label_whose_classifier_predicts_1(
    tmp_path: Path, files: dict[str, Any], models: dict[str, Any]
) -> None:
    found = load_estimators(dumped(tmp_path, files), Loading(per_label=True))
    export = export_model(*split_estimators(found))
    given = TEXTS if models is PIPELINES else VECTORIZER.transform(TEXTS)
    predicted = {name: model.predict(given) for name, model in models.items()}
    for number, text in enumerate(TEXTS):
        expected = [name for name in models if predicted[name][number]]
        assert [*labels_of(export.read_classifier.classes, export.scores(text))] == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (MODELS["free"], "found classifiers of 'm'; expected two or more"),
        ([{"m": MODELS["free"]}, {"m": MODELS["urgent"]}], "'m', 'm'; expected two or more with"),
        (VECTORIZER, "found classifiers of no label"),
        (
            {
                "a": MODELS["free"],
                "b": fitted("free").fit(VECTORIZER.transform(TRAINING[:2]), [1, 2]),
            },
            "the classifier of 'b' has the classes 1, 2; expected 0 and 1",
        ),
    ],
)
def test_others_are_refused(tmp_path: Path, value: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_estimators(dumped(tmp_path, {"m.pkl": value}), Loading(per_label=True))


def test_without_the_option_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="one of several labels, add --per-label; if your code"):
        load_estimators(dumped(tmp_path, {"m.pkl": PIPELINES}))
