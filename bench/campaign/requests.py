"""Campaign: no request makes the service fail, reveal a text, or take too long or too much memory.

Each request goes through Chalice's own entry for Lambda, as an event of API Gateway.
"""

import importlib
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from random import Random
from types import ModuleType
from typing import Any

from bench.campaign.case import Campaign, Check, Finding, Plan
from bench.campaign.drawing.bodies import Limits
from bench.campaign.drawing.events import event
from bench.campaign.drawing.texts import CANARY
from bench.campaign.limits import resident_megabytes
from bench.campaign.models import promote, publish, recipe_bundle
from train.registry.writable_store import DirectoryWriter

PROCESSOR_SECONDS = 2.0
RESPONSE_BYTES = 6 * 2**20
GROWTH_MEGABYTES = 16.0
MEASURED_EVERY = 500
WARM_UP_CASES = 2_000
"""After so many cases all that is cached for good is cached, and memory must stay where it is."""

CODES = {
    400: "BadRequestError",
    404: "NotFoundError",
    405: "MethodNotAllowedError",
    413: "PayloadTooLargeError",
    415: "UnsupportedMediaTypeError",
}


class RequestChecker:
    """Sends requests to one app and checks each response."""

    def __init__(self, app_module: ModuleType, log: "Log", random: Callable[[int], Random]) -> None:
        self._app = app_module.app
        self._log = log
        self._random = random
        self._routes = {path: list(methods) for path, methods in self._app.routes.items()}
        settings = app_module.settings
        self._limits = Limits(
            settings.max_text_bytes, settings.max_texts, settings.max_request_bytes
        )
        self._documented = documented_headers(app_module)
        self._done = 0
        self._most_megabytes: float | None = None

    def check(self, case: int) -> Iterator[Finding]:
        """Send the request of a case and yield what is wrong with its response."""
        sent = event(self._random(case), self._routes, self._limits)
        self._log.lines.clear()
        started = time.thread_time()
        response = self._app(sent, None)
        spent = time.thread_time() - started
        shown = f"{sent['httpMethod']} {sent['resource']} {response['statusCode']}"
        for rule, found in self._broken(sent, response, spent):
            yield rule, f"{shown}: {found}"
        yield from self._growth()

    def _broken(
        self, sent: dict[str, Any], response: dict[str, Any], spent: float
    ) -> Iterator[Finding]:
        status, body, log = response["statusCode"], str(response["body"]), "".join(self._log.lines)
        if status >= 500:
            yield f"a 5xx: {_cause(log)}", f"Content-Type {content_type(sent)[:100]!r}"
        elif status >= 400:
            yield from _broken_error(sent, status, body)
        if CANARY in log:
            yield "a text in the log", log[:300]
        if CANARY in body and (status >= 400 or sent["resource"] != "/explain"):
            yield "a text in the response", body[:300]
        names = {name.lower() for name in response["headers"] | response["multiValueHeaders"]}
        missing = self._documented(sent["resource"], sent["httpMethod"], status) - names
        if missing:
            yield f"no header {', '.join(sorted(missing))}", f"found {', '.join(sorted(names))}"
        size = len(body) if len(body) < RESPONSE_BYTES // 2 else len(json.dumps(response))
        if size > RESPONSE_BYTES:
            yield "a response that Lambda cannot send", f"{size:,} bytes"
        if spent > PROCESSOR_SECONDS:
            yield "too slow", f"{spent:.1f} s for {len(sent['body'] or ''):,} characters"

    def _growth(self) -> Iterator[Finding]:
        """Measure the memory from time to time; it may not grow after the warm-up."""
        self._done += 1
        if self._done < WARM_UP_CASES or self._done % MEASURED_EVERY:
            return
        megabytes = resident_megabytes()
        if self._most_megabytes is None:
            self._most_megabytes = megabytes + GROWTH_MEGABYTES
        elif megabytes > self._most_megabytes:
            grown, expected = f"{megabytes:.0f} MB", f"{self._most_megabytes:.0f}"
            self._most_megabytes = megabytes + GROWTH_MEGABYTES
            found = f"{grown} after {self._done} requests; expected {expected}"
            yield "memory grows (only all cases together show it)", found


def _cause(log: str) -> str:
    """Return the last line of a traceback, and the last line of this project's code in it."""
    places = re.findall(r'/(app.py|chalicelib/[^"]+)", line (\d+)', log) or [("elsewhere", "0")]
    errors = re.findall(r"^(\w+(?:Error|Exception))\b", log, re.M) or ["no traceback"]
    return f"{errors[-1]} at {':'.join(places[-1])}"


def content_type(sent: dict[str, Any]) -> str:
    """Return the Content-Type of an event."""
    headers = {name.lower(): value for name, value in (sent["headers"] or {}).items()}
    return str(headers.get("content-type"))


def _broken_error(sent: dict[str, Any], status: int, body: str) -> Iterator[Finding]:
    """Check an error's status and body against docs/api.md and docs/inference.md."""
    document = json.loads(body)
    expected = {"Code", "Message"}
    # Chalice itself refuses a method, so that error lacks the protocol's field.
    if sent["resource"].startswith("/v2/models/") and status != 405:
        expected.add("error")
    strings = isinstance(document, dict) and all(
        isinstance(value, str) for value in document.values()
    )
    if not strings or set(document) != expected:
        yield "another error body", body[:300]
    elif document["Code"] != CODES.get(status):
        yield "an undocumented status or code", body[:300]


def documented_headers(app_module: ModuleType) -> Callable[[str, str, int], set[str]]:
    """Return a function that names a response's headers: those that the OpenAPI document requires.

    Responses of routes with CORS, but not of a refused method, have its headers too.
    """
    from chalicelib.api.openapi import openapi

    app = app_module.app
    document: dict[str, Any] = openapi(app.app_name, app_module.settings)

    def documented(resource: str, method: str, status: int) -> set[str]:
        operation = document["paths"].get(resource, {}).get(method.lower(), {"responses": {}})
        response = operation["responses"].get(str(status), {})
        if "$ref" in response:
            response = document["components"]["responses"][response["$ref"].rpartition("/")[2]]
        names = {name.lower() for name in response.get("headers", {})}
        route = app.routes[resource].get(method)
        return names | ({"access-control-allow-origin"} if route and route.cors else set())

    return documented


class Log:
    """Takes the place of standard output and keeps what is written there."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, text: str) -> int:
        """Keep a piece of text."""
        self.lines.append(text)
        return len(text)

    def flush(self) -> None:
        """Do nothing: everything is kept at once."""


def start(plan: Plan) -> Callable[[], AbstractContextManager[Check]]:
    """Publish a model of the default recipe; return what each process enters."""
    writer = DirectoryWriter(plan.directory)
    promote(publish(recipe_bundle("default", 8), writer), writer)
    return partial(_checking, writer.uri, plan.random)


@contextmanager
def _checking(uri: str, random: Callable[[int], Random]) -> Iterator[Check]:
    """Import the app in this process, with its output and errors in a log of our own."""
    os.environ["MODEL_URI"] = uri
    log = Log()
    before = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = log
    sys.modules.pop("app", None)
    try:
        yield RequestChecker(importlib.import_module("app"), log, random).check
    finally:
        sys.stdout, sys.stderr = before


CAMPAIGN = Campaign(
    name="requests",
    promise="a 5xx, another error body, a missing header, a text in the log or in an error, "
    f"more than 6 MB, more than {PROCESSOR_SECONDS:.0f} s, growing memory",
    cases=100_000,
    start=start,
)
