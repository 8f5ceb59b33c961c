"""Requests and errors of the Open Inference Protocol, as values; see also test_triton.py."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from chalice.app import BadRequestError, NotFoundError, Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.api.error_responses import PayloadTooLargeError
from chalicelib.api.infer_request import InferRequest, read_infer
from chalicelib.api.infer_response import infer_response
from chalicelib.api.open_inference import check_name, in_protocol

TEXTS = ["win a prize", "see you at eight"]
REQUEST = InferRequest(None, tuple(TEXTS), ())
EXPECTED = "expected one of label, probabilities, rule, known"
SHAPES = "and its data has 2 elements; expected [2] or [2, 1]"
BINARY = "switch the client's binary extension off (in tritonclient: binary_data=False)"


def having(**fields: object) -> dict[str, list[object]]:
    """Return a request with two texts; these fields replace those of its input."""
    known = {"name": "text", "datatype": "BYTES", "shape": [2], "data": TEXTS}
    return {"inputs": [known | fields]}


def requesting(outputs: object) -> dict[str, object]:
    return having() | {"outputs": outputs}


def read(request: object) -> InferRequest:
    """Read a request of at most 3 texts of at most 20 bytes."""
    return read_infer(json.dumps(request), 3, 20)


def refusal(request: object) -> str:
    with pytest.raises(BadRequestError) as caught:
        read(request)
    return str(caught.value)


def test_a_string_and_bytes_give_the_same_texts() -> None:
    assert read(having()) == REQUEST
    body = json.dumps(having(data=["naïve 🎁", "b"]), ensure_ascii=False)
    assert read_infer(body.encode(), 3, 20) == read_infer(body, 3, 20)


@pytest.mark.parametrize("shape", [[2], [2, 1]])
@pytest.mark.parametrize("data", [TEXTS, [[[], ["win a prize"]], "see you at eight"]])
def test_data_is_read_in_row_major_order(data: list[object], shape: list[int]) -> None:
    assert read(having(data=data, shape=shape)).texts == tuple(TEXTS)


def test_the_id_and_each_requested_output_are_read_once() -> None:
    outputs = [{"name": name} for name in ("probabilities", "label", "probabilities")]
    request = read(requesting(outputs) | {"id": "a-1"})
    assert (request.id, request.outputs) == ("a-1", ("probabilities", "label"))


def test_null_counts_as_a_missing_field() -> None:
    assert read(having(parameters=None) | dict.fromkeys(["id", "outputs", "parameters"])) == REQUEST


def test_parameters_of_other_servers_are_ignored() -> None:
    parameters = {"sequence_id": 7, "binary_data_output": True, "content_type": "str"}
    assert read(having(parameters=parameters) | {"parameters": parameters}) == REQUEST
    assert read(requesting([{"name": "label", "parameters": {"binary_data": False}}])).outputs


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"", "an empty body; expected "),
        (b'{"inputs": [}', "malformed JSON (Expecting value: "),
        (b"{}\x04\0\0\0spam", "malformed JSON (Extra data: "),
        (b"\xff\xfe\xfd", "JSON that is not in UTF-8"),
        (b"[" * 100_000, "JSON nested too deeply"),
    ],
    ids=["empty", "malformed", "binary-after-json", "binary-alone", "deep"],
)
def test_a_body_that_is_not_json_is_refused_with_what_to_send(body: bytes, found: str) -> None:
    with pytest.raises(BadRequestError) as caught:
        read_infer(body, 3, 20)
    assert str(caught.value).startswith(f"found {found}")
    assert str(caught.value).endswith(BINARY)


REFUSED: list[tuple[object, str]] = [
    ([], "the body is an array; expected an object"),
    ({}, "'inputs' of the request is missing or null; expected an array"),
    ({"parameters": []}, "'parameters' of the request is an array; expected an object"),
    ({"inputs": [1, 2]}, "found 2 inputs; expected one, named 'text'"),
    ({"inputs": [True]}, "inputs[0] is true or false; expected an object"),
    ({"id": 42}, "'id' of the request is a number; expected a string"),
    (requesting({}), "'outputs' of the request is an object; expected an array"),
    (requesting(["label"]), "outputs[0] is a string; expected an object"),
    (requesting([{"name": []}]), f"outputs[0] names an array of 0; {EXPECTED}"),
    (requesting([{"name": "label"}, {"name": "score"}]), f'outputs[1] names "score"; {EXPECTED}'),
    (having(name="texts"), "name of the input is \"texts\"; expected 'text'"),
    (having(datatype="FP32"), "datatype of the input is \"FP32\"; expected 'BYTES'"),
    (having(data=None), "'data' of the input is missing or null; expected an array"),
    (having(data="hello"), "'data' of the input is a string; expected an array"),
    (having(data=[]), "found no texts in the input's data; expected at least one"),
    (having(data=["a", 7]), "found a number as data[1]; expected a string"),
    (having(data=["a", None]), "found missing or null as data[1]; expected a string"),
    (having(data=["a", ""]), "found an empty text as data[1]; expected a text to classify"),
    (having(data=[" ", "b"]), "found only white space as data[0]; expected a text to classify"),
    (having(shape=2), "'shape' of the input is a number; expected an array"),
    (having(shape=[3]), f"shape of the input is [3] {SHAPES}"),
    (having(shape=[1, 2]), f"shape of the input is [1, 2] {SHAPES}"),
    (having(shape=[10**90]), f"shape of the input is [1{'0' * 78} {SHAPES}"),
    (having(shape=[2.0]), f"shape of the input is not made of integers {SHAPES}"),
    (having(shape=[2, True]), f"shape of the input is not made of integers {SHAPES}"),
    (having(parameters=[]), "'parameters' of the input is an array; expected an object"),
]


@pytest.mark.parametrize(("request_body", "message"), REFUSED)
def test_a_request_outside_the_protocol_is_refused(request_body: object, message: str) -> None:
    assert refusal(request_body) == message


@pytest.mark.parametrize(
    ("parameter", "value", "instead"),
    [
        ("binary_data_size", 12, BINARY),
        ("binary_data", True, BINARY),
        ("shared_memory_region", "r", "send the texts in 'data'"),
        ("classification", 2, "request the output 'probabilities'"),
    ],
)
def test_other_forms_of_tensors_are_refused(parameter: str, value: object, instead: str) -> None:
    given = {parameter: value}
    message = refusal(having(parameters=given, data=None))
    assert message.startswith(f"parameter {parameter!r} of the input is not supported; {instead}")
    message = refusal(requesting([{"name": "label", "parameters": given}]))
    assert message.startswith(f"parameter {parameter!r} of outputs[0] is not supported; {instead}")


def test_more_texts_than_the_limit_are_refused() -> None:
    assert len(read(having(data=["a", "b", "c"], shape=[3])).texts) == 3
    with pytest.raises(PayloadTooLargeError, match="found 4 texts; expected at most 3"):
        read(having(data=["a", ["b", "c"], "d"]))


@pytest.mark.parametrize(("letter", "size"), [("x", 1), ("é", 2), ("\udcff", 3), ("🎁", 4)])
def test_a_text_over_the_limit_in_utf_8_is_refused(letter: str, size: int) -> None:
    most = letter * (20 // size)
    assert read(having(data=["a", most])).texts == ("a", most)
    with pytest.raises(PayloadTooLargeError, match=r"data\[1\]; expected at most 20"):
        read(having(data=["a", most + letter]))


@pytest.mark.parametrize("data", [["my text", ""], ["my text", 1], "my text", {"my text": 1}])
def test_no_error_repeats_a_text(data: object) -> None:
    assert "my text" not in refusal(having(data=data)) + refusal({"inputs": data})


def test_another_name_is_not_found() -> None:
    check_name("spam-or-ham", "spam-or-ham")
    with pytest.raises(NotFoundError) as caught:
        check_name("x" * 500, "spam-or-ham")
    assert "expected spam-or-ham" in str(caught.value)
    assert len(str(caught.value)) < 150


def raising(error: Exception) -> Callable[..., object]:
    def view(name: str) -> object:
        raise error

    return view


def test_an_error_has_the_protocols_field_too() -> None:
    response: Any = in_protocol(raising(PayloadTooLargeError("too much")))(name="m")
    body = {"Code": "PayloadTooLargeError", "Message": "too much", "error": "too much"}
    assert (response.status_code, response.body) == (413, body)


def test_an_error_response_has_it_and_other_responses_do_not() -> None:
    unavailable = Response(body={"Code": "C", "Message": "none"}, status_code=503)
    response: Any = in_protocol(lambda: unavailable)()
    assert (response.status_code, response.body["error"]) == (503, "none")
    assert in_protocol(lambda name: [name])(name="m") == ["m"]
    found = Response(body={"name": "m"})
    assert in_protocol(lambda: found)() is found
    assert found.body == {"name": "m"}
    with pytest.raises(KeyError):
        in_protocol(raising(KeyError()))(name="m")


WORDS = st.sampled_from(["text", "BYTES", "label", "inputs", "name", "shape", "datatype", "data"])
SCALARS = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=30) | WORDS
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner), max_leaves=20
)
TENSOR = st.fixed_dictionaries(
    {
        "name": st.just("text") | ANYTHING,
        "datatype": st.just("BYTES") | ANYTHING,
        "shape": st.lists(st.integers(0, 3), max_size=2) | ANYTHING,
        "data": st.lists(st.text(max_size=8), max_size=4) | ANYTHING,
    }
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANYTHING | st.fixed_dictionaries({"inputs": st.lists(TENSOR, min_size=1, max_size=2)}))
def test_any_json_is_read_or_refused(value: object) -> None:
    try:
        request = read_infer(json.dumps(value), 3, 20)
    except (BadRequestError, PayloadTooLargeError):
        return
    count = len(request.texts)
    json.dumps(infer_response(request, "m", "v1", ["spam"] * count, [(0.5, 0.5)] * count))
