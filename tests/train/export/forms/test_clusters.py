"""The number of the nearest centre is the label, as `predict` of the clusters returns it."""

from typing import Any

import pytest
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline

from tests.support.parity import TEXTS, TRAINING
from train.export.classifiers.new_names import known_labels, new_names
from train.export.estimators import split_estimators
from train.export.exporter import export_model

ALL = TEXTS + TRAINING


@pytest.mark.parametrize("kind", [KMeans, MiniBatchKMeans])
@pytest.mark.parametrize("count", [2, 4])
@pytest.mark.parametrize("steps", [[], [TruncatedSVD(3, random_state=0)]], ids=["terms", "topics"])
def test_the_number_of_a_cluster_is_the_label(kind: Any, count: int, steps: list[Any]) -> None:
    model = make_pipeline(TfidfVectorizer(), *steps, kind(count, random_state=0, n_init=1))
    expected = [str(label) for label in model.fit(TRAINING).predict(ALL)]
    read = export_model(*split_estimators([model])).read_classifier
    assert [*read.classes] == known_labels(model[-1]) == [*map(str, range(count))]
    export = export_model(*split_estimators([model]))
    assert [read.label(export.scores(text)) for text in ALL] == expected


def test_clusters_may_have_names() -> None:
    model = make_pipeline(TfidfVectorizer(), KMeans(2, random_state=0, n_init=1)).fit(TRAINING)
    names = new_names(known_labels(model[-1]), {"0": "talk", "1": "offer"}, has_texts=False)
    assert names is not None
    export = export_model(*split_estimators([model, names]))
    assert export.read_classifier.classes == ("talk", "offer")
