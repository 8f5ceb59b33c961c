"""Switch bulk scoring on or off in a stage's configuration, and set where its jobs read and write.

Chalice creates the function because app.py registers it if BULK is 1; its memory, its time-out and
its own policy are in `lambda_functions` of the stage.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.store.location import parse_uri
from deploy.bulk_scoring.locations import (
    BULK,
    BulkLocations,
    default_locations,
    locations,
    read_setting,
)
from deploy.configuration.check import SWITCH
from deploy.errors import DeployError

MEGABYTES = 1769
"""Lambda gives one whole processor to this much memory."""
SECONDS = 900
"""The longest time-out that Lambda accepts."""
WRITTEN_BULK_ROLES = ("bulk", "scorer")
"""The policies to write next to the configuration; the other two belong to roles made with them."""
NO_LAYER = "none"
_LAYER = re.compile(r"arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:layer:[\w-]+:\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class BulkChange:
    """What changes about bulk scoring; None and nothing keep what is configured.

    Attributes
    ----------
    on
        Whether the stage scores in bulk.
    read, write
        URIs of where its jobs may read and write, instead of those before.
    layer
        The ARN of a Lambda layer with pyarrow, or `none`.
    """

    on: bool | None = None
    read: Sequence[str] = ()
    write: Sequence[str] = ()
    layer: str | None = None


UNCHANGED = BulkChange()


def change_bulk(config: dict[str, Any], stage: str, change: BulkChange) -> None:
    """Change the configuration of a stage in place.

    Raises
    ------
    DeployError
        If a location or the layer is invalid, or given while bulk scoring stays off, or if another
        stage scores the inbox of the same bucket.
    """
    settings = config["stages"][stage]
    variables, functions = settings["environment_variables"], settings.get("lambda_functions", {})
    if change.on is False:
        variables.pop(SWITCH, None)
        settings.pop(BULK, None)
        functions.pop(BULK, None)
    is_on = variables.get(SWITCH) == "1" if change.on is None else change.on
    if not is_on:
        if change.read or change.write or change.layer:
            raise DeployError(f"stage {stage!r} does not score in bulk; expected BULK=on as well")
        if not functions:
            settings.pop("lambda_functions", None)
        return
    variables[SWITCH] = "1"
    found = _locations(settings, stage, change)
    _check_inboxes(config, stage, found)
    settings[BULK] = found.as_setting()
    _set_function(functions.setdefault(BULK, {}), stage, change.layer)
    settings["lambda_functions"] = functions


def forget_files(directory: Path, stage: str) -> Iterator[Path]:
    """Delete the policies that `configure` writes for bulk scoring; yield each that there was."""
    for role in WRITTEN_BULK_ROLES:
        path = directory / f"{role}-{stage}.json"
        if path.exists():
            path.unlink()
            yield path


def as_options(setting: Any) -> str | None:
    """Return the variables of make that set these locations, or None if they are none."""
    try:
        found = read_setting(setting, BULK)
    except DeployError:
        return None
    if found is None:
        return None
    read, write = (" ".join(uris) for uris in found.as_setting().values())
    return f"READ='{read}' WRITE='{write}'"


def models_bucket(variables: dict[str, str]) -> str:
    """Return the bucket of a stage's models; empty if they are in none."""
    location = parse_uri(variables.get("MODEL_URI") or "models")
    return location[0] if isinstance(location, tuple) else ""


def _locations(settings: dict[str, Any], stage: str, change: BulkChange) -> BulkLocations:
    before = read_setting(settings.get(BULK), f"stage {stage!r}")
    if before is None:
        before = default_locations(models_bucket(settings["environment_variables"]))
    return BulkLocations(
        locations(change.read, "READ") or before.read,
        locations(change.write, "WRITE") or before.write,
    )


def _check_inboxes(config: dict[str, Any], stage: str, found: BulkLocations) -> None:
    """Refuse a second stage for one inbox: each file would be scored twice, to the same place."""
    bucket = models_bucket(config["stages"][stage]["environment_variables"])
    if not found.has_inbox(bucket):
        return
    for name, settings in config["stages"].items():
        other = read_setting(settings.get(BULK), f"stage {name!r}")
        same = models_bucket(settings.get("environment_variables", {})) == bucket
        if name != stage and other is not None and same and other.has_inbox(bucket):
            raise DeployError(
                f"stage {name!r} scores the inbox of s3://{bucket} already; give stage {stage!r} "
                f"other locations: READ=s3://{bucket}/{stage}-in/ WRITE=s3://{bucket}/{stage}-out/"
            )


def _set_function(function: dict[str, Any], stage: str, layer: str | None) -> None:
    function.setdefault("lambda_memory_size", MEGABYTES)
    function.setdefault("lambda_timeout", SECONDS)
    function["iam_policy_file"] = f"{BULK}-{stage}.json"
    _set_layer(function, layer)


def _set_layer(function: dict[str, Any], layer: str | None) -> None:
    if layer == NO_LAYER:
        function.pop("layers", None)
    elif layer is not None:
        if not _LAYER.fullmatch(layer):
            raise DeployError(
                f"the layer is {layer!r}; expected {NO_LAYER} or the ARN of a version of a layer, "
                "arn:aws:lambda:REGION:ACCOUNT:layer:NAME:VERSION"
            )
        function["layers"] = [layer]
