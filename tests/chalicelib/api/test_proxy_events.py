"""Call the app as Lambda does, with API Gateway's proxy events.

`send` sends a body in each of three forms: as bytes, as `chalice local` does; as a string that API
Gateway has decoded as UTF-8; and base64-encoded.
"""

import base64
from types import ModuleType

import pytest

from emulation.gateway import PLAIN, proxy_event
from tests.support.requests import SPAM, call


@pytest.mark.parametrize(
    ("body", "content_type", "encoded"),
    [
        pytest.param(SPAM, PLAIN, False, id="string"),
        pytest.param(SPAM, None, False, id="no-content-type"),
        pytest.param(SPAM, "text/plain; charset=latin-1", False, id="charset"),
        pytest.param(base64.b64encode(SPAM.encode()).decode(), PLAIN, True, id="base64"),
        pytest.param(
            base64.b64encode(SPAM.encode("utf-16")).decode(),
            "text/plain; charset=utf-16",
            True,
            id="base64-with-charset",
        ),
    ],
)
def test_the_app_responds_to_api_gateways_events(
    app_module: ModuleType, body: str, content_type: str | None, encoded: bool
) -> None:
    response = call(app_module, proxy_event(body, content_type, encoded))
    assert (response.status_code, response.json_body) == (200, ["spam"])


def test_api_gateway_passes_plain_text_as_bytes(app_module: ModuleType) -> None:
    assert "text/plain" in app_module.app.api.binary_types


@pytest.mark.parametrize("path", ["/spamorham", "/explain"])
def test_an_event_without_a_body_is_an_empty_text(app_module: ModuleType, path: str) -> None:
    response = call(app_module, proxy_event(None, path=path))
    assert (response.status_code, response.json_body["Code"]) == (400, "BadRequestError")


def test_an_event_without_headers_is_plain_text(app_module: ModuleType) -> None:
    event = proxy_event(SPAM) | {"headers": None, "multiValueHeaders": None}
    assert call(app_module, event).json_body == ["spam"]


@pytest.mark.parametrize("path", ["/spamorham", "/explain"])
@pytest.mark.parametrize("text", ["\ud83d", "\0", "\udc00 free \0"])
def test_lone_surrogates_and_nul_are_classified(
    app_module: ModuleType, path: str, text: str
) -> None:
    assert call(app_module, proxy_event(text, path=path)).status_code == 200


@pytest.mark.parametrize("path", ["/spamorham", "/explain"])
def test_the_size_of_a_string_is_counted_in_bytes(app_module: ModuleType, path: str) -> None:
    assert call(app_module, proxy_event("é" * 1000, path=path)).status_code == 200
    assert call(app_module, proxy_event("é" * 1001, path=path)).status_code == 413
