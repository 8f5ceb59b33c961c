"""`ALLOW_PICKLE=1` serves pickles of other scikit-learn versions as they were, or refuses them."""

import math
from pathlib import Path
from typing import Any

import joblib
import pytest
import sklearn
from sklearn.exceptions import InconsistentVersionWarning
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multioutput import MultiOutputClassifier
from sklearn.naive_bayes import GaussianNB, MultinomialNB
from sklearn.svm import SVC, LinearSVC

from chalicelib.errors import FormatError, NotExplainableError, NotInStoreError
from chalicelib.registry.tutorial_pickles import PickledModel, fetch_pickled
from tests.support.pickles import OLD_MODELS, OldModel
from train.registry.writable_store import DirectoryWriter

NAMES = ("tfidf_vectorizer.pkl", "naive_bayes_clf.pkl")
REFUSED = ("forest", "tree", "calibrated-isotonic", "calibrated-isotonic-3")
PAIRS = [model for model in OLD_MODELS if model.name != "union"]


def fetched(directory: Path) -> PickledModel:
    model = fetch_pickled(DirectoryWriter(directory), True, None, NotInStoreError("no pointer"))
    assert model is not None
    return model


def served(model: OldModel, directory: Path) -> PickledModel:
    for path, name in zip(model.files(directory), NAMES, strict=True):
        path.rename(directory / name)
    return fetched(directory)


@pytest.mark.parametrize("model", [m for m in PAIRS if m.name not in REFUSED], ids=str)
def test_a_model_of_another_version_is_served_as_it_was(model: OldModel, tmp_path: Path) -> None:
    found = served(model, tmp_path)
    assert [found.predict(text) for text in model.texts] == model.expected["labels"]


@pytest.mark.parametrize("model", [m for m in PAIRS if m.name in REFUSED], ids=str)
def test_a_model_that_may_predict_otherwise_is_refused_in_one_line(
    model: OldModel, tmp_path: Path
) -> None:
    with pytest.raises(FormatError) as refusal:
        served(model, tmp_path)
    assert str(refusal.value).startswith(str(tmp_path / "naive_bayes_clf.pkl: "))
    assert "\n" not in str(refusal.value)
    assert "again" in str(refusal.value)


def dump(directory: Path, version: str, *estimators: Any) -> None:
    texts, labels = ["free prize", "see you", "win cash"], ["spam", "ham", "spam"]
    vectorizer, classifier = estimators
    classifier.fit(vectorizer.fit_transform(texts).toarray(), labels)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sklearn.base.__version__", version)
        for name, estimator in zip(NAMES, estimators, strict=True):
            joblib.dump(estimator, directory / name)


@pytest.mark.parametrize(
    ("version", "message"),
    [
        pytest.param("99.1.0", "was fitted with scikit-learn 99.1.0, which is later "
                     f"than {sklearn.__version__}", id="later"),
        pytest.param("0.19.2", "scikit-learn 0.19.2; expected 0.20 or later", id="too-early"),
        pytest.param("pre-0.18", "scikit-learn pre-0.18; expected 0.20 or later", id="unknown"),
    ],
)  # fmt: skip
def test_a_version_that_is_not_known_is_refused(version: str, message: str, tmp_path: Path) -> None:
    dump(tmp_path, version, TfidfVectorizer(), GaussianNB())
    with pytest.raises(FormatError, match=message):
        fetched(tmp_path)


def test_another_patch_release_is_the_same_version(tmp_path: Path) -> None:
    minor = sklearn.__version__.rpartition(".")[0]
    dump(tmp_path, f"{minor}.99", TfidfVectorizer(), GaussianNB())
    assert fetched(tmp_path).predict("free cash") == "spam"


def test_accents_that_the_installed_version_strips_are_refused(tmp_path: Path) -> None:
    vectorizer = CountVectorizer(strip_accents="unicode")
    dump(tmp_path, "0.21.3", vectorizer, LogisticRegression())
    with pytest.raises(FormatError, match=r"tfidf_vectorizer.pkl: CountVectorizer\(strip_accents="):
        fetched(tmp_path)


def test_a_model_that_a_later_version_saved_again_keeps_its_idf(tmp_path: Path) -> None:
    """Saved again by a later version, a pickle names that version and still lacks the idf."""
    model = OldModel("1.1.3", "tutorial")
    paths = model.files(tmp_path)
    with pytest.warns(InconsistentVersionWarning):
        estimators = [joblib.load(path) for path in paths]
    for estimator, name in zip(estimators, NAMES, strict=True):
        joblib.dump(estimator, tmp_path / name)
    found = fetched(tmp_path)
    assert [found.predict(text) for text in model.texts] == model.expected["labels"]
    assert found.vectorizer.idf_[0] > 1


def test_a_vectorizer_that_is_not_fitted_is_refused(tmp_path: Path) -> None:
    dump(tmp_path, sklearn.__version__, CountVectorizer(), GaussianNB())
    joblib.dump(TfidfVectorizer(), tmp_path / NAMES[0])
    with pytest.raises(FormatError, match="cannot label a text"):
        fetched(tmp_path)


def test_several_labels_are_refused(tmp_path: Path) -> None:
    vectorizer = TfidfVectorizer()
    vectors = vectorizer.fit_transform(["free prize", "see you", "win cash"]).toarray()
    several = MultiOutputClassifier(GaussianNB()).fit(vectors, [[1, 0], [0, 1], [1, 1]])
    for estimator, name in zip((vectorizer, several), NAMES, strict=True):
        joblib.dump(estimator, tmp_path / name)
    with pytest.raises(FormatError, match="MultiOutputClassifier gives a text several labels"):
        fetched(tmp_path)


@pytest.mark.parametrize(
    ("classifier", "method"),
    [
        (GaussianNB(), "predict_joint_log_proba"),
        (LogisticRegression(), "predict_proba"),
        (LinearSVC(), "decision_function"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_scores_are_what_the_classifier_has(classifier: Any, method: str, tmp_path: Path) -> None:
    dump(tmp_path, sklearn.__version__, TfidfVectorizer(), classifier)
    model = fetched(tmp_path)
    vector = model.vectorizer.transform(["win a prize"]).toarray()
    (expected,) = getattr(classifier, method)(vector)
    scores = model.scores("win a prize")
    assert scores[1] - scores[0] == pytest.approx(
        expected if expected.ndim == 0 else expected[1] - expected[0]
    )


def test_a_score_of_minus_infinity_becomes_a_number(tmp_path: Path) -> None:
    dump(tmp_path, sklearn.__version__, CountVectorizer(), MultinomialNB())
    model = fetched(tmp_path)
    model.classifier.class_log_prior_[0] = -math.inf
    assert model.scores("prize")[0] == -1e300


def test_decisions_between_pairs_of_classes_are_no_scores(tmp_path: Path) -> None:
    vectorizer = TfidfVectorizer()
    vectors = vectorizer.fit_transform(["free prize", "see you", "win cash", "call me"]).toarray()
    pairs = SVC(decision_function_shape="ovo").fit(vectors, ["a", "b", "c", "d"])
    for estimator, name in zip((vectorizer, pairs), NAMES, strict=True):
        joblib.dump(estimator, tmp_path / name)
    with pytest.raises(NotExplainableError, match="its SVC has no scores"):
        fetched(tmp_path).scores("free")
