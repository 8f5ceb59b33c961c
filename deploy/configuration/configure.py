"""Configure a stage: write where its models are to Chalice's configuration, and its IAM policies.

`plan_stage` returns the contents of all files first; the caller writes them. No file has to be
edited by hand.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chalicelib.errors import SettingError
from chalicelib.reports.stored_report import EXPIRY_DAYS
from chalicelib.settings import read_settings
from chalicelib.store.location import parse_uri
from deploy.bulk_scoring.locations import check_apart, read_setting
from deploy.bulk_scoring.setting import WRITTEN_BULK_ROLES, change_bulk
from deploy.configuration.change import NOTHING, StageChange
from deploy.configuration.check import KMS_KEY, check_bulk
from deploy.configuration.policies import ANY_API, ROLES, StageResources, policy
from deploy.configuration.stages import CONFIG, Stage, configured_stage, read_config
from deploy.doors.choice import check_door, rest_access, set_door
from deploy.errors import DeployError

LOCAL = "local"
KEEP = StageChange()
NO_KEY = "none"
EXPIRY_HINT = (
    f"run 'python -m deploy bucket NAME' to let S3 delete reports after {EXPIRY_DAYS} days"
)
_STAGE = re.compile(r"[a-z][a-z0-9-]{0,19}", re.ASCII)
# IAM reads * ? $ in a resource as wildcards and variables; a quotation mark would end the string.
_PREFIX = re.compile(r"[\w!.'()/-]*", re.ASCII)
# Not an alias: IAM does not compare aliases with keys.
_KEY_ARN = re.compile(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[\w-]+", re.ASCII)


def plan_stage(
    directory: Path,
    stage: str,
    change: StageChange = KEEP,
    *,
    allow_pickle: bool = False,
    partition: str = "aws",
    environ: Mapping[str, str] = NOTHING,
) -> dict[Path, str]:
    """Return the planned content of each file in Chalice's directory, `.chalice`.

    A stage with a new name is added to the configuration. `allow_pickle` lets the function read the
    tutorial's pickles even if ALLOW_PICKLE is not configured. The policies' ARNs begin with the
    `partition` of AWS. Chalice imports app.py with `environ`, the variables of this process.

    Raises
    ------
    DeployError
        If the stage's name, the store, the key or the endpoint is invalid, or there is no store.
    SettingError
        If the service would refuse a setting when it starts.
    """
    _check_name(stage)
    config = read_config(directory)
    section = _changed_section(config, stage, change)
    planned = configured_stage(directory, config, stage)
    check_door(planned)
    resources = stage_resources(planned, partition, allow_pickle=allow_pickle)
    _check_settings(planned, directory / CONFIG, environ)
    return _files(directory, stage, config, resources) | rest_access(directory, stage, section)


def _check_name(stage: str) -> None:
    if not _STAGE.fullmatch(stage) or stage == LOCAL:
        raise DeployError(
            f"stage is {stage!r}; expected 1 to 20 characters a-z 0-9 - that start with a letter, "
            f"other than {LOCAL!r}, which 'make run' uses"
        )


def _changed_section(config: dict[str, Any], stage: str, change: StageChange) -> dict[str, Any]:
    """Change the section of a stage, which may be new, in place, and return it."""
    section: dict[str, Any] = config["stages"].setdefault(stage, {})
    variables = section.setdefault("environment_variables", {})
    _set_stores(variables, change.models, change.reports)
    variables |= change.settings
    for name in (name for name, value in change.settings.items() if not value):
        del variables[name]
    if change.api_key is not None:
        variables["REQUIRE_API_KEY"] = str(int(change.api_key))
    if change.kms_key is not None:
        section[KMS_KEY] = change.kms_key
    if section.get(KMS_KEY) == NO_KEY:
        del section[KMS_KEY]
    set_door(stage, section, change.url, change.auth, change.concurrency)
    change_bulk(config, stage, change.bulk)
    return section


def _set_stores(variables: dict[str, str], models: str | None, reports: bool | None) -> None:
    """Set where the models and the reports are; reports move with the models."""
    before = variables.get("MODEL_URI", "")
    beside = bool(before) and variables.get("REPORTS_URI") == before
    variables["MODEL_URI"] = models or before
    if reports or (reports is None and beside):
        variables["REPORTS_URI"] = variables["MODEL_URI"]
    elif reports is False:
        variables.pop("REPORTS_URI", None)


def _files(
    directory: Path, stage: str, config: dict[str, Any], resources: StageResources
) -> dict[Path, str]:
    files = {directory / CONFIG: config}
    for role in (*ROLES, *(WRITTEN_BULK_ROLES if resources.bulk else ())):
        # Chalice looks for the function's policy under the name policy-STAGE.json.
        name = "policy" if role == "service" else role
        files[directory / f"{name}-{stage}.json"] = policy(role, resources)
    return {path: f"{json.dumps(content, indent=2)}\n" for path, content in files.items()}


def stage_resources(stage: Stage, partition: str, *, allow_pickle: bool = False) -> StageResources:
    """Return the AWS resources of a stage; raises `DeployError` if a location or key is invalid."""
    if not stage.models:
        raise DeployError(
            f"stage {stage.name!r} has no bucket yet; name one: BUCKET=my-models STAGE={stage.name}"
        )
    bucket, prefix = _location("models", stage.models)
    if stage.kms_key is not None and not _KEY_ARN.fullmatch(str(stage.kms_key)):
        raise DeployError(
            f"the KMS key is {stage.kms_key!r}; expected {NO_KEY} or the ARN of a key, "
            "arn:aws:kms:REGION:ACCOUNT:key/ID, not of an alias"
        )
    resources = StageResources(
        bucket,
        prefix,
        stage.function,
        partition,
        api=stage.find_api_id() or ANY_API,
        http_api=stage.http_api or (ANY_API if stage.url == "http" else None),
        kms_key=stage.kms_key,
        reports=_location("reports", stage.reports) if stage.reports else None,
        pickles=allow_pickle or stage.environ.get("ALLOW_PICKLE") == "1",
        bulk=read_setting(stage.bulk, f"{CONFIG}: stage {stage.name!r}"),
    )
    if resources.bulk is not None:
        check_apart(resources.bulk, resources.kept())
    return resources


def _location(what: str, uri: str) -> tuple[str, str]:
    """Return the bucket and the prefix of a store that IAM policies can name."""
    location = parse_uri(uri)
    if isinstance(location, Path):
        raise DeployError(f"{what} are at {uri!r}; expected s3://bucket/prefix")
    if not _PREFIX.fullmatch(location[1]):
        raise DeployError(
            f"{what} are at {uri!r}; expected a prefix of a-z A-Z 0-9 / ! - _ . ' ( )"
        )
    return location


def _check_settings(stage: Stage, config: Path, environ: Mapping[str, str]) -> None:
    try:
        read_settings(stage.environ)
    except SettingError as exc:
        raise SettingError(f"{config}: stage {stage.name!r}: {exc}") from exc
    read_settings({**environ, **stage.environ})
    check_bulk(stage.environ, stage.bulk, f"{config}: stage {stage.name!r}")
