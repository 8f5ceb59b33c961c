"""An inference's answer: one scoring per text, and labels alone from a model without scores."""

import json
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import GaussianNB

from chalicelib.api.views import inference, tensors
from chalicelib.registry.tutorial_pickles import PickledModel
from tests.support.parity import LABELS, TRAINING
from train.registry.bundle import Bundle

TEXTS = [TRAINING[0], TRAINING[-1]]
BODY = json.dumps({"inputs": [{"name": "text", "datatype": "BYTES", "shape": [2], "data": TEXTS}]})


def pickled(bundle: Bundle) -> PickledModel:
    """Return what the tutorial's two pickles would give."""
    vectorizer = TfidfVectorizer()
    dense = vectorizer.fit_transform(TRAINING).toarray()
    return PickledModel(bundle.manifest, vectorizer, GaussianNB().fit(dense, LABELS))


def outputs(answer: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer["outputs"]
    return found


def test_label_and_probabilities_are_those_of_the_model(default_bundle: Bundle) -> None:
    model = default_bundle.model()
    answer = inference(model, "spam-or-ham", BODY, 2, 1000)
    rows = [model.classifier.probabilities(model.scores(text)) for text in TEXTS]
    expected = [value for row in rows for value in row or ()]
    data = {tensor["name"]: tensor["data"] for tensor in outputs(answer)}
    assert data == {"label": [model.predict(text) for text in TEXTS], "probabilities": expected}


def test_a_model_from_pickles_answers_labels_alone(tutorial_bundle: Bundle) -> None:
    model = pickled(tutorial_bundle)
    answer = inference(model, "spam-or-ham", BODY, 2, 1000)
    (tensor,) = outputs(answer)
    assert (tensor["name"], tensor["data"]) == ("label", ["spam", "ham"])
    assert [tensor["name"] for tensor in outputs(tensors(model, "spam-or-ham"))] == ["label"]
