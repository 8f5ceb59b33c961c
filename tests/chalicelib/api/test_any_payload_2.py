"""No request through a function URL or an HTTP API causes a 5xx or a traceback."""

import base64
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulation.doors import as_client_response
from tests.chalicelib.api.test_any_request import (
    BODIES,
    CONTENT_TYPES,
    GZIPPED,
    HEADERS,
    METHODS,
    any_app,
    logged,
)
from tests.support.examples import examples

__all__ = ["any_app", "logged"]  # the fixtures

PARTS = st.sampled_from(["v2", "models", "{name}", "infer", "spam-or-ham", "%", "%zz", "%2F", ""])
PATHS = (
    st.sampled_from(["/spamorham", "/explain", "/report", "/model", "/", "", "/v2/models/a/infer"])
    | st.lists(PARTS | st.text(max_size=5), max_size=5).map("/".join)
    | st.lists(PARTS, max_size=5).map(lambda parts: f"/{'/'.join(parts)}")
)
QUERIES = (
    st.sampled_from(["", "probabilities=1", "probabilities=1&probabilities=0", "%ff=%", "&&=&a"])
    | st.text(max_size=20)
)  # fmt: skip
HOSTS = st.sampled_from(["a.lambda-url.us-east-1.on.aws", "a.execute-api.us-east-1.amazonaws.com"])


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[*HealthCheck])
@given(data=st.data())
def test_no_request_is_a_server_error(
    any_app: Any,
    logged: list[str],
    data: st.DataObject,
) -> None:
    path, more = data.draw(PATHS), data.draw(HEADERS)
    event: dict[str, Any] = {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": data.draw(QUERIES),
        "headers": (more or {}) | {"content-type": data.draw(CONTENT_TYPES)},
        "requestContext": {
            "domainName": data.draw(HOSTS),
            "stage": data.draw(st.sampled_from(["$default", "prod"])),
            "http": {
                "method": data.draw(st.sampled_from([*METHODS, "POST", "POST"])),
                "path": path,
            },
        },
    }
    raw = data.draw(st.none() | BODIES | GZIPPED)
    if raw is not None:
        event["isBase64Encoded"] = data.draw(st.booleans())
        text = raw.decode("utf-8", "replace")
        event["body"] = base64.b64encode(raw).decode() if event["isBase64Encoded"] else text
    response = as_client_response(any_app.app(event, None))
    assert response.status in {200, 400, 403, 404, 413, 415}
    assert logged == []
