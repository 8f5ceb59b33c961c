"""Draw API Gateway's proxy events: any request that can reach the function.

API Gateway passes on only the paths that have a route, so the resource is always one of the app's;
the values of its parameters, the path, the query and the method are drawn.
"""

import base64
from collections.abc import Collection, Mapping
from random import Random
from typing import Any

from bench.campaign.drawing.bodies import Limits, body
from bench.campaign.drawing.headers import content_type, fitting, headers, python_charset
from bench.campaign.drawing.texts import sendable
from emulation.gateway import proxy_event

METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")
LARGE_CHARACTERS = 30_000
EVENT_BYTES = 6 * 2**20
"""The largest event that Lambda takes; a body in base64 is a third larger than its bytes."""


def event(rng: Random, routes: Mapping[str, Collection[str]], limits: Limits) -> dict[str, Any]:
    """Return a request to one of the routes, mostly with a method that it has.

    Parameters
    ----------
    routes
        The methods of each resource, such as `{"/health": ["GET"]}`.
    limits
        Bodies have sizes around them.
    """
    resource = rng.choice(sorted(routes))
    if rng.random() < 0.7:  # most faults are in the routes that read a body
        resource = rng.choice(sorted(path for path in routes if "POST" in routes[path]))
    method = rng.choice([*sorted(routes[resource]) * 9, rng.choice(METHODS)])
    names = [part[1:-1] for part in resource.split("/") if part.startswith("{")]
    parameters = {name: _name(rng) for name in names}
    path = "/".join(parameters.get(part[1:-1], part) for part in resource.split("/"))
    sent, encoded = _sent(rng, limits)
    drawn = proxy_event(
        sent, None, encoded,
        path=path, method=method, resource=resource, parameters=parameters,
    )  # fmt: skip
    large = len(sent or "") > LARGE_CHARACTERS
    return drawn | _query(rng) | _headers(rng, large)


def _name(rng: Random) -> str:
    return "spam-or-ham" if rng.random() < 0.7 else sendable(rng, 60) or "a"


def _sent(rng: Random, limits: Limits) -> tuple[str | None, bool]:
    """Return the body of the event, and whether it is in base64."""
    raw = body(rng, limits)
    encoded = rng.random() < 0.5
    if raw is None:
        return None, encoded
    if encoded:
        return base64.b64encode(raw[: EVENT_BYTES // 4 * 3]).decode(), True
    errors = rng.choice(("replace", "replace", "surrogateescape"))
    return raw[:EVENT_BYTES].decode("utf-8", errors), False


def _headers(rng: Random, large: bool) -> dict[str, Any]:
    if rng.random() < 0.02:  # the console's test of a method sends none
        return {"headers": None, "multiValueHeaders": None}
    draw = python_charset if large and rng.random() < 0.5 else content_type
    kind = {rng.choice(("content-type", "Content-Type")): draw(rng)}
    drawn = fitting((kind if rng.random() < 0.95 else {}) | headers(rng))
    return {"headers": drawn, "multiValueHeaders": {name: [value] for name, value in drawn.items()}}


def _query(rng: Random) -> dict[str, Any]:
    if rng.random() < 0.8:
        return {}
    query = {sendable(rng, 12): sendable(rng, 40) for _ in range(rng.randint(1, 3))}
    if rng.random() < 0.3:
        query["probabilities"] = rng.choice(("0", "1", "2", ""))
    several = {name: [value] * rng.randint(1, 3) for name, value in query.items()}
    return {"queryStringParameters": query, "multiValueQueryStringParameters": several}
