"""The error responses that Chalice does not have; a class's name is the `Code` of its response."""

from chalice.app import ChaliceViewError, Response, TooManyRequestsError

from chalicelib.errors import ReportLimitError
from chalicelib.serving.model_cache import RETRY_SECONDS

FUNCTION_FAILED = "a function of the model failed on a text; the log names the function"


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


def unavailable(message: str = "no model can be loaded") -> Response:
    """Return the response of a service that lacks something; only the log holds the reason."""
    return _try_again(503, "ServiceUnavailableError", message, round(RETRY_SECONDS))


def too_many(exc: ReportLimitError) -> Response:
    """Return the response to a report beyond the daily limits."""
    return _try_again(429, TooManyRequestsError.__name__, str(exc), exc.seconds)


def _try_again(status: int, code: str, message: str, seconds: int) -> Response:
    return Response(
        body={"Code": code, "Message": f"{message}; try again in {seconds} seconds"},
        status_code=status,
        headers={"Retry-After": str(seconds)},
    )
