"""Open a stage's endpoint, close the others, and return its URL."""

import json
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from deploy.configuration.stages import CONFIG, Stage, read_config
from deploy.doors.choice import HANDLER, NOT_RESERVED
from deploy.doors.function_url import close_function_url, find_function_url, open_function_url
from deploy.doors.http_api import close_http_api, find_http_api, open_http_api
from deploy.doors.permissions import not_found
from deploy.doors.setting import FUNCTION, HTTP, HTTP_API
from deploy.errors import DeployError


def open_door(directory: Path, stage: Stage, functions: Any, gateway: Any) -> str | None:
    """Open a stage's endpoint and return its URL, or None for the REST API, which Chalice opens.

    The ID of an HTTP API is written to the configuration in `directory`: the deployer's policy
    then names it.
    """
    if stage.url == FUNCTION:
        return open_function_url(functions, stage.function, stage.url_auth)
    if stage.url != HTTP:
        return None
    api = open_http_api(gateway, functions, stage.function, stage.url_auth)
    _record(directory, stage, api["ApiId"])
    return f"{api['ApiEndpoint']}/"


def close_doors(
    directory: Path, stage: Stage, functions: Any, gateway: Any, keep: str | None = None
) -> list[str]:
    """Close all endpoints of a stage but one and its REST API; return those removed."""
    removed = []
    if keep != FUNCTION:
        removed.append(close_function_url(functions, stage.function))
    # A stage that never had an HTTP API has no permission to look for one.
    if keep != HTTP and (stage.http_api is not None or stage.url == HTTP):
        removed.append(close_http_api(gateway, functions, stage.function))
        _record(directory, stage, None)
    return [each for each in removed if each is not None]


def door_url(stage: Stage, functions: Any, gateway: Any) -> str:
    """Return the URL of a stage's endpoint; raises `DeployError` if it is not deployed."""
    if stage.url == FUNCTION:
        found, field = find_function_url(functions, stage.function), "FunctionUrl"
    elif stage.url == HTTP:
        found, field = find_http_api(gateway, stage.function), "ApiEndpoint"
    else:
        return stage.rest_url()
    if found is None:
        raise DeployError(f"stage {stage.name!r} has no {stage.url} URL yet; run 'make deploy'")
    return f"{found[field].rstrip('/')}/"


def reserve(directory: Path, stage: Stage, functions: Any) -> None:
    """Reserve the configured concurrency again, to learn why Chalice could not.

    Raises
    ------
    DeployError
        If the account has too few concurrent executions left.
    """
    settings = read_config(directory)["stages"][stage.name]
    copies = settings.get("lambda_functions", {}).get(HANDLER, {}).get("reserved_concurrency")
    if copies is None:
        return
    try:
        functions.put_function_concurrency(
            FunctionName=stage.function, ReservedConcurrentExecutions=copies
        )
    except ClientError as exc:
        if "UnreservedConcurrentExecution" in str(exc):
            raise DeployError(
                f"CONCURRENCY={copies} leaves the account's other functions too few concurrent "
                "executions; ask for more in Service Quotas (a new account has 10), or deploy with "
                f"CONCURRENCY={NOT_RESERVED}: then the account's quota limits the function"
            ) from exc
        if not not_found(exc):
            raise


def _record(directory: Path, stage: Stage, api: str | None) -> None:
    """Write the ID of the stage's HTTP API to the configuration, or remove it."""
    config = read_config(directory)
    settings = config["stages"][stage.name]
    if settings.get(HTTP_API) == api:
        return
    settings[HTTP_API] = api
    if api is None:
        del settings[HTTP_API]
    (directory / CONFIG).write_text(f"{json.dumps(config, indent=2)}\n")
