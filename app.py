"""The HTTP routes: read the request, call one function, return.

Chalice imports this module in every one of its commands, so importing it needs no environment
variable and touches neither the network nor a model. Only in Lambda is the model loaded at once.
"""

import functools
import gc
import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from chalicelib.serving.first_read import begin_first_read
from chalicelib.settings import read_settings

settings = read_settings(os.environ)
in_lambda = "AWS_LAMBDA_FUNCTION_NAME" in os.environ
if in_lambda:
    gc.disable()  # until the model is loaded: nothing that a cold start makes is garbage
store = begin_first_read(settings) if in_lambda else None  # while it responds, import the rest

from chalice.app import CORSConfig, NotFoundError, Request, Response

from chalicelib.api import views
from chalicelib.api.error_responses import FUNCTION_FAILED, ModelFunctionError, unavailable
from chalicelib.api.open_inference import check_name, in_protocol
from chalicelib.api.request_body import read_body, read_text, read_texts
from chalicelib.api.rest_app import RestApp
from chalicelib.errors import FunctionError, ServiceError
from chalicelib.serving.model_cache import ModelCache
from chalicelib.serving.model_loader import ModelLoader
from chalicelib.serving.served_model import Servable
from chalicelib.serving.telemetry import Telemetry

if TYPE_CHECKING:
    from chalicelib.bulk.deadline import Context
    from chalicelib.reports.intake import Intake
    from chalicelib.scoring.model import Label


model_loader = ModelLoader(settings, store)
model_cache = ModelCache(model_loader.fetch, settings.model_refresh_seconds)
telemetry = Telemetry(os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "spam-or-ham"), time.monotonic)


def observe(request: Request, started: float, status: int, body: object) -> None:
    """Write the log line of a request."""
    route = f"{request.method} {request.path}"
    loads, accelerated = model_cache.events(), model_cache.accelerated()
    telemetry.request(route, started, status, body, model_cache.version(), loads, accelerated)


app = RestApp("spam-or-ham", telemetry.now, observe)
CORS = CORSConfig(allow_headers=["X-Sender"], expose_headers=["Retry-After"])
# With content_types, Chalice would refuse a missing Content-Type, and one on a GET, in its own
# words.
GET = {"methods": ["GET", "HEAD"], "content_types": []}
POST = {"methods": ["POST"], "content_types": [], "api_key_required": settings.require_api_key}
# Whoever may report can change what the next model learns, so API Gateway always asks for a key.
REPORT = POST | {"api_key_required": settings.require_api_key or settings.reports_uri is not None}
# API Gateway passes these types as bytes; it decodes all others as UTF-8, whatever their charset.
app.api.binary_types = ["text/plain", "message/rfc822"]
if in_lambda:
    model_cache.warm()
    gc.freeze()
    gc.enable()
if os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start":
    from chalicelib.serving.snapshot import watch

    watch(model_cache)


def with_model(view: Callable[..., object]) -> Callable[..., object]:
    """Pass the current model to a view as its first argument; without a model, respond 503.

    If a function of the model fails on a text, respond 500.
    """

    @functools.wraps(view)
    def respond(**parameters: str) -> object:
        try:
            model = model_cache.model()
        except ServiceError:
            return unavailable()
        try:
            return view(model, **parameters)
        except FunctionError as exc:
            telemetry.function_failed(str(exc))
            raise ModelFunctionError(FUNCTION_FAILED) from None

    return respond


def with_trial(view: Callable[..., object]) -> Callable[..., object]:
    """Let the version on trial, if there is one, take part in the responses of a view."""

    @functools.wraps(view)
    def respond(model: Servable, **parameters: str) -> object:
        trial = model_cache.trial(model)
        if trial is None:
            return view(model, **parameters)
        return trial.respond(functools.partial(view, **parameters), sent_body, telemetry.tried)

    return respond


def request() -> Request:
    """Return the current request."""
    return cast("Request", app.current_request)


def sent_body() -> str | bytes:
    """Return the body of the current request as it arrived."""
    return request().to_original_event()["body"] or b""


