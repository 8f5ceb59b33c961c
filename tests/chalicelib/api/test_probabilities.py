"""`POST /spamorham?probabilities=1` returns the probability of each class."""

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from chalice.test import HTTPResponse

from emulation.gateway import proxy_event
from tests.support.requests import SPAM, call, send
from tests.support.responses import assert_error
from train.registry.bundle import Bundle

HAM = "ok lor, going home now"

Ask = Callable[[str], HTTPResponse]


@pytest.fixture(params=["local", "gateway"])
def ask(request: pytest.FixtureRequest, app_module: ModuleType) -> Ask:
    """Return a function that posts two texts with a query."""
    body = json.dumps([SPAM, HAM])

    def ask(value: str) -> HTTPResponse:
        if request.param == "local":
            path = f"/spamorham?probabilities={value}"
            return send(app_module, "local", body.encode(), "application/json", path)
        event = proxy_event(body, "application/json")
        event["multiValueQueryStringParameters"] = {"probabilities": [value], "other": ["x"]}
        return call(app_module, event)

    return ask


def test_each_text_has_its_label_and_probabilities(ask: Ask, default_bundle: Bundle) -> None:
    found: list[dict[str, Any]] = ask("1").json_body
    assert [each["label"] for each in found] == ["spam", "ham"]
    for text, each in zip((SPAM, HAM), found, strict=True):
        expected = default_bundle.model().classify(text).probabilities or ()
        assert list(each["probabilities"]) == ["ham", "spam"]
        assert list(each["probabilities"].values()) == pytest.approx(expected)


def test_zero_is_the_default(ask: Ask) -> None:
    assert ask("0").json_body == ["spam", "ham"]


@pytest.mark.parametrize("value", ["", "true", "2", "x" * 99])
def test_another_value_is_refused(ask: Ask, value: str) -> None:
    message = assert_error(ask(value), 400, "BadRequestError")
    assert message == f"found probabilities={value[:40]!r}; expected 0 or 1"
