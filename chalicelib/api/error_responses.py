"""The error responses that Chalice does not have; a class's name is the `Code` of its response."""

from chalice.app import ChaliceViewError, Response

from chalicelib.serving.model_cache import RETRY_SECONDS


class PayloadTooLargeError(ChaliceViewError):
    """Raised if a text, the texts together or their number exceed a limit of the settings."""

    STATUS_CODE = 413


class UnsupportedMediaTypeError(ChaliceViewError):
    """Raised if the route does not read the request's Content-Type or Content-Encoding."""

    STATUS_CODE = 415


class ModelFunctionError(ChaliceViewError):
    """Raised if a function of the model's author fails on a text; only the log names the function.

    The same text fails again, so this is no 503, after which clients would retry.
    """

    STATUS_CODE = 500


def unavailable() -> Response:
    """Return the response of a service without a model; only the log holds the reason."""
    seconds = f"{RETRY_SECONDS:.0f}"
    return Response(
        body={
            "Code": "ServiceUnavailableError",
            "Message": f"no model can be loaded; try again in {seconds} seconds",
        },
        status_code=503,
        headers={"Retry-After": seconds},
    )
