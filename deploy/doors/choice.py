"""Choose a stage's endpoint: write it to Chalice's configuration, and refuse unsafe choices.

`url` and `url_auth` are settings that Chalice does not know. The reserved concurrency is Chalice's,
and so is the file of the resource policy by which a REST API refuses every request.
"""

import json
from pathlib import Path
from typing import Any

from deploy.configuration.stages import Stage, read_config
from deploy.doors.setting import AUTHS, DOORS, FUNCTION, HTTP, OPEN, REST, SIGNED, URL, URL_AUTH
from deploy.errors import DeployError

NAMES = {REST: "REST API", FUNCTION: "function URL", HTTP: "HTTP API"}
WITH_ARTICLE = {FUNCTION: "a function URL", HTTP: "an HTTP API"}
NOT_RESERVED = "none"
CONCURRENCY = 20
"""How many copies of the function run at once behind a new endpoint, by default.

Nothing else limits a function URL, and Lambda accepts ten requests a second for each of them.
"""
MOST_CONCURRENCY = 100_000
HANDLER = "api_handler"
"""Chalice's name for the function that responds to requests."""
POLICY_FILE = "api_gateway_policy_file"
"""Chalice's setting for the file of a REST API's resource policy."""
ACCESS_FILE = "rest-api-{}.json"
"""The file of a stage's resource policy, which it has from its first `AUTH=iam` on."""


def set_door(
    stage: str,
    settings: dict[str, Any],
    url: str | None,
    auth: str | None,
    concurrency: str | None,
) -> None:
    """Change the settings of the stage with a name; None keeps what is configured.

    A new endpoint reserves `CONCURRENCY`; going back to the REST API releases it.

    Raises
    ------
    DeployError
        If `auth` is chosen for a REST API, or a value is invalid.
    """
    before = settings.get(URL, REST)
    door, who = url or before, auth or settings.get(URL_AUTH, OPEN)
    _check(door, who, auth)
    if door == REST:
        settings.pop(URL, None)
        settings.pop(URL_AUTH, None)
    else:
        settings |= {URL: door, URL_AUTH: who}
    if concurrency is None and door != before:
        concurrency = NOT_RESERVED if door == REST else _reserved(settings) or str(CONCURRENCY)
    if concurrency is not None:
        _reserve(settings, concurrency)
    if settings.get(URL_AUTH) == SIGNED:
        settings.setdefault(POLICY_FILE, ACCESS_FILE.format(stage))  # the user's own stays


def _check(door: str, who: str, asked: str | None) -> None:
    for name, value, expected in ((URL, door, DOORS), (URL_AUTH, who, AUTHS)):
        if value not in expected:
            raise DeployError(f"{name} is {value!r}; expected one of {', '.join(expected)}")
    if asked == SIGNED and door == REST:
        raise DeployError("AUTH=iam needs URL=function or URL=http; a REST API has API keys")


def _reserved(settings: dict[str, Any]) -> str:
    return str(
        settings.get("lambda_functions", {}).get(HANDLER, {}).get("reserved_concurrency", "")
    )


def _reserve(settings: dict[str, Any], concurrency: str) -> None:
    """Set the reserved concurrency of the function that responds, and of no other."""
    digits = concurrency.isascii() and concurrency.isdigit()
    if concurrency != NOT_RESERVED and not (digits and int(concurrency[:9]) <= MOST_CONCURRENCY):
        raise DeployError(
            f"the concurrency is {concurrency[:40]!r}; expected an integer from 0 to "
            f"{MOST_CONCURRENCY}, or {NOT_RESERVED}"
        )
    functions = settings.setdefault("lambda_functions", {})
    handler = functions.setdefault(HANDLER, {})
    if concurrency == NOT_RESERVED:
        handler.pop("reserved_concurrency", None)
    else:
        handler["reserved_concurrency"] = int(concurrency)
    if not handler:
        del functions[HANDLER]
    if not functions:
        del settings["lambda_functions"]


def check_door(stage: Stage) -> None:
    """Refuse an open endpoint of a stage in which a route needs an API key.

    Raises
    ------
    DeployError
        If the endpoint is open, and a route needs a key.
    """
    if stage.url == REST or stage.url_auth == SIGNED or not stage.requires_key:
        return
    key = stage.environ.get("REQUIRE_API_KEY") == "1"
    needs, off = ("REQUIRE_API_KEY is 1", "API_KEY") if key else ("reports are on", "REPORTS")
    raise DeployError(
        f"stage {stage.name!r}: {needs}, but {WITH_ARTICLE[stage.url]} does not support API keys; "
        f"choose AUTH=iam, {off}=off or URL=rest"
    )


def template_defaults(directory: Path, stage: Stage) -> dict[str, object]:
    """Return the defaults of the CloudFormation parameters that choose a stage's endpoint."""
    copies = _reserved(read_config(directory)["stages"][stage.name])
    defaults: dict[str, object] = {"Url": stage.url, "UrlAuth": stage.url_auth}
    return defaults | ({"ReservedConcurrency": int(copies)} if copies else {})


def rest_access(directory: Path, stage: str, settings: dict[str, Any]) -> dict[Path, str]:
    """Return the file that says who may use the REST API, if the stage has one, with its path.

    Nobody may while another endpoint asks for signatures: callers could bypass them. Afterwards,
    the file lets everybody, because API Gateway might keep a policy that is no longer sent.
    """
    path = directory / ACCESS_FILE.format(stage)
    if settings.get(POLICY_FILE) != path.name:
        return {}
    statement = {
        "Effect": "Deny" if settings.get(URL_AUTH) == SIGNED else "Allow",
        "Principal": "*",
        "Action": "execute-api:Invoke",
        "Resource": "execute-api:/*",
    }
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {path: f"{json.dumps(document, indent=2)}\n"}
