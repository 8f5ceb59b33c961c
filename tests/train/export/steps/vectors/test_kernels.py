"""Maps that approximate a kernel, distances and hidden units are those of scikit-learn."""

from typing import Any

import numpy as np
import pytest
from sklearn.cluster import BisectingKMeans, FeatureAgglomeration, KMeans, MiniBatchKMeans
from sklearn.decomposition import KernelPCA, TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.feature_selection import SelectKBest, chi2
from sklearn.kernel_approximation import (
    AdditiveChi2Sampler,
    Nystroem,
    PolynomialCountSketch,
    RBFSampler,
    SkewedChi2Sampler,
)
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import BernoulliRBM
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import FunctionTransformer, MaxAbsScaler, StandardScaler

from chalicelib.scoring.features.similarities import KernelRows
from chalicelib.scoring.features.steps import Project
from tests.support.parity import LABELS, TEXTS, TRAINING, margins_of
from train.errors import InputError
from train.export.exporter import export_model

DENSE = FunctionTransformer(lambda rows: rows.toarray())
NUMBERS = [number % 7 for number in range(len(TRAINING))]
SCALED = [TfidfVectorizer(), DENSE, StandardScaler()]


def nystroem(kernel: Any = "rbf", **options: Any) -> Nystroem:
    return Nystroem(kernel, n_components=7, random_state=0, **options)


STEPS: dict[str, list[Any]] = {
    "nystroem": [TfidfVectorizer(), nystroem()],
    "nystroem-centred": [*SCALED, nystroem(gamma=0.02)],
    "nystroem-poly": [TfidfVectorizer(), nystroem("poly", degree=2, coef0=0.5)],
    "nystroem-polynomial": [*SCALED, nystroem("polynomial", kernel_params={"gamma": 0.1})],
    "nystroem-sigmoid": [*SCALED, nystroem("sigmoid", gamma=0.01)],
    "nystroem-linear": [*SCALED, nystroem("linear")],
    "nystroem-cosine": [CountVectorizer(), SelectKBest(chi2, k=9), nystroem("cosine")],
    "nystroem-lsa": [TfidfVectorizer(), TruncatedSVD(3, random_state=0), nystroem()],
    "kernel-pca": [TfidfVectorizer(), KernelPCA(3, kernel="rbf")],
    "kernel-pca-cosine": [CountVectorizer(), MaxAbsScaler(), KernelPCA(3, kernel="cosine")],
    "kernel-pca-poly": [*SCALED, KernelPCA(3, kernel="poly", gamma=0.1, degree=2)],
    "rbf-sampler": [TfidfVectorizer(), RBFSampler(n_components=9, random_state=0)],
    "skewed-chi2": [
        CountVectorizer(), DENSE,
        SkewedChi2Sampler(skewedness=0.3, n_components=9, random_state=0),
    ],
    "additive-chi2": [TfidfVectorizer(), AdditiveChi2Sampler()],
    "additive-chi2-steps": [
        TfidfVectorizer(), SelectKBest(chi2, k=9),
        make_union(AdditiveChi2Sampler(sample_steps=3), AdditiveChi2Sampler(sample_steps=1)),
    ],
    "additive-chi2-interval": [
        TfidfVectorizer(norm=None), AdditiveChi2Sampler(sample_steps=4, sample_interval=0.3)
    ],
    "sketch": [TfidfVectorizer(), PolynomialCountSketch(n_components=9, random_state=0)],
    "sketch-constant": [
        CountVectorizer(), SelectKBest(chi2, k=9),
        PolynomialCountSketch(degree=3, gamma=0.2, coef0=2, n_components=9, random_state=0),
    ],
    "sketch-counts": [CountVectorizer(), PolynomialCountSketch(degree=1, random_state=0)],
    "k-means": [TfidfVectorizer(), KMeans(3, random_state=0)],
    "k-means-centred": [*SCALED, MiniBatchKMeans(3, random_state=0)],
    "k-means-bisecting": [CountVectorizer(), BisectingKMeans(3, random_state=0)],
    "boltzmann": [CountVectorizer(binary=True), BernoulliRBM(5, n_iter=2, random_state=0)],
    "agglomeration": [CountVectorizer(), DENSE, FeatureAgglomeration(5), StandardScaler()],
}  # fmt: skip


@pytest.mark.parametrize("name", STEPS)
def test_a_text_has_the_same_decision(name: str) -> None:
    before = make_pipeline(*STEPS[name])
    classifier = LogisticRegression(C=10.0)
    classifier.fit(before.fit_transform(TRAINING, LABELS), LABELS)
    export = export_model(before, classifier)
    expected = classifier.decision_function(before.transform(TEXTS))
    margins = margins_of(export, TEXTS)
    np.testing.assert_allclose(margins, expected, rtol=1e-9, atol=1e-9)


def no_kernel(one: Any, other: Any) -> Any:
    return abs(one - other).sum()


@pytest.mark.parametrize(
    ("step", "message"),
    [
        pytest.param(nystroem("laplacian"), "kernel='laplacian'.* expected one of cosine", id="l1"),
        pytest.param(nystroem(no_kernel), "kernel='no_kernel'", id="function"),
        pytest.param(nystroem("poly", degree=2.5), r"degree=2\.5.* expected a whole", id="degree"),
        pytest.param(
            PolynomialCountSketch(n_components=5000, random_state=0), "takes too long", id="sketch"
        ),
    ],
)
def test_what_cannot_be_expressed_is_refused(step: Any, message: str) -> None:
    before = make_pipeline(CountVectorizer(), FunctionTransformer(np.sqrt), step).fit(TRAINING)
    with pytest.raises(InputError, match=message):
        export_model(before, LogisticRegression())


@pytest.mark.parametrize("before", [[], [SelectKBest(chi2, k=9)], [FunctionTransformer(np.abs)]])
def test_what_scikit_learn_cuts_to_whole_numbers_is_refused(before: list[Any]) -> None:
    steps = make_pipeline(CountVectorizer(), *before, AdditiveChi2Sampler()).fit(TRAINING, LABELS)
    assert steps.transform(TRAINING).dtype == np.int64
    with pytest.raises(InputError, match=r"AdditiveChi2Sampler over counts, .* cuts off the decim"):
        export_model(steps, LogisticRegression())


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("train.export.steps.vectors.kernels.MAX_ROWS", 6)
    before = make_pipeline(CountVectorizer(), nystroem()).fit(TRAINING)
    with pytest.raises(InputError, match=r"Nystroem with 7 rows .* expected at most 6"):
        export_model(before, LogisticRegression())


def test_a_linear_classifier_takes_the_projection_unless_that_is_larger() -> None:
    rows = make_pipeline(TfidfVectorizer(), KernelPCA(1, kernel="rbf")).fit(TRAINING)
    for labels, last in ((LABELS, KernelRows), (NUMBERS, Project)):
        classifier = LogisticRegression().fit(rows.transform(TRAINING), labels)
        read: Any = export_model(rows, classifier).read_classifier
        assert type(read.features) is last
