"""The tensors of the model, and the response to a request of the Open Inference Protocol."""

from collections.abc import Sequence

from chalice.app import BadRequestError

from chalicelib.api.infer_request import KNOWN, LABEL, PROBABILITIES, RULE, TEXT, InferRequest
from chalicelib.scoring.model import Label, label_string


def metadata(
    name: str,
    version: str,
    classes: Sequence[str],
    probabilities: bool,
    *,
    rules: bool = False,
    known: bool = False,
) -> dict[str, object]:
    """Describe the model's tensors: with probabilities, rules and known shares, if it has these.

    >>> for tensor in metadata("spam-or-ham", "v1", ("ham", "spam"), True)["outputs"]:
    ...     tensor["name"], tensor["datatype"], tensor["shape"]
    ('label', 'BYTES', [-1])
    ('probabilities', 'FP64', [-1, 2])
    """
    outputs = [_tensor(LABEL, "BYTES", -1)]
    if probabilities:
        outputs.append(_tensor(PROBABILITIES, "FP64", -1, len(classes)))
    if rules:
        outputs.append(_tensor(RULE, "BYTES", -1))
    if known:
        outputs.append(_tensor(KNOWN, "FP64", -1))
    return {
        "name": name,
        "versions": [version],
        "platform": "text-classifier",
        "inputs": [_tensor(TEXT, "BYTES", -1)],
        "outputs": outputs,
    }


def infer_response(
    request: InferRequest,
    name: str,
    version: str,
    labels: Sequence[Label],
    probabilities: Sequence[Sequence[float] | None],
    rules: Sequence[str] | None = None,
    known: Sequence[float | None] = (),
) -> dict[str, object]:
    """Build the response to a request: the requested outputs, flat, in row-major order.

    Parameters
    ----------
    request
        A request without output names gets the label and, if the model has any, probabilities.
    labels
        One for each text. The labels of a text that can have several become a JSON array in a
        string, because an element of a tensor is one value.
    probabilities
        For each text, one for each class in the order of the model's classes; None if the
        classifier has no probabilities.
    rules
        What decided each label; None if no policy is in force.
    known
        The known share of each text, if the request names it and it can be told.

    Raises
    ------
    BadRequestError
        If the request names an output that the model does not have.
    """
    count, rows = len(labels), [row for row in probabilities if row is not None]
    tensors = {LABEL: _tensor(LABEL, "BYTES", count) | {"data": [*map(label_string, labels)]}}
    if rows:
        flat = {"data": [value for row in rows for value in row]}
        tensors[PROBABILITIES] = _tensor(PROBABILITIES, "FP64", count, len(rows[0])) | flat
    if rules is not None:
        tensors[RULE] = _tensor(RULE, "BYTES", count) | {"data": [*rules]}
    requested = request.outputs or tuple(tensors)
    if known:
        tensors[KNOWN] = _tensor(KNOWN, "FP64", count) | {"data": [*known]}
    for output in requested:
        if output not in tensors:
            names = " or ".join(map(repr, tensors))
            raise BadRequestError(f"the model has no {output!r}; expected {names}")
    named = {} if request.id is None else {"id": request.id}
    outputs = [tensors[output] for output in requested]
    return {"model_name": name, "model_version": version, **named, "outputs": outputs}


def _tensor(name: str, datatype: str, *shape: int) -> dict[str, object]:
    return {"name": name, "datatype": datatype, "shape": list(shape)}
