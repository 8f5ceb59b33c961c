"""Topics and non-negative factors are those that scikit-learn finds for a text alone."""

from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import NMF, LatentDirichletAllocation, MiniBatchNMF
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.feature_selection import SelectKBest, chi2
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, Normalizer

from tests.support.parity import LABELS, TEXTS, TRAINING, margins_of
from train.errors import InputError
from train.export.exporter import export_model

DENSE = FunctionTransformer(lambda rows: rows.toarray())
KL = {"beta_loss": "kullback-leibler"}
PENALTIES = {"alpha_W": 1e-3, "l1_ratio": 0.5}


def lda(**changes: Any) -> LatentDirichletAllocation:
    return LatentDirichletAllocation(**{"n_components": 3, "random_state": 0, **changes})


def nmf(kind: Any = NMF, **changes: Any) -> Any:
    return kind(**{"n_components": 4, "random_state": 0, **changes})


STEPS: dict[str, list[Any]] = {
    "lda": [CountVectorizer(), lda()],
    "lda-options": [
        TfidfVectorizer(), lda(doc_topic_prior=0.9, max_doc_update_iter=4, mean_change_tol=0.0)
    ],
    "lda-selected": [CountVectorizer(), SelectKBest(chi2, k=9), lda(learning_method="online")],
    "lda-next-to-counts": [CountVectorizer(), make_union(lda(), "passthrough")],
    "nmf": [TfidfVectorizer(), nmf()],
    "nmf-penalties": [TfidfVectorizer(), nmf(**PENALTIES, max_iter=3)],
    "nmf-selected": [CountVectorizer(), SelectKBest(chi2, k=9), nmf(), Normalizer()],
    "nmf-mu": [TfidfVectorizer(), nmf(solver="mu", **PENALTIES)],
    "nmf-mu-selected": [CountVectorizer(), SelectKBest(chi2, k=9), nmf(solver="mu", tol=0)],
    "nmf-kl": [TfidfVectorizer(), nmf(solver="mu", alpha_W=1e-3, **KL)],
    "nmf-kl-few-steps": [TfidfVectorizer(), nmf(solver="mu", beta_loss=1, max_iter=12)],
    "nmf-mini-batch": [TfidfVectorizer(), nmf(MiniBatchNMF, **PENALTIES)],
    "nmf-mini-batch-kl": [
        TfidfVectorizer(), nmf(MiniBatchNMF, **KL, **PENALTIES, tol=0, transform_max_iter=9)
    ],
    "nmf-dense": [CountVectorizer(), DENSE, MinMaxScaler(), nmf(solver="mu")],
}  # fmt: skip


@pytest.fixture(scope="module", params=STEPS)
def case(request: pytest.FixtureRequest) -> tuple[Any, Any]:
    """Return the fitted steps before the classifier, and the classifier."""
    before = make_pipeline(*STEPS[request.param])
    classifier = LogisticRegression(C=10.0)
    return before, classifier.fit(before.fit_transform(TRAINING, LABELS), LABELS)


@pytest.mark.filterwarnings("ignore")
def test_a_text_has_the_decision_that_it_has_alone(case: tuple[Any, Any]) -> None:
    before, classifier = case
    expected = [classifier.decision_function(before.transform([text]))[0] for text in TEXTS]
    np.testing.assert_allclose(margins_of(export_model(*case), TEXTS), expected, atol=1e-9)


@pytest.mark.filterwarnings("ignore")
def test_factors_that_are_classified_by_another_form() -> None:
    before = make_pipeline(*STEPS["lda"])
    classifier = MultinomialNB().fit(before.fit_transform(TRAINING), LABELS)
    export = export_model(before, classifier)
    expected = classifier.predict_proba(before.transform(TRAINING))
    found = [export.read_classifier.probabilities(export.scores(text)) for text in TRAINING]
    np.testing.assert_allclose(np.array(found, dtype=float), expected, atol=1e-9)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("step", "message"),
    [
        pytest.param(lda(doc_topic_prior=0), r"doc_topic_prior=0\.0.* expected a prior", id="zero"),
        pytest.param(
            lda(max_doc_update_iter=40_000), "3 topics and max_doc_.*=40000 takes too long",
            id="lda-steps",
        ),
        pytest.param(nmf(max_iter=10**6), "4 factors and max_iter=1000000 takes", id="cd-steps"),
        pytest.param(nmf(solver="mu", max_iter=10**6), "takes too long for each", id="mu-steps"),
        pytest.param(
            nmf(solver="mu", beta_loss=1.5), r"beta_loss=1\.5.* expected one of frob", id="loss"
        ),
        pytest.param(
            nmf(solver="mu", **KL, **PENALTIES), r"once more in each step; expected l1_ratio=0\.0",
            id="penalty",
        ),
        pytest.param(nmf(shuffle=True), "draws lots; expected shuffle=False", id="shuffle"),
    ],
)  # fmt: skip
def test_what_takes_too_long_or_differs_is_refused(step: Any, message: str) -> None:
    tried = {name: 2 for name in ("max_iter", "max_doc_update_iter") if hasattr(step, name)}
    wanted = step.get_params()
    before = make_pipeline(CountVectorizer(), step.set_params(**tried)).fit(TRAINING)
    step.set_params(**wanted)
    with pytest.raises(InputError, match=message):
        export_model(before, LogisticRegression())


@pytest.mark.filterwarnings("ignore")
def test_32_bit_factors_are_refused() -> None:
    before = make_pipeline(TfidfVectorizer(dtype=np.float32), nmf()).fit(TRAINING)
    with pytest.raises(InputError, match=r"NMF that was fitted to float32 .* dtype=numpy\.float64"):
        export_model(before, LogisticRegression())


@pytest.mark.filterwarnings("ignore")
def test_penalties_of_an_old_version_are_refused() -> None:
    before = make_pipeline(TfidfVectorizer(), nmf()).fit(TRAINING)
    del before[-1].alpha_W
    with pytest.raises(InputError, match=r"scikit-learn before 1\.0 has penalties"):
        export_model(before, LogisticRegression())
