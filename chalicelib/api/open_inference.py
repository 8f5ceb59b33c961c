"""The Open Inference Protocol (V2, REST), which clients of KServe, MLServer and Triton speak.

From a JSON body to the texts in it, and from labels and probabilities to the answer. Tensors are
read from JSON alone: docs/inference.md says what of the protocol and its extensions is left out.
"""

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from chalice.app import BadRequestError, ChaliceViewError, NotFoundError, Response

from chalicelib.api.errors import PayloadTooLargeError
from chalicelib.api.json_body import check_text, kind_of, parse_json
from chalicelib.strict_json import describe

TEXT = "text"
LABEL = "label"
PROBABILITIES = "probabilities"

_BINARY_OFF = "switch the client's binary extension off (in tritonclient: binary_data=False)"
_ACCEPTED = f"an inference request in JSON alone: {_BINARY_OFF}"
_REFUSED_PARAMETERS = {
    "binary_data_size": _BINARY_OFF,
    "binary_data": _BINARY_OFF,
    "shared_memory_region": "send the texts in 'data' and read the outputs from the answer",
    "classification": f"ask for the output {PROBABILITIES!r} instead",
}
"""Parameters that ask for another form of tensor, and what to do instead; others are ignored."""


class InferRequest(NamedTuple):
    """A checked request: its id, the texts, and the outputs asked for by name, none for all."""

    id: str | None
    texts: tuple[str, ...]
    outputs: tuple[str, ...]


