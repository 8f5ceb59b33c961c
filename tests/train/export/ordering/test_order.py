"""Of several classifiers the one that is named is exported."""

from pathlib import Path

import joblib
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import LabelEncoder

from tests.support.commands import Run
from tests.support.parity import LABELS, TRAINING
from train.errors import InputError
from train.export.files.estimators import load_estimators
from train.export.files.loading import Loading

VECTORIZER = CountVectorizer().fit(TRAINING)
ROWS = VECTORIZER.transform(TRAINING)
MODELS = {
    "Naive Bayes": MultinomialNB().fit(ROWS, LABELS),
    "regression": LogisticRegression().fit(ROWS, LABELS),
    "pipeline": make_pipeline(CountVectorizer(), MultinomialNB()).fit(TRAINING, LABELS),
}


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    encoder = LabelEncoder().fit(LABELS)
    files = {"models.pkl": MODELS, "words.pkl": VECTORIZER, "labels.pkl": encoder}
    for name, value in (files | {"last.pkl": MODELS["regression"]}).items():
        joblib.dump(value, tmp_path / name)
    return [tmp_path / name for name in files]


@pytest.mark.parametrize("name", [*MODELS, "last.pkl"])
def test_the_others_are_left_out(paths: list[Path], name: str) -> None:
    paths = [*paths, paths[0].parent / "last.pkl"]
    _, classifier, encoder = load_estimators(paths, Loading(classifier=name))
    kind = MODELS.get(name, MODELS["regression"])
    assert type(classifier) is type(kind)
    assert type(encoder) is LabelEncoder


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("SVM", "--classifier: SVM is none of the classifiers; expected one of Naive Bayes, regre"),
        ("words.pkl", r"words.pkl is none of the classifiers; expected"),
        ("0", r"0 is the name of several classifiers; expected one of Naive Bayes, .*, 0, 0"),
    ],
)
def test_a_name_that_is_not_that_of_one_is_refused(
    paths: list[Path], name: str, message: str
) -> None:
    for each in ("a.pkl", "b.pkl"):
        joblib.dump([MODELS["regression"]], paths[0].parent / each)
        paths = [*paths, paths[0].parent / each]
    with pytest.raises(InputError, match=message):
        load_estimators(paths, Loading(classifier=name))


def test_the_refusal_of_several_names_the_option(run: Run, paths: list[Path]) -> None:
    given = ("doctor", *map(str, paths[:2]))
    code, output, _ = run(*given)
    assert code == 1
    assert "expected one; name the one to serve, such as --classifier 'Naive Bayes'; if" in output
    code, output, _ = run(*given, "--classifier", "Naive Bayes")
    assert code == 0
    assert "--classifier 'Naive Bayes' --check raw.csv" in output
