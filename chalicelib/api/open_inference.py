"""The Open Inference Protocol (V2, REST), as clients of KServe, MLServer and Triton use it.

The routes need this module; `infer_request` and `infer_response`, which few requests need, read a
request and build the response.
"""

import functools
from collections.abc import Callable

from chalice.app import ChaliceViewError, NotFoundError, Response

from chalicelib.strict_json import describe


def check_name(name: str, served: str) -> None:
    """Refuse every model name except the served one.

    Raises
    ------
    NotFoundError
        If the names differ; names both.
    """
    if name != served:
        raise NotFoundError(f"found no model {describe(name)}; expected {served}")


def in_protocol(view: Callable[..., object]) -> Callable[..., object]:
    """Add the protocol's field "error" to each error response of a view."""

    @functools.wraps(view)
    def respond(**parameters: str) -> object:
        try:
            result = view(**parameters)
        except ChaliceViewError as exc:
            body = {"Code": type(exc).__name__, "Message": str(exc)}
            result = Response(body=body, status_code=exc.STATUS_CODE)
        if isinstance(result, Response) and result.status_code >= 400:
            result.body["error"] = result.body["Message"]
        return result

    return respond
