"""Read a request of the Open Inference Protocol (V2, REST): one tensor of texts, in JSON.

docs/inference.md says which parts of the protocol are left out.
"""

from chalice.app import BadRequestError

from chalicelib.api.error_responses import PayloadTooLargeError
from chalicelib.api.json_body import check_text, parse_json
from chalicelib.api.json_fields import array_field, as_object, flat, type_name
from chalicelib.named_tuple import NamedTuple
from chalicelib.strict_json import describe

TEXT = "text"
LABEL = "label"
PROBABILITIES = "probabilities"
RULE = "rule"
KNOWN = "known"
OUTPUTS = (LABEL, PROBABILITIES, RULE, KNOWN)

_BINARY_OFF = "switch the client's binary extension off (in tritonclient: binary_data=False)"
# What the service repeats or goes through, other than the texts.
MAX_ID_CHARACTERS = 256
MAX_OUTPUTS = 10

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


def read_infer(body: bytes | str, max_texts: int, max_text_bytes: int) -> InferRequest:
    """Read the body of an inference request: one BYTES tensor of texts.

    Raises
    ------
    BadRequestError
        If the request is not one that docs/inference.md describes.
    PayloadTooLargeError
        If there are more than `max_texts` texts, or one has more than `max_text_bytes` in UTF-8.
    """
    document = as_object(parse_json(body, _EXPECTED), "the body")
    _check_parameters(document, "the request")
    request_id = _id(document)
    inputs = array_field(document, "inputs", "the request")
    if len(inputs) != 1:
        raise BadRequestError(f"found {len(inputs)} inputs; expected one, named {TEXT!r}")
    elements = enumerate(_elements(as_object(inputs[0], "inputs[0]"), max_texts))
    texts = tuple(_text(element, f"data[{index}]", max_text_bytes) for index, element in elements)
    return InferRequest(request_id, texts, _outputs(document))


def _id(document: dict[str, object]) -> str | None:
    """Return the request's id, which the response repeats."""
    value = document.get("id")
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadRequestError(f"'id' of the request is {type_name(value)}; expected a string")
    if len(value) > MAX_ID_CHARACTERS:
        raise BadRequestError(
            f"'id' of the request has {len(value)} characters; expected at most {MAX_ID_CHARACTERS}"
        )
    return value


def _check_parameters(fields: dict[str, object], where: str) -> None:
    value = fields.get("parameters")
    parameters = {} if value is None else as_object(value, f"'parameters' of {where}")
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
    elements = list(flat(array_field(tensor, "data", "the input")))
    count = len(elements)
    if count > max_texts:
        raise PayloadTooLargeError(f"found {count} texts; expected at most {max_texts}")
    if not count:
        raise BadRequestError("found no texts in the input's data; expected at least one")
    shape = array_field(tensor, "shape", "the input")
    # `type` and not isinstance: True is an int too, and 2.0 == 2.
    integers = all(type(size) is int for size in shape)
    if not integers or shape not in ([count], [count, 1]):
        found = str(shape[:80])[:80] if integers else "not made of integers"
        raise BadRequestError(
            f"shape of the input is {found} and its data has {count} elements; "
            f"expected [{count}] or [{count}, 1]"
        )
    return elements


def _text(element: object, where: str, max_bytes: int) -> str:
    if not isinstance(element, str):
        raise BadRequestError(f"found {type_name(element)} as {where}; expected a string")
    check_text(element, max_bytes, where)
    return element


def _outputs(document: dict[str, object]) -> tuple[str, ...]:
    """Return the names of the requested outputs, each once; none if the field is missing."""
    if document.get("outputs") is None:
        return ()
    names: dict[str, None] = {}
    outputs = array_field(document, "outputs", "the request")
    if len(outputs) > MAX_OUTPUTS:
        raise BadRequestError(f"found {len(outputs)} outputs; expected at most {MAX_OUTPUTS}")
    for where, value in ((f"outputs[{index}]", value) for index, value in enumerate(outputs)):
        output = as_object(value, where)
        name = output.get("name")
        if not isinstance(name, str) or name not in OUTPUTS:
            expected = ", ".join(OUTPUTS)
            raise BadRequestError(f"{where} names {describe(name)}; expected one of {expected}")
        _check_parameters(output, where)
        names[name] = None
    return tuple(names)
