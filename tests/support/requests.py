"""Send requests to app.py as API Gateway or Chalice's test client does."""

import base64
from types import ModuleType
from typing import Any

from chalice.test import Client, HTTPResponse

from emulation.gateway import PLAIN, proxy_event
from emulation.servers import ROOT

SPAM = "win a free phone, txt WIN to 80001"
WAYS = ("local", "string", "base64")


def call(app_module: ModuleType, event: dict[str, Any]) -> HTTPResponse:
    """Call the app with an event."""
    return HTTPResponse.create_from_dict(app_module.app(event, None))


def send(
    app_module: ModuleType,
    way: str,
    body: bytes,
    content_type: str | None = PLAIN,
    path: str = "/spamorham",
    **more_headers: str,
) -> HTTPResponse:
    """Post a body to the app in one of `WAYS`; `content_encoding="gzip"` is one more header."""
    more = {name.replace("_", "-"): value for name, value in more_headers.items()}
    if way == "local":
        headers = more | ({} if content_type is None else {"Content-Type": content_type})
        with Client(app_module.app, project_dir=str(ROOT)) as client:
            return client.http.post(path, headers=headers, body=body)
    encoded = way == "base64"
    text = base64.b64encode(body).decode() if encoded else body.decode("utf-8", "replace")
    parameters = {"name": path.split("/")[3]} if path.startswith("/v2/models/") else None
    resource = "/v2/models/{name}/infer" if parameters else path
    event = proxy_event(
        text, content_type, encoded, path=path, resource=resource, parameters=parameters
    )
    event["headers"] |= more
    return call(app_module, event)
