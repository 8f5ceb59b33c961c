"""Steps are folded where that is exact, done at run time otherwise, and else refused by name."""

from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.feature_extraction.text import (
    CountVectorizer,
    HashingVectorizer,
    TfidfTransformer,
    TfidfVectorizer,
)
from sklearn.feature_selection import SelectKBest, chi2
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import BernoulliNB, GaussianNB
from sklearn.pipeline import FeatureUnion, make_pipeline, make_union
from sklearn.preprocessing import (
    FunctionTransformer,
    MinMaxScaler,
    Normalizer,
    SplineTransformer,
    StandardScaler,
)

from tests.support.parity import LABELS, TEXTS, TRAINING
from train.errors import InputError
from train.export.estimators import split_estimators
from train.export.exported import Export
from train.export.exporter import export_model

DENSE = FunctionTransformer(lambda rows: rows.toarray())
LSA = make_pipeline(TfidfVectorizer(), TruncatedSVD(3, random_state=0))
SPARSE_PCA = PCA(2, svd_solver="arpack")
FOLDED = {
    "tf-idf": [CountVectorizer(), TfidfTransformer()],
    "tf-idf-twice": [TfidfVectorizer(norm="l1"), TfidfTransformer(sublinear_tf=False)],
    "selected-counts": [CountVectorizer(), SelectKBest(chi2, k=9), TfidfTransformer()],
    "selected": [TfidfVectorizer(), SelectKBest(chi2, k=9)],
    "centred": [TfidfVectorizer(), DENSE, StandardScaler(), MinMaxScaler()],
    "projected": [LSA, StandardScaler()],
    "union": [make_union(LSA, TfidfVectorizer(analyzer="char"))],
    "weighted": [
        FeatureUnion(
            [("lsa", LSA), ("words", CountVectorizer())], transformer_weights={"lsa": 2, "words": 3}
        )
    ],
    "nested": [make_pipeline(make_pipeline(TfidfVectorizer(), "passthrough"), None)],
}
AT_RUN_TIME = {
    "projected-norm": [LSA, Normalizer()],
    "shifted-norm": [TfidfVectorizer(), DENSE, MinMaxScaler((-1, 1)), Normalizer("l1")],
    "logarithm": [TfidfVectorizer(), FunctionTransformer(np.log1p)],
    "union-of-counts": [
        make_union(CountVectorizer(), CountVectorizer(analyzer="char")), TfidfTransformer()
    ],
    "branches": [
        CountVectorizer(),
        make_union(TfidfTransformer(), make_pipeline(TfidfTransformer(), SPARSE_PCA)),
    ],
}  # fmt: skip


def exported(*steps: Any) -> tuple[Export, Any]:
    model = make_pipeline(*steps).fit(TRAINING, LABELS)
    return export_model(*split_estimators([model])), model


def assert_probabilities_agree(export: Export, model: Any) -> None:
    texts = [text for text in TEXTS if "\ud800" not in text and "\ud83d" not in text]
    read = export.read_classifier
    found = np.array([read.probabilities(export.scores(text)) for text in texts], dtype=float)
    np.testing.assert_allclose(found, model.predict_proba(texts), atol=1e-9)


@pytest.mark.parametrize("name", FOLDED)
def test_linear_steps_before_a_linear_classifier_leave_format_1(name: str) -> None:
    export, model = exported(*FOLDED[name], LogisticRegression())
    assert export.linear.classes == ("ham", "spam")
    assert_probabilities_agree(export, model)


@pytest.mark.parametrize("name", AT_RUN_TIME)
def test_other_steps_are_done_at_run_time(name: str) -> None:
    export, model = exported(*AT_RUN_TIME[name], LogisticRegression())
    assert not hasattr(export.read_classifier, "linear")
    assert_probabilities_agree(export, model)


def test_a_quadratic_classifier_sees_the_projected_columns() -> None:
    assert_probabilities_agree(*exported(LSA, StandardScaler(), GaussianNB()))


def test_presence_of_hashes_is_decided_at_run_time() -> None:
    assert_probabilities_agree(*exported(HashingVectorizer(n_features=64), BernoulliNB()))


def test_the_best_model_of_a_search_is_exported() -> None:
    inner = make_pipeline(CountVectorizer(), TfidfTransformer(), LogisticRegression())
    search = GridSearchCV(inner, {"countvectorizer__min_df": [1, 2]}, cv=2).fit(TRAINING, LABELS)
    assert_probabilities_agree(export_model(*split_estimators([search])), search)


def test_a_search_that_was_not_refitted_is_refused() -> None:
    inner = make_pipeline(CountVectorizer(), LogisticRegression())
    search = GridSearchCV(inner, {"countvectorizer__min_df": [1, 2]}, cv=2, refit=False)
    with pytest.raises(InputError, match=r"no best_estimator_.*refit=True"):
        split_estimators([search.fit(TRAINING, LABELS)])


def cube(rows: Any) -> Any:
    return rows.power(3)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("steps", "message"),
    [
        pytest.param(
            [TfidfVectorizer(), FunctionTransformer(cube)],
            r"FunctionTransformer\(cube\) between .* nor what abs, .*; expected one of these",
            id="function",
        ),
        pytest.param(
            [TfidfVectorizer(), DENSE, SplineTransformer(n_knots=3)],
            "SplineTransformer .* expected one of AdditiveChi2Sampler", id="splines",
        ),
        pytest.param([FeatureUnion([("all", "passthrough")])], "passes the text on", id="text"),
        pytest.param([FeatureUnion([("all", "drop")])], "drops all that is in it", id="drop"),
    ],
)  # fmt: skip
def test_what_the_format_cannot_express_is_refused_by_name(steps: list[Any], message: str) -> None:
    before = make_pipeline(*steps)
    if len(steps) > 1:
        before.fit(TRAINING, LABELS)
    with pytest.raises(InputError, match=message):
        export_model(before, LogisticRegression().fit(np.eye(2), ["a", "b"]))


def test_steps_of_another_order_are_refused() -> None:
    first = TfidfVectorizer().fit(TRAINING)
    selection = SelectKBest(chi2, k=2).fit(np.eye(4), [0, 1, 0, 1])
    with pytest.raises(InputError, match="SelectKBest was fitted to 4 columns, and the steps"):
        export_model(make_pipeline(first, selection), LogisticRegression())
