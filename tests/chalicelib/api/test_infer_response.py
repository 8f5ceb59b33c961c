"""Responses of the Open Inference Protocol, as values."""

from typing import Any

import pytest
from chalice.app import BadRequestError

from chalicelib.api.infer_request import InferRequest
from chalicelib.api.infer_response import infer_response, metadata

TEXTS = ["win a prize", "see you at eight"]
REQUEST = InferRequest(None, tuple(TEXTS), ())
LABELS, ROWS = ["spam", "ham"], [(0.25, 0.5, 0.25), (0.75, 0.125, 0.125)]


def test_the_response_has_both_outputs_in_row_major_order() -> None:
    label = {"name": "label", "datatype": "BYTES", "shape": [2], "data": LABELS}
    flat = {"datatype": "FP64", "shape": [2, 3], "data": [*ROWS[0], *ROWS[1]]}
    outputs = [label, {"name": "probabilities"} | flat]
    expected = {"model_name": "m", "model_version": "v1", "outputs": outputs}
    assert infer_response(REQUEST, "m", "v1", LABELS, ROWS) == expected


def names(request: InferRequest, rows: list[Any]) -> list[str]:
    response: Any = infer_response(request, "m", "v1", LABELS, rows)
    return [output["name"] for output in response["outputs"]]


def test_the_response_has_the_requested_outputs_in_order_and_the_id() -> None:
    for requested in (("label",), ("probabilities",), ("probabilities", "label")):
        assert names(InferRequest(None, REQUEST.texts, requested), ROWS) == list(requested)
    request = InferRequest("", REQUEST.texts, ("label",))
    assert infer_response(request, "m", "v1", LABELS, ROWS)["id"] == ""


@pytest.mark.parametrize("rows", [[None, None], []])
def test_without_probabilities_the_response_has_only_labels(rows: list[Any]) -> None:
    assert names(REQUEST, rows) == ["label"]
    with pytest.raises(BadRequestError, match="the model has no 'probabilities'; expected 'label'"):
        names(InferRequest(None, REQUEST.texts, ("label", "probabilities")), rows)


def test_metadata_has_no_probabilities_if_the_model_has_none() -> None:
    described: Any = metadata("m", "v1", ("a", "b", "c"), False)
    outputs = [output["name"] for output in described["outputs"]]
    assert (described["versions"], outputs) == (["v1"], ["label"])
