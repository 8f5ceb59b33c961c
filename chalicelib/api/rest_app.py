"""Chalice's app with a short way from an event to its response.

Chalice builds a handler, a chain of middleware and the CORS headers again for each request, and
compares content types with its binary types three times. That takes more time than all of this
project's own steps, and no route needs it. So this app calls a route's view itself. Routes, views,
requests and errors are Chalice's, and so is what Chalice deploys from them. But middleware, the
`content_types` of a route and binary responses have no effect.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from chalice.app import (
    Chalice,
    ChaliceViewError,
    CORSConfig,
    Request,
    Response,
    RouteEntry,
    error_response,
)

from chalicelib.api.json_response import write_json

Observe = Callable[[Request, float, int, object], None]
"""Gets the request, when it began in seconds of the app's clock, the status and the body."""


class RestApp(Chalice):
    """An app whose responses are JSON or text; it also responds to function URLs and HTTP APIs.

    Parameters
    ----------
    app_name
        As for Chalice.
    clock
        Returns seconds from a monotonic clock.
    observe
        Called with each response, before it is returned.
    """

    def __init__(self, app_name: str, clock: Callable[[], float], observe: Observe) -> None:
        super().__init__(app_name)
        self._clock = clock
        self._observe = observe
        self._cors: dict[str, Mapping[str, str]] = {}

    def __call__(self, event: Any, context: Any) -> dict[str, Any]:
        """Respond to an event of a REST API or, in payload format 2.0, of the others."""
        if "resourcePath" in event.get("requestContext", ()):
            return self._respond(event, context)
        if event.get("version") == "2.0":
            from chalicelib.api.payload_2 import respond  # a REST API does not need it

            return respond(self.routes, event, partial(self._respond, context=context))
        return super().__call__(event, context)  # no request: Chalice says so

    def _respond(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        started = self._clock()
        self.lambda_context = context
        self.current_request = request = Request(event, context)
        response = self._view_response(request)
        body = write_json(response, request.path)
        self._observe(request, started, response.status_code, body)
        if request.method == "HEAD":  # `chalice local` would send the body
            response.body = ""
        return response.to_dict()

    def _view_response(self, request: Request) -> Response:
        """Return the response of the view, with the CORS headers of its route."""
        views = self.routes.get(request.path, {})
        entry = views.get(request.method)
        if entry is None:
            return _not_allowed(request, views)
        try:
            result = entry.view_function(**(request.uri_params or {}))
            response = result if isinstance(result, Response) else Response(result)
        except ChaliceViewError as exc:
            response = error_response(str(exc), type(exc).__name__, exc.STATUS_CODE)
        except Exception:
            self.log.exception("Caught exception for path %s", request.path)
            message = "An internal server error occurred."
            response = error_response(message, "InternalServerError", 500)
        response.headers.update(self._cors_headers(request.path, entry.cors))
        return response

    def _cors_headers(self, path: str, cors: CORSConfig | None) -> Mapping[str, str]:
        """Return the CORS headers of a route: the same for all its views, put together once."""
        headers = self._cors.get(path)
        if headers is None:
            headers = self._cors[path] = cors.get_access_control_headers() if cors else {}
        return headers


def _not_allowed(request: Request, views: dict[str, RouteEntry]) -> Response:
    """Return the response to a method that the route does not have."""
    expected = " or ".join(views) or "another path"
    message = f"found the method {request.method}; expected {expected}"
    return error_response(message, "MethodNotAllowedError", 405, {"Allow": ", ".join(views)})
