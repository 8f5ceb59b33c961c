"""Draw the steps between a vectorizer and a classifier at random, with any legal parameters."""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA, KernelPCA, LatentDirichletAllocation, TruncatedSVD
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.feature_selection import (
    GenericUnivariateSelect,
    SelectFromModel,
    SelectKBest,
    SelectPercentile,
    VarianceThreshold,
    chi2,
    f_classif,
)
from sklearn.kernel_approximation import (
    AdditiveChi2Sampler,
    Nystroem,
    PolynomialCountSketch,
    RBFSampler,
)
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import (
    Binarizer,
    FunctionTransformer,
    KBinsDiscretizer,
    MaxAbsScaler,
    MinMaxScaler,
    Normalizer,
    PolynomialFeatures,
    PowerTransformer,
    RobustScaler,
    StandardScaler,
)
from sklearn.random_projection import GaussianRandomProjection, SparseRandomProjection
from sklearn.svm import LinearSVC

from tests.support.random_models import flag, made, one_of, vectorizers


class Dense(BaseEstimator, TransformerMixin):  # type: ignore[misc]  # scikit-learn has no types
    """Turns sparse rows into dense ones, as many authors do."""

    def fit(self, _: Any, __: Any = None) -> "Dense":
        """Return the transformer itself."""
        return self

    def transform(self, rows: Any) -> Any:
        """Return dense rows."""
        return rows.toarray() if sparse.issparse(rows) else rows


SEED = {"random_state": one_of(0)}
to_dense = st.builds(FunctionTransformer, st.just(lambda rows: sparse.csr_matrix(rows).toarray()))
steps = st.one_of(
    st.builds(Dense),
    to_dense,
    to_dense.map(lambda step: make_pipeline(step, StandardScaler())),
    st.builds(FunctionTransformer, one_of(None, np.log1p, np.sqrt, np.abs)),
    one_of("passthrough", None),
    made(TfidfTransformer, norm=one_of(None, "l1", "l2"), use_idf=flag, sublinear_tf=flag),
    made(SelectKBest, score_func=one_of(chi2, f_classif), k=one_of(1, 3, 7)),
    made(SelectPercentile, score_func=one_of(chi2, f_classif), percentile=one_of(10, 50, 100)),
    made(GenericUnivariateSelect, score_func=one_of(chi2), mode=one_of("k_best"), param=one_of(2)),
    made(VarianceThreshold, threshold=one_of(0.0, 0.01, 0.2)),
    st.builds(SelectFromModel, one_of(LinearSVC(C=1.0), LogisticRegression(C=0.5))),
    made(MaxAbsScaler, clip=flag),
    made(StandardScaler, with_mean=flag, with_std=flag),
    made(RobustScaler, with_centering=flag, with_scaling=flag),
    made(MinMaxScaler, clip=flag, feature_range=one_of((0, 1), (-1, 1), (1, 2))),
    made(Normalizer, norm=one_of("l1", "l2", "max")),
    made(Binarizer, threshold=one_of(0.0, 0.3, 1.0, 2.5, -1.0)),
    st.builds(TruncatedSVD, one_of(1, 2, 5), random_state=st.just(0)),
    st.builds(PCA, one_of(1, 2), whiten=flag, random_state=st.just(0)),
    st.builds(GaussianRandomProjection, one_of(3), random_state=st.just(0)),
    st.builds(SparseRandomProjection, one_of(3), dense_output=flag, random_state=st.just(0)),
    made(Nystroem, kernel=one_of("rbf", "poly", "cosine"), n_components=one_of(2), **SEED),
    made(KernelPCA, kernel=one_of("rbf", "poly", "linear"), n_components=one_of(2)),
    made(RBFSampler, gamma=one_of(1.0, 0.1), n_components=one_of(4), **SEED),
    made(AdditiveChi2Sampler, sample_steps=one_of(1, 2, 3)),
    made(PolynomialCountSketch, coef0=one_of(0, 1), n_components=one_of(5), **SEED),
    made(KMeans, n_clusters=one_of(1, 2), n_init=one_of(1), **SEED),
    made(PolynomialFeatures, degree=one_of(1, 2), interaction_only=flag, include_bias=flag),
    made(KBinsDiscretizer, n_bins=one_of(2, 4), encode=one_of("onehot", "ordinal")),
    made(PowerTransformer, standardize=flag),
    made(LatentDirichletAllocation, n_components=one_of(2, 3), max_iter=one_of(2), **SEED),
)


@st.composite
def branches(draw: st.DrawFn) -> Any:
    """Draw a union of steps over one vector."""
    inner = draw(st.lists(steps, min_size=1, max_size=3))
    return FeatureUnion(
        [(f"s{number}", step or "passthrough") for number, step in enumerate(inner)]
    )


@st.composite
def chains(draw: st.DrawFn) -> Any:
    """Draw a vectorizer and up to three steps after it."""
    after = draw(st.lists(steps | steps | branches(), max_size=3))
    return make_pipeline(draw(vectorizers), *after)


@st.composite
def unions_of_chains(draw: st.DrawFn) -> Any:
    """Draw a union of chains, with weights, and up to one step after it."""
    inner = draw(st.lists(chains(), min_size=1, max_size=3))
    named = [(f"c{number}", chain) for number, chain in enumerate(inner)]
    weights = draw(st.dictionaries(one_of(*dict(named)), one_of(0.5, 2, -1.0)))
    union = FeatureUnion(named, transformer_weights=weights)
    return make_pipeline(union, *draw(st.lists(steps, max_size=1)))


models = chains() | chains() | unions_of_chains()
