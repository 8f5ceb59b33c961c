"""The Open Inference Protocol (V2, REST), as clients of KServe, MLServer and Triton use it.

This module reads the texts of a JSON body, and builds the response from labels and probabilities.
Tensors are read from JSON only: docs/inference.md says which parts of the protocol are left out.
"""

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from chalice.app import BadRequestError, ChaliceViewError, NotFoundError, Response

from chalicelib.api.error_responses import PayloadTooLargeError
from chalicelib.api.json_body import check_text, json_type, parse_json
from chalicelib.strict_json import describe

TEXT = "text"
LABEL = "label"
PROBABILITIES = "probabilities"

_BINARY_OFF = "switch the client's binary extension off (in tritonclient: binary_data=False)"
_EXPECTED = f"an inference request in plain JSON: {_BINARY_OFF}"
# These parameters request another form of tensor; the value says what to do instead. All other
# parameters are ignored.
_REFUSED_PARAMETERS = {
    "binary_data_size": _BINARY_OFF,
    "binary_data": _BINARY_OFF,
    "shared_memory_region": "send the texts in 'data' and read the outputs from the response",
    "classification": f"request the output {PROBABILITIES!r} instead",
}


class InferRequest(NamedTuple):
    """A checked request: its id, its texts, and the names of its outputs; no name means all."""

    id: str | None
    texts: tuple[str, ...]
    outputs: tuple[str, ...]


def metadata(
    name: str, version: str, classes: Sequence[str], probabilities: bool
) -> dict[str, object]:
    """Describe the model's tensors; `probabilities` is whether its classifier has any.

    >>> for tensor in metadata("spam-or-ham", "v1", ("ham", "spam"), True)["outputs"]:
    ...     tensor["name"], tensor["datatype"], tensor["shape"]
    ('label', 'BYTES', [-1])
    ('probabilities', 'FP64', [-1, 2])
    """
    outputs = [_tensor(LABEL, "BYTES", -1)]
    if probabilities:
        outputs.append(_tensor(PROBABILITIES, "FP64", -1, len(classes)))
    return {
        "name": name,
        "versions": [version],
        "platform": "text-classifier",
        "inputs": [_tensor(TEXT, "BYTES", -1)],
        "outputs": outputs,
    }


def check_name(name: str, served: str) -> None:
    """Refuse every model name except the served one.

    Raises
    ------
    NotFoundError
        If the names differ; names both.
    """
    if name != served:
        raise NotFoundError(f"found no model {describe(name)}; expected {served}")


def in_protocol(view: Callable[..., object]) -> Callable[..., object]:
    """Add the protocol's field "error" to each error response of a view."""

    @functools.wraps(view)
    def respond(**parameters: str) -> object:
        try:
            result = view(**parameters)
        except ChaliceViewError as exc:
            body = {"Code": type(exc).__name__, "Message": str(exc)}
            result = Response(body=body, status_code=exc.STATUS_CODE)
        if isinstance(result, Response) and result.status_code >= 400:
            result.body["error"] = result.body["Message"]
        return result

    return respond


def read_infer(body: bytes | str, max_texts: int, max_text_bytes: int) -> InferRequest:
    """Read the body of an inference request: one BYTES tensor of texts.

    Raises
    ------
    BadRequestError
        If the request is not one that docs/inference.md describes.
    PayloadTooLargeError
        If there are more than `max_texts` texts, or one has more than `max_text_bytes` in UTF-8.
    """
    document = _object(parse_json(body, _EXPECTED), "the body")
    _check_parameters(document, "the request")
    request_id = document.get("id")
    if request_id is not None and not isinstance(request_id, str):
        raise BadRequestError(f"'id' of the request is {_json_type(request_id)}; expected a string")
    inputs = _array(document, "inputs", "the request")
    if len(inputs) != 1:
        raise BadRequestError(f"found {len(inputs)} inputs; expected one, named {TEXT!r}")
    elements = enumerate(_elements(_object(inputs[0], "inputs[0]"), max_texts))
    texts = tuple(_text(element, f"data[{index}]", max_text_bytes) for index, element in elements)
    return InferRequest(request_id, texts, _outputs(document))


