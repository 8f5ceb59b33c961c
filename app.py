"""The HTTP routes: read the request, call one function, return.

Chalice imports this module in every one of its commands, so importing it needs no environment
variable and touches neither the network nor a model; only in Lambda is the model loaded at once.
"""

import functools
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from chalice.app import Chalice

from chalicelib.errors import ServiceError
from chalicelib.fetch import fetch_current
from chalicelib.model import Model
from chalicelib.predictor import Predictor
from chalicelib.request import read_text, unavailable
from chalicelib.settings import read_settings
from chalicelib.store import open_store

if TYPE_CHECKING:
    from chalice.app import Request

settings = read_settings(os.environ)
predictor = Predictor(lambda: fetch_current(open_store(settings.model_uri)))

app = Chalice(app_name="spam-or-ham")
# API Gateway would otherwise decode every text as UTF-8, whatever charset it is sent in.
app.api.binary_types.append("text/plain")

if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
    predictor.warm()


def with_model(view: Callable[[Model], object]) -> Callable[[], object]:
    """Hand the current model to a view; without one, answer 503 and log why."""

    @functools.wraps(view)
    def answer() -> object:
        try:
            model = predictor.model()
        except ServiceError as exc:
            app.log.error("no model: %s", exc)
            return unavailable()
        return view(model)

    return answer


# An empty list: Chalice would refuse a missing Content-Type, and name its own error for others.
@app.route("/spamorham", methods=["POST"], content_types=[])
@with_model
def spam_or_ham(model: Model) -> object:
    """Answer the label of the text in the request, in a list of one."""
    request = cast("Request", app.current_request)
    return [model.predict(read_text(request, settings.max_text_bytes))]


@app.route("/health", methods=["GET"])
@with_model
def health(model: Model) -> object:
    """Answer which version of the model is serving."""
    return {"status": "ok", "version": model.manifest.version}
