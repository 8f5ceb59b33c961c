"""An inference response: labels and probabilities, or only labels from pickled models."""

import json
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import GaussianNB

from chalicelib.api.views import inference, tensors
from chalicelib.registry.tutorial_pickles import PickledModel
from chalicelib.serving.served_model import ServedModel
from chalicelib.settings import read_settings
from tests.support.parity import LABELS, TRAINING
from train.registry.bundle import Bundle

SETTINGS = read_settings({"MAX_TEXTS": "2", "MAX_TEXT_BYTES": "1000"})
TEXTS = [TRAINING[0], TRAINING[-1]]
BODY = json.dumps({"inputs": [{"name": "text", "datatype": "BYTES", "shape": [2], "data": TEXTS}]})


def pickled(bundle: Bundle) -> PickledModel:
    """Return a model as it would be loaded from the tutorial's two pickles."""
    vectorizer = TfidfVectorizer()
    dense = vectorizer.fit_transform(TRAINING).toarray()
    return PickledModel(bundle.manifest, vectorizer, GaussianNB().fit(dense, LABELS))


def outputs(response: dict[str, Any]) -> list[dict[str, Any]]:
    tensors: list[dict[str, Any]] = response["outputs"]
    return tensors


def test_label_and_probabilities_are_those_of_the_model(default_bundle: Bundle) -> None:
    model = default_bundle.model()
    (response, labels, _), _ = inference(ServedModel(model), "spam-or-ham", BODY, SETTINGS)
    rows = [model.classifier.probabilities(model.scores(text)) for text in TEXTS]
    expected = [value for row in rows for value in row or ()]
    data = {tensor["name"]: tensor["data"] for tensor in outputs(response)}
    assert data == {"label": labels, "probabilities": expected}
    assert labels == [model.predict(text) for text in TEXTS]


def test_a_model_from_pickles_has_only_labels(tutorial_bundle: Bundle) -> None:
    model = ServedModel(pickled(tutorial_bundle))
    (response, labels, _), _ = inference(model, "spam-or-ham", BODY, SETTINGS)
    (tensor,) = outputs(response)
    assert (tensor["name"], tensor["data"]) == ("label", ["spam", "ham"])
    assert labels == ["spam", "ham"]
    assert [tensor["name"] for tensor in outputs(tensors(model, "spam-or-ham"))] == ["label"]