def infer_response(
    request: InferRequest,
    name: str,
    version: str,
    labels: Sequence[str],
    probabilities: Sequence[Sequence[float] | None],
) -> dict[str, object]:
    """Build the response to a request: the requested outputs, flat, in row-major order.

    Parameters
    ----------
    request
        A request without output names gets all outputs that the model has.
    labels
        One for each text.
    probabilities
        For each text, one for each class in the order of the model's classes; None if the
        classifier has no probabilities.

    Raises
    ------
    BadRequestError
        If the request names probabilities and the model has none.
    """
    count, rows = len(labels), [row for row in probabilities if row is not None]
    tensors = {LABEL: _tensor(LABEL, "BYTES", count) | {"data": list(labels)}}
    if rows:
        flat = {"data": [value for row in rows for value in row]}
        tensors[PROBABILITIES] = _tensor(PROBABILITIES, "FP64", count, len(rows[0])) | flat
    requested = request.outputs or tuple(tensors)
    if PROBABILITIES in requested and not rows:
        raise BadRequestError(f"the model has no {PROBABILITIES!r}; expected {LABEL!r}")
    named = {} if request.id is None else {"id": request.id}
    outputs = [tensors[output] for output in requested]
    return {"model_name": name, "model_version": version, **named, "outputs": outputs}


def _tensor(name: str, datatype: str, *shape: int) -> dict[str, object]:
    return {"name": name, "datatype": datatype, "shape": list(shape)}


def _object(value: object, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise BadRequestError(f"{where} is {_json_type(value)}; expected an object")
    return value


def _array(fields: dict[str, object], name: str, where: str) -> list[object]:
    value = fields.get(name)
    if not isinstance(value, list):
        raise BadRequestError(f"{name!r} of {where} is {_json_type(value)}; expected an array")
    return value


def _json_type(value: object) -> str:
    """Name the type of a JSON value, never the value: it may be a text."""
    if value is None:
        return "missing or null"
    return "a string" if isinstance(value, str) else json_type(value)


def _check_parameters(fields: dict[str, object], where: str) -> None:
    value = fields.get("parameters")
    parameters = {} if value is None else _object(value, f"'parameters' of {where}")
    for name, instead in _REFUSED_PARAMETERS.items():
        if parameters.get(name):
            raise BadRequestError(f"parameter {name!r} of {where} is not supported; {instead}")


def _elements(tensor: dict[str, object], max_texts: int) -> list[object]:
    """Return the elements of the input tensor, whose shape is [n] or [n, 1]."""
    for field, expected in (("name", TEXT), ("datatype", "BYTES")):
        if tensor.get(field) != expected:
            found = describe(tensor.get(field))
            raise BadRequestError(f"{field} of the input is {found}; expected {expected!r}")
    _check_parameters(tensor, "the input")
    elements = list(_flat(_array(tensor, "data", "the input")))
    count = len(elements)
    if count > max_texts:
        raise PayloadTooLargeError(f"found {count} texts; expected at most {max_texts}")
    if not count:
        raise BadRequestError("found no texts in the input's data; expected at least one")
    shape = _array(tensor, "shape", "the input")
    # `type` and not isinstance: True is an int too, and 2.0 == 2.
    integers = all(type(size) is int for size in shape)
    if not integers or shape not in ([count], [count, 1]):
        found = str(shape)[:80] if integers else "not made of integers"
        raise BadRequestError(
            f"shape of the input is {found} and its data has {count} elements; "
            f"expected [{count}] or [{count}, 1]"
        )
    return elements


def _flat(data: list[object]) -> Iterator[object]:
    """Yield the elements of nested arrays, row after row, at any depth.

    A loop, because recursion would fail on deep nesting: [["a"], [["b"]]] yields "a", "b".
    """
    # The innermost array is last; each is resumed after its nested array ends.
    open_arrays = [iter(data)]
    while open_arrays:
        for element in open_arrays[-1]:
            if isinstance(element, list):
                open_arrays.append(iter(element))
                break
            yield element
        else:
            open_arrays.pop()


def _text(element: object, where: str, max_bytes: int) -> str:
    if not isinstance(element, str):
        raise BadRequestError(f"found {_json_type(element)} as {where}; expected a string")
    check_text(element, max_bytes, where)
    return element


def _outputs(document: dict[str, object]) -> tuple[str, ...]:
    """Return the names of the requested outputs, each once; none if the field is missing."""
    if document.get("outputs") is None:
        return ()
    names: dict[str, None] = {}
    outputs = _array(document, "outputs", "the request")
    for where, value in ((f"outputs[{index}]", value) for index, value in enumerate(outputs)):
        output = _object(value, where)
        name = output.get("name")
        if not isinstance(name, str) or name not in (LABEL, PROBABILITIES):
            raise BadRequestError(
                f"{where} names {describe(name)}; expected {LABEL!r} or {PROBABILITIES!r}"
            )
        _check_parameters(output, where)
        names[name] = None
    return tuple(names)
