"""Bins, categories, quantiles, powers and products of columns are those of scikit-learn."""

from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import NMF, TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.feature_selection import SelectKBest, chi2
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import (
    FunctionTransformer,
    KBinsDiscretizer,
    OneHotEncoder,
    OrdinalEncoder,
    PolynomialFeatures,
    PowerTransformer,
    QuantileTransformer,
    StandardScaler,
)

from tests.support.parity import LABELS, TEXTS, TRAINING, margins_of
from train.errors import InputError
from train.export.exporter import export_model

DENSE = FunctionTransformer(lambda rows: rows.toarray())
CHOSEN = [TfidfVectorizer(), SelectKBest(chi2, k=6)]
COUNTED = [CountVectorizer(vocabulary=["free", "call", "you", "the"])]
LSA = [TfidfVectorizer(), TruncatedSVD(3, random_state=0)]


def bins(encode: str, strategy: str = "uniform") -> KBinsDiscretizer:
    return KBinsDiscretizer(3, encode=encode, strategy=strategy)


STEPS: dict[str, list[Any]] = {
    "polynomial": [*CHOSEN, PolynomialFeatures(2)],
    "polynomial-interactions": [*COUNTED, PolynomialFeatures(3, interaction_only=True)],
    "polynomial-range": [*LSA, PolynomialFeatures((2, 3), include_bias=False)],
    "polynomial-scaled": [*CHOSEN, DENSE, StandardScaler(), PolynomialFeatures(2)],
    "bins": [*LSA, bins("ordinal"), StandardScaler()],
    "bins-one-hot": [*LSA, bins("onehot")],
    "bins-dense": [*COUNTED, DENSE, bins("onehot-dense", "kmeans")],
    "one-bin": [*COUNTED, DENSE, KBinsDiscretizer(2, encode="ordinal", strategy="quantile")],
    "one-hot": [*COUNTED, DENSE, OneHotEncoder(handle_unknown="ignore")],
    "one-hot-dropped": [
        *COUNTED, DENSE, OneHotEncoder(drop="first", handle_unknown="ignore", sparse_output=False)
    ],
    "ordinal": [
        *COUNTED, DENSE, OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    ],
    "bins-of-tf-idf": [*CHOSEN, DENSE, bins("onehot", "kmeans")],
    "quantiles-of-counts": [*COUNTED, DENSE, QuantileTransformer(n_quantiles=20)],
    "power": [*LSA, PowerTransformer()],
    "power-alone": [*COUNTED, DENSE, PowerTransformer(standardize=False)],
    "imputed": [*LSA, SimpleImputer()],
    "selected-in-a-union": [
        *CHOSEN, DENSE, make_union(PolynomialFeatures(2), NMF(2, random_state=0))
    ],
}  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", STEPS)
def test_a_text_has_the_same_decision(name: str) -> None:
    before = make_pipeline(*STEPS[name])
    classifier = LogisticRegression()
    classifier.fit(before.fit_transform(TRAINING, LABELS), LABELS)
    export = export_model(before, classifier)
    expected = [classifier.decision_function(before.transform([text]))[0] for text in TEXTS]
    margins = margins_of(export, TEXTS)
    np.testing.assert_allclose(margins, expected, rtol=1e-9, atol=1e-9)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("imputer", [SimpleImputer(), SimpleImputer(keep_empty_features=True)])
def test_an_imputer_drops_columns_without_a_number(imputer: SimpleImputer) -> None:
    before = make_pipeline(*COUNTED, DENSE).fit(TRAINING)
    rows = before.transform(TRAINING).astype(float)
    rows[:, 2] = np.nan
    classifier = LogisticRegression().fit(imputer.fit_transform(rows), LABELS)
    export = export_model(make_pipeline(before, imputer), classifier)
    expected = classifier.decision_function(imputer.transform(before.transform(TEXTS)))
    margins = margins_of(export, TEXTS)
    np.testing.assert_allclose(margins, expected, rtol=1e-9)


def test_a_power_that_takes_no_zero_is_refused() -> None:
    before = make_pipeline(*LSA, PowerTransformer()).fit(TRAINING)
    before[-1].set_params(method="box-cox")
    with pytest.raises(InputError, match=r"method='box-cox'.* expected 'yeo-johnson'"):
        export_model(before, LogisticRegression())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ([CountVectorizer(), PolynomialFeatures(9)], r"degree=9\) of 46 columns, which makes"),
        ([*COUNTED, QuantileTransformer(n_quantiles=3)], "of sparse rows is not supported; exp"),
        ([*LSA, bins("onehot", "quantile")], "projected, or .*; expected counts, .* 'kmeans'"),
        ([*COUNTED, DENSE, StandardScaler(), bins("onehot")], "weighted, scaled or projected, or"),
        ([*CHOSEN, DENSE, OneHotEncoder()], "or numbers of a function$"),
        ([*LSA, QuantileTransformer(n_quantiles=3)], "QuantileTransformer over columns that are"),
        (
            [*COUNTED, DENSE, QuantileTransformer(n_quantiles=3, output_distribution="normal")],
            "output_distribution='normal'.* expected 'uniform'",
        ),
        ([*COUNTED, DENSE, SimpleImputer(missing_values=0)], "missing_values=0, .* expected miss"),
        ([*COUNTED, DENSE, OneHotEncoder(min_frequency=2)], "OneHotEncoder is supported for fini"),
        (
            [
                *COUNTED, DENSE,
                OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan),
            ],
            r"unknown_value=nan\) is not supported",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_expressed_is_refused(steps: list[Any], message: str) -> None:
    before = make_pipeline(*steps).fit(TRAINING, LABELS)
    with pytest.raises(InputError, match=message):
        export_model(before, LogisticRegression())
