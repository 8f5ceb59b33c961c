"""The HTTP routes: read the request, call one function, return.

Chalice imports this module in every one of its commands, so importing it needs no environment
variable and touches neither the network nor a model; only in Lambda is the model loaded at once.
"""

import functools
import os
import time
from collections.abc import Callable
from typing import cast

from chalice.app import Chalice, CORSConfig, Request, Response

from chalicelib.api.body import read_body, read_text, read_texts, unavailable
from chalicelib.api.open_inference import check_name, in_protocol
from chalicelib.api.views import explanation, inference, tensors
from chalicelib.errors import ServiceError
from chalicelib.serving.model_cache import ModelCache
from chalicelib.serving.model_loader import ModelLoader, Servable
from chalicelib.serving.telemetry import Telemetry
from chalicelib.settings import read_settings

settings = read_settings(os.environ)
predictor = ModelCache(ModelLoader(settings).fetch, settings.model_refresh_seconds)
app = Chalice(app_name="spam-or-ham")
CORS = CORSConfig(expose_headers=["Retry-After"])
# Empty content_types: Chalice would refuse a missing one, and one on a GET, by an error of its own.
GET = {"methods": ["GET"], "content_types": []}
POST = {"methods": ["POST"], "content_types": [], "api_key_required": settings.require_api_key}
# API Gateway would otherwise decode every text as UTF-8, whatever charset it is sent in. Chalice's
# own list, of pictures and the like, is compared twice with every request: a twelfth of its time.
app.api.binary_types = ["text/plain"]
telemetry = Telemetry(os.environ.get("AWS_LAMBDA_FUNCTION_NAME", app.app_name), time.monotonic)
if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
    predictor.warm()


@app.middleware("http")
def observe(asked: Request, get_response: Callable[[Request], Response]) -> Response:
    """Write one line per request, when its answer is known."""
    started = telemetry.now()
    response = get_response(asked)
    route = f"{asked.method} {asked.path}"
    version, loads = predictor.version(), predictor.events()
    telemetry.request(route, started, response.status_code, response.body, version, loads)
    return response


def with_model(view: Callable[..., object]) -> Callable[..., object]:
    """Hand the current model to a view, before its path's parameters; without one, answer 503."""

    @functools.wraps(view)
    def answer(**parameters: str) -> object:
        try:
            model = predictor.model()
        except ServiceError:
            return unavailable()
        return view(model, **parameters)

    return answer


def request() -> Request:
    """Return the request that is being answered."""
    return cast("Request", app.current_request)


@app.route("/spamorham", cors=CORS, **POST)
@with_model
def spam_or_ham(model: Servable) -> object:
    """Answer the labels of the texts in the request, in their order."""
    texts = read_texts(request(), settings.max_texts, settings.max_text_bytes)
    return [model.predict(text) for text in texts]


@app.route("/explain", cors=CORS, **POST)
@with_model
def explain_label(model: Servable) -> object:
    """Answer the label of the text in the request, and what every word of it weighs."""
    return explanation(model, read_text(request(), settings.max_text_bytes))


@app.route("/model", cors=CORS, **GET)
@with_model
def model_facts(model: Servable) -> object:
    """Answer what is public of the model's manifest."""
    return model.manifest.public()


@app.route("/health", **GET)
@with_model
def health(model: Servable) -> object:
    """Answer which version of the model is serving."""
    return {"status": "ok", "version": model.manifest.version}


@app.route("/openapi.json", **GET)
def api_document() -> object:
    """Answer the description of these routes."""
    from chalicelib.api.openapi import openapi  # a cold start does not wait for what few ask for

    return openapi(app.app_name, settings)


@app.route("/", **GET)
def web_page() -> Response:
    """Answer the page to try the model on."""
    from chalicelib.web.page import page

    return Response(page().html, page().headers)


@app.route("/v2", **GET)
def server() -> object:
    """Answer who serves: from here on the routes are those of the Open Inference Protocol."""
    return {"name": app.app_name, "version": "2", "extensions": []}


@app.route("/v2/health/live", **GET)
def live() -> object:
    """Answer that the service runs, with or without a model."""
    return {"live": True}


@app.route("/v2/models/{name}", **GET)
@in_protocol
@with_model
def model_metadata(model: Servable, name: str) -> object:
    """Answer what goes into the model and what comes out."""
    check_name(name, app.app_name)
    return tensors(model, name)


@app.route("/v2/health/ready", **GET)
@app.route("/v2/models/{name}/ready", **GET)
@in_protocol
@with_model
def ready(model: Servable, name: str = app.app_name) -> object:
    """Answer that there is a model, and that it is this one."""
    check_name(name, app.app_name)
    return {"name": name, "ready": bool(model.manifest.version)}


@app.route("/v2/models/{name}/infer", **POST)
@in_protocol
@with_model
def infer(model: Servable, name: str) -> object:
    """Answer the labels and the probabilities of the texts in the request's tensor."""
    check_name(name, app.app_name)
    return inference(model, name, read_body(request()), settings.max_texts, settings.max_text_bytes)
