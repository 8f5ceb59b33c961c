"""The HTTP routes: read the request, call one function, return.

Chalice imports this module in every one of its commands, so importing it needs no environment
variable and touches neither the network nor a model; only in Lambda is the model loaded at once.
"""

import functools
import os
import time
from collections.abc import Callable
from typing import cast

from chalice.app import Chalice, Request, Response

from chalicelib.errors import ServiceError
from chalicelib.predictor import Predictor
from chalicelib.request import read_text, unavailable
from chalicelib.settings import read_settings
from chalicelib.source import ModelSource, Servable
from chalicelib.telemetry import Telemetry

settings = read_settings(os.environ)
predictor = Predictor(ModelSource(settings).fetch, settings.model_refresh_seconds)

app = Chalice(app_name="spam-or-ham")
# API Gateway would otherwise decode every text as UTF-8, whatever charset it is sent in.
app.api.binary_types.append("text/plain")
telemetry = Telemetry(app.app_name, time.monotonic)

if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
    predictor.warm()


@app.middleware("http")
def observe(request: Request, get_response: Callable[[Request], Response]) -> Response:
    """Write one line per request, when its answer is known."""
    started = telemetry.now()
    response = get_response(request)
    route = f"{request.method} {request.path}"
    version, loads = predictor.version(), predictor.events()
    telemetry.request(route, started, response.status_code, response.body, version, loads)
    return response


def with_model(view: Callable[[Servable], object]) -> Callable[[], object]:
    """Hand the current model to a view; without one, answer 503."""

    @functools.wraps(view)
    def answer() -> object:
        try:
            model = predictor.model()
        except ServiceError:
            return unavailable()
        return view(model)

    return answer


# An empty list: Chalice would refuse a missing Content-Type, and name its own error for others.
@app.route("/spamorham", methods=["POST"], content_types=[])
@with_model
def spam_or_ham(model: Servable) -> object:
    """Answer the label of the text in the request, in a list of one."""
    request = cast("Request", app.current_request)
    return [model.predict(read_text(request, settings.max_text_bytes))]


@app.route("/model", methods=["GET"])
@with_model
def model_facts(model: Servable) -> object:
    """Answer what is public of the model's manifest."""
    return model.manifest.public()


@app.route("/health", methods=["GET"])
@with_model
def health(model: Servable) -> object:
    """Answer which version of the model is serving."""
    return {"status": "ok", "version": model.manifest.version}