def metadata(
    name: str, version: str, classes: Sequence[str], probabilities: bool
) -> dict[str, object]:
    """Describe the model; `probabilities` tells whether its classifier gives any.

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
    """Refuse the name of any model but the one that is served.

    Raises
    ------
    NotFoundError
        Names both.
    """
    if name != served:
        raise NotFoundError(f"found no model {describe(name)}; the one that is served is {served}")


def in_protocol(view: Callable[..., object]) -> Callable[..., object]:
    """Let each refusal of a view have the protocol's field "error" beside Chalice's own two."""

    @functools.wraps(view)
    def answer(**parameters: str) -> object:
        try:
            result = view(**parameters)
        except ChaliceViewError as exc:
            body = {"Code": type(exc).__name__, "Message": str(exc)}
            result = Response(body=body, status_code=exc.STATUS_CODE)
        if isinstance(result, Response) and result.status_code >= 400:
            result.body["error"] = result.body["Message"]
        return result

    return answer


def read_infer(body: bytes | str, max_texts: int, max_text_bytes: int) -> InferRequest:
    """Read the body of an inference request: one BYTES tensor of texts.

    Raises
    ------
    BadRequestError
        For anything that docs/inference.md does not name; says what was found and is accepted.
    PayloadTooLargeError
        For more than `max_texts` texts, or one of more than `max_text_bytes` bytes in UTF-8.
    """
    document = _object(parse_json(body, _ACCEPTED), "the body")
    _check_parameters(document, "the request")
    given = document.get("id")
    if given is not None and not isinstance(given, str):
        raise BadRequestError(f"'id' of the request is {_kind(given)}; a string is accepted")
    inputs = _array(document, "inputs", "the request")
    if len(inputs) != 1:
        raise BadRequestError(f"found {len(inputs)} inputs; one is accepted, named {TEXT!r}")
    elements = enumerate(_elements(_object(inputs[0], "inputs[0]"), max_texts))
    texts = tuple(_text(element, f"data[{index}]", max_text_bytes) for index, element in elements)
    return InferRequest(given, texts, _outputs(document))


def infer_answer(
    request: InferRequest,
    name: str,
    version: str,
    labels: Sequence[str],
    probabilities: Sequence[Sequence[float] | None],
) -> dict[str, object]:
    """Build the answer to a request: the outputs that it asks for, flat, in row-major order.

    There is a label per text, and a probability per text and class, in the order of the model's
    classes, or None where the classifier gives none: then the default is the labels alone.

    Raises
    ------
    BadRequestError
        When probabilities are asked for and there are none.
    """
    count, rows = len(labels), [row for row in probabilities if row is not None]
    tensors = {LABEL: _tensor(LABEL, "BYTES", count) | {"data": list(labels)}}
    if rows:
        flat = {"data": [value for row in rows for value in row]}
        tensors[PROBABILITIES] = _tensor(PROBABILITIES, "FP64", count, len(rows[0])) | flat
    asked = request.outputs or tuple(tensors)
    if PROBABILITIES in asked and not rows:
        raise BadRequestError(f"the model gives no {PROBABILITIES!r}; {LABEL!r} is accepted")
    named = {} if request.id is None else {"id": request.id}
    outputs = [tensors[output] for output in asked]
    return {"model_name": name, "model_version": version, **named, "outputs": outputs}


def _tensor(name: str, datatype: str, *shape: int) -> dict[str, object]:
    return {"name": name, "datatype": datatype, "shape": list(shape)}


def _object(value: object, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise BadRequestError(f"{where} is {_kind(value)}; an object is accepted")
    return value


def _array(fields: dict[str, object], name: str, where: str) -> list[object]:
    value = fields.get(name)
    if not isinstance(value, list):
        raise BadRequestError(f"{name!r} of {where} is {_kind(value)}; an array is required")
    return value


def _kind(value: object) -> str:
    """Name the type of a JSON value: the value itself may be a text, which no error repeats."""
    if value is None:
        return "missing or null"
    return "a string" if isinstance(value, str) else kind_of(value)


def _check_parameters(fields: dict[str, object], where: str) -> None:
    given = fields.get("parameters")
    parameters = {} if given is None else _object(given, f"'parameters' of {where}")
    for name, instead in _REFUSED_PARAMETERS.items():
        if parameters.get(name):
            raise BadRequestError(f"parameter {name!r} of {where} is not supported; {instead}")


def _elements(tensor: dict[str, object], max_texts: int) -> list[object]:
    """Return the elements of the input tensor, whose shape is [n] or [n, 1]."""
    for field, accepted in (("name", TEXT), ("datatype", "BYTES")):
        if tensor.get(field) != accepted:
            found = describe(tensor.get(field))
            raise BadRequestError(f"{field} of the input is {found}; {accepted!r} is accepted")
    _check_parameters(tensor, "the input")
    elements = list(_flat(_array(tensor, "data", "the input")))
    count = len(elements)
    if count > max_texts:
        raise PayloadTooLargeError(f"found {count} texts; at most {max_texts} are accepted")
    if not count:
        raise BadRequestError("found no texts in the input's data; one or more are required")
    shape = _array(tensor, "shape", "the input")
    whole = all(type(size) is int for size in shape)
    if not whole or shape not in ([count], [count, 1]):
        found = str(shape)[:80] if whole else "not made of integers"
        raise BadRequestError(
            f"shape of the input is {found} and its data has {count} elements; "
            f"[{count}] or [{count}, 1] is accepted"
        )
    return elements


def _flat(data: list[object]) -> Iterator[object]:
    """Yield the elements of arrays in arrays, row after row, however deep they are."""
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
        raise BadRequestError(f"found {_kind(element)} as {where}; a string is accepted")
    check_text(element, max_bytes, where)
    return element


def _outputs(document: dict[str, object]) -> tuple[str, ...]:
    """Return the names of the outputs asked for, each once; none for null or a missing field."""
    names: dict[str, None] = {}
    given = document.get("outputs") is not None
    outputs = _array(document, "outputs", "the request") if given else []
    for where, value in ((f"outputs[{index}]", value) for index, value in enumerate(outputs)):
        output = _object(value, where)
        name = output.get("name")
        if not isinstance(name, str) or name not in (LABEL, PROBABILITIES):
            accepted = f"{LABEL!r} or {PROBABILITIES!r} is accepted"
            raise BadRequestError(f"{where} names {describe(name)}; {accepted}")
        _check_parameters(output, where)
        names[name] = None
    return tuple(names)
