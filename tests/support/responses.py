"""Request a route and check error responses; list the routes with CORS."""

from types import ModuleType

from chalice.test import Client, HTTPResponse

from emulation.servers import ROOT
from tests.support.requests import SPAM

WITH_CORS = ["POST /spamorham", "POST /explain", "GET /model"]
REPORT = "POST /report"
"""It has CORS, too, and by default is off."""


def request_to(app_module: ModuleType, route: str, **headers: str) -> HTTPResponse:
    """Send a request to a route, such as `GET /model`, with a text if it is a POST."""
    method, path = route.split()
    body = SPAM.encode() if method == "POST" else b""
    with Client(app_module.app, project_dir=str(ROOT)) as client:
        return client.http.request(method, path, headers=headers, body=body)


def assert_error(response: HTTPResponse, status: int, code: str) -> str:
    """Assert a Chalice error body and return its message."""
    assert response.status_code == status
    assert set(response.json_body) == {"Code", "Message"}
    assert response.json_body["Code"] == code
    return str(response.json_body["Message"])
