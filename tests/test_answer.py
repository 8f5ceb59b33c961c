"""An answer is sent as Chalice itself would send it."""

import pytest
from chalice.app import Response

from chalicelib.answer import encoded


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(["spam", "h\u00e4m \ud800"], id="labels"),
        pytest.param({"Code": "BadRequestError", "Message": None}, id="object"),
        pytest.param({"probability": 0.25, "evidence": []}, id="numbers"),
        pytest.param("<!doctype html>", id="page"),
    ],
)
def test_an_answer_is_what_chalice_makes_of_it(body: object) -> None:
    headers: dict[str, str | list[str]] = {"Retry-After": "5"}
    expected = Response(body, headers, 503).to_dict([])
    assert encoded(Response(body, headers, 503)).to_dict([]) == expected
