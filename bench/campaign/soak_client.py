"""The clients of the soak: requests to all routes, each response compared with the models."""

import http.client
import json
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from bench.campaign.case import Finding
from chalicelib.api.request_body import SentText
from chalicelib.api.views import explanation
from chalicelib.serving.served_model import ServedModel
from train.registry.bundle import Bundle

SECONDS = 30.0
NAME = "spam-or-ham"
TEXTS = (
    "win a free prize, call now",
    "see you at eight",
    "Your account is locked: claim \u00a3100 \U0001f381",
    "ok, going home now " * 20,
)


class Response(NamedTuple):
    """A status and the parsed body; the page's is not parsed."""

    status: int
    body: Any


class ExpectedModel:
    """What a model says about the texts of the soak."""

    def __init__(self, bundle: Bundle) -> None:
        model = bundle.model()
        served = ServedModel(model)
        self.labels = [model.predict(text) for text in TEXTS]
        explained = [explanation(served, SentText(text, from_mail=False)) for text in TEXTS]
        self.explanations = json.loads(json.dumps(explained))
        for each in self.explanations:
            del each["version"]  # the same model is published again and again
        self.probabilities = [
            number for text in TEXTS for number in model.classify(text).probabilities or ()
        ]


def ask(url: str, path: str, body: object = None, kind: str = "application/json") -> Response:
    """Send a GET request, or a POST request with a body."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=SECONDS)
    try:
        if body is None:
            connection.request("GET", path)
        else:
            raw = body if isinstance(body, str) else json.dumps(body)
            connection.request("POST", path, raw.encode(), {"Content-Type": kind})
        response = connection.getresponse()
        content = response.read()
        is_json = response.headers.get_content_type() == "application/json"
        return Response(response.status, json.loads(content) if is_json else content.decode())
    finally:
        connection.close()


def broken(url: str, rng: Random, expected: Mapping[str, ExpectedModel]) -> Iterator[Finding]:
    """Send a request to a drawn route and yield what is wrong with the response.

    `expected` maps each version that was ever promoted to its model.
    """
    number = rng.randrange(len(TEXTS))
    text = TEXTS[number]
    tensor = {"name": "text", "datatype": "BYTES", "shape": [len(TEXTS)], "data": TEXTS}
    path, body, kind = rng.choice(
        [
            ("/spamorham", text, "text/plain"),
            ("/spamorham", TEXTS, "application/json"),
            ("/explain", text, "text/plain"),
            (f"/v2/models/{NAME}/infer", {"inputs": [tensor]}, "application/json"),
            *((path, None, "") for path in ("/health", "/model", "/", f"/v2/models/{NAME}")),
        ]
    )
    try:
        status, found = ask(url, path, body, kind)
    except OSError as exc:
        yield "no response", f"{path}: {exc!r}"
        return
    if status != 200:
        yield "an error", f"{path}: {status} {str(found)[:200]}"
    elif not _fits(path, number if body == text else None, found, expected):
        yield "a response of no model as a whole", f"{path}: {str(found)[:200]}"


def _fits(path: str, number: int | None, found: Any, expected: Mapping[str, ExpectedModel]) -> bool:
    """Return whether one model alone explains a response; `number` is that of a single text."""
    if path == "/":
        return "<html" in found
    if path == "/spamorham":
        of_one = [
            model.labels if number is None else [model.labels[number]]
            for model in expected.values()
        ]
        return found in of_one
    if path == "/explain" and number is not None:
        model = expected.get(found.pop("version"))
        return model is not None and bool(found == model.explanations[number])
    if path.endswith("/infer"):
        label, probabilities = (output["data"] for output in found["outputs"])
        model = expected[found["model_version"]]
        return (label, probabilities) == (model.labels, model.probabilities)
    version = found["versions"][0] if "versions" in found else found["version"]
    return version in expected
