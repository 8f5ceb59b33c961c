"""A model whose factors scikit-learn finds for several texts together is warned of."""

from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import NMF, LatentDirichletAllocation, MiniBatchNMF
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline, make_union

from tests.support.parity import TRAINING
from train.export.warnings import export_warnings


@pytest.mark.parametrize("kind", [NMF, MiniBatchNMF])
def test_factors_are_warned_of_wherever_they_are(kind: Any) -> None:
    pipeline = make_pipeline(TfidfVectorizer(), make_union(kind(2)), LogisticRegression())
    for estimator in (pipeline, GridSearchCV(pipeline, {}), [TfidfVectorizer(), kind(2)]):
        (warning,) = export_warnings(estimator)
        assert warning.startswith(f"{kind.__name__}: scikit-learn finds the factors of all texts")


def test_topics_of_a_text_are_its_own() -> None:
    assert export_warnings(make_pipeline(TfidfVectorizer(), LatentDirichletAllocation(2))) == []


@pytest.mark.filterwarnings("ignore")
def test_scikit_learn_does_find_them_together() -> None:
    factors = NMF(4, solver="mu", tol=1e-3, random_state=0)
    pipeline = make_pipeline(TfidfVectorizer(), factors).fit(TRAINING)
    alone = np.vstack([pipeline.transform([text]) for text in TRAINING])
    assert np.abs(pipeline.transform(TRAINING) - alone).max() > 1e-9