@app.route("/spamorham", cors=CORS, **POST)
@with_model
@with_trial
def spam_or_ham(model: Servable) -> object:
    """Return the labels of the texts in the request, in their order."""
    texts = read_texts(request(), settings)
    ruled = views.under_policy(model, request(), settings)
    found = views.labelled(ruled, texts, request().query_params)
    telemetry.predicted(found.labels, found.rules, model, texts)
    return found.response


@app.route("/explain", cors=CORS, **POST)
@with_model
@with_trial
def explain_label(model: Servable) -> object:
    """Return the label of the text in the request, and the weight of each word."""
    sent = read_text(request(), settings)
    explained = views.explanation(views.under_policy(model, request(), settings), sent)
    labels, rules = [cast("Label", explained["label"])], [str(explained["rule"])]
    telemetry.predicted(labels, rules, model, [sent.text])
    return explained


@app.route("/report", cors=CORS, **REPORT)
def report_label() -> object:
    """Store a text with the label that a user says is right."""
    if settings.reports_uri is None:
        raise NotFoundError("reports are off: REPORTS_URI is not set")
    return store_report()


@functools.cache
def intake() -> "Intake":
    """Return the intake of reports, which is opened at the first one."""
    from chalicelib.reports.intake import open_intake

    return open_intake(settings)


@with_model
def store_report(model: Servable) -> object:
    """Store the report in the request, with what the model says now."""
    from chalicelib.api.report_view import receive  # few requests need it

    return receive(model, request(), settings, intake, telemetry)


@app.route("/model", cors=CORS, **GET)
@with_model
def model_facts(model: Servable) -> object:
    """Return what clients may know of the model and its policy, with examples for the page."""
    return views.model_facts(model, settings)


@app.route("/health", **GET)
@with_model
def health(model: Servable) -> object:
    """Return the version of the current model, its age, and whether the accelerator scores."""
    return views.health_facts(model, time.time())


@app.route("/openapi.json", **GET)
def api_document() -> object:
    """Return the OpenAPI document of these routes."""
    from chalicelib.api.openapi import openapi  # few requests need it

    return openapi(app.app_name, settings)


@app.route("/", **GET)
def web_page() -> Response:
    """Return the page to try the model on."""
    from chalicelib.web.page import page

    return Response(page().html, page().headers)


# The routes from here on are those of the Open Inference Protocol.
@app.route("/v2", **GET)
def server() -> object:
    """Return the name of the service."""
    return {"name": app.app_name, "version": "2", "extensions": []}


@app.route("/v2/health/live", **GET)
def live() -> object:
    """Return that the service runs, with or without a model."""
    return {"live": True}


@app.route("/v2/models/{name}", **GET)
@in_protocol
@with_model
def model_metadata(model: Servable, name: str) -> object:
    """Return the input and output tensors of the model."""
    check_name(name, app.app_name)
    return views.tensors(model, name)


@app.route("/v2/health/ready", **GET)
@app.route("/v2/models/{name}/ready", **GET)
@in_protocol
@with_model
def ready(model: Servable, name: str = app.app_name) -> object:
    """Return that a model of this name is loaded."""
    check_name(name, app.app_name)
    return {"name": name, "ready": bool(model.manifest.version)}


@app.route("/v2/models/{name}/infer", **POST)
@in_protocol
@with_model
@with_trial
def infer(model: Servable, name: str) -> object:
    """Return the labels and the probabilities of the texts in the request's tensor."""
    check_name(name, app.app_name)
    body = read_body(request(), settings.max_request_bytes)
    ruled = views.under_policy(model, request(), settings)
    found, texts = views.inference(ruled, name, body, settings)
    telemetry.predicted(found.labels, found.rules, model, texts)
    return found.response


if settings.bulk:

    @app.lambda_function(name="bulk")
    def bulk(event: object, context: "Context") -> object:
        """Carry out a step of a bulk job: the stage's second function."""
        from chalicelib.bulk.container import kept_container
        from chalicelib.bulk.handler import run

        return run(event, context, kept_container(model_loader, settings.model_version))
