"""Configure a stage: write where its models are to Chalice's configuration, and its IAM policies.

`plan_stage` returns the contents of all files first; the caller writes them. No file has to be
edited by hand.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.store.location import parse_uri
from deploy.errors import DeployError
from deploy.policies import ROLES, StageResources, policy

CHALICE = Path(".chalice")
CONFIG = "config.json"
LOCAL = "local"
_STAGE = re.compile(r"[a-z][a-z0-9-]{0,19}", re.ASCII)
# IAM reads * ? $ in a resource as wildcards and variables; a quotation mark would end the string.
_PREFIX = re.compile(r"[\w!.'()/-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Stage:
    """A configured stage; `deployed` is the file in which Chalice records what it deployed."""

    name: str
    models: str
    function: str
    gateway_stage: str
    requires_key: bool
    deployed: Path

    def api_id(self) -> str:
        """Return the ID of the deployed REST API; raises `DeployError` if there is none."""
        api_id = self._deployed("rest_api", "rest_api_id")
        if api_id is None:
            raise DeployError(f"{self.deployed}: stage {self.name!r} is not deployed")
        return api_id

    def check_region(self, region: str) -> None:
        """Refuse a second region: Chalice would lose track of what it deployed in the first."""
        # The fourth part of arn:aws:lambda:eu-west-1:123456789012:function:... is the region.
        arn = self._deployed("lambda_function", "lambda_arn") or f"arn:aws:lambda:{region}"
        deployed_region = arn.split(":")[3]
        if deployed_region != region:
            raise DeployError(
                f"stage {self.name!r} is deployed in {deployed_region}, but the region is "
                f"{region}; set AWS_DEFAULT_REGION={deployed_region}, or name another stage"
            )

    def _deployed(self, resource_type: str, field: str) -> str | None:
        """Return a field that Chalice recorded for a resource, or None without such a resource."""
        resources = _read(self.deployed).get("resources", []) if self.deployed.exists() else []
        for each in resources:
            if each.get("resource_type") == resource_type:
                return str(each[field])
        return None


def read_stage(directory: Path, name: str) -> Stage:
    """Return a stage's configuration; raises `DeployError` if the stage is not configured."""
    config = _read_config(directory)
    if name not in config["stages"]:
        stages = ", ".join(config["stages"])
        raise DeployError(f"{directory / CONFIG}: stage is {name!r}; expected one of {stages}")
    settings = config["stages"][name]
    # In Chalice, a stage's settings override those of all stages.
    environ = config.get("environment_variables", {}) | settings.get("environment_variables", {})
    return Stage(
        name,
        environ.get("MODEL_URI", ""),
        f"{config['app_name']}-{name}",
        (config | settings).get("api_gateway_stage", "api"),
        environ.get("REQUIRE_API_KEY") == "1",
        directory / "deployed" / f"{name}.json",
    )


def plan_stage(
    directory: Path, stage: str, models: str | None, *, api_key: bool | None = None
) -> dict[Path, str]:
    """Return the planned content of each file in Chalice's directory.

    Parameters
    ----------
    directory
        The directory of `config.json`, `.chalice`.
    stage
        The name of a stage; a new one is added to the configuration.
    models
        The store, `s3://bucket/prefix`; None keeps the configured one.
    api_key
        Whether the POST routes require an API key; None keeps what is configured.

    Raises
    ------
    DeployError
        If the name of the stage or the store is invalid, or no store is given or configured.
    """
    if not _STAGE.fullmatch(stage) or stage == LOCAL:
        raise DeployError(
            f"stage is {stage!r}; expected 1 to 20 characters a-z 0-9 - that start with a letter, "
            f"other than {LOCAL!r}, which 'make run' uses"
        )
    config = _read_config(directory)
    environ = config["stages"].setdefault(stage, {}).setdefault("environment_variables", {})
    environ["MODEL_URI"] = models or environ.get("MODEL_URI", "")
    if api_key is not None:
        environ["REQUIRE_API_KEY"] = str(int(api_key))
    resources = _resources(environ["MODEL_URI"], stage, f"{config['app_name']}-{stage}")
    files = {directory / CONFIG: config}
    for role in ROLES:
        # Chalice looks for the function's policy under the name policy-STAGE.json.
        name = "policy" if role == "service" else role
        files[directory / f"{name}-{stage}.json"] = policy(role, resources)
    return {path: f"{json.dumps(content, indent=2)}\n" for path, content in files.items()}


def _resources(models: str, stage: str, function: str) -> StageResources:
    if not models:
        raise DeployError(
            f"stage {stage!r} has no bucket yet; name one: BUCKET=my-models STAGE={stage}"
        )
    location = parse_uri(models)
    if isinstance(location, Path):
        raise DeployError(f"models are at {models!r}; expected s3://bucket/prefix")
    bucket, prefix = location
    if not _PREFIX.fullmatch(prefix):
        raise DeployError(
            f"models are at {models!r}; expected a prefix of a-z A-Z 0-9 / ! - _ . ' ( )"
        )
    return StageResources(bucket, prefix, function)


def _read_config(directory: Path) -> dict[str, Any]:
    path = directory / CONFIG
    config = _read(path)
    stages = config.get("stages")
    sections = [config, *stages.values()] if isinstance(stages, dict) else [None]
    if not isinstance(config.get("app_name"), str) or not all(map(_has_settings, sections)):
        raise DeployError(
            f"{path}: expected app_name, a string, and stages, an object of objects; "
            'environment_variables must be an object of strings, such as "500"'
        )
    return config


def _has_settings(section: object) -> bool:
    """Return whether a section is an object whose environment variables are strings."""
    environ = section.get("environment_variables", {}) if isinstance(section, dict) else None
    return isinstance(environ, dict) and all(isinstance(each, str) for each in environ.values())


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text())
    except ValueError as exc:
        raise DeployError(f"{path}: invalid JSON: {exc}") from exc
    if not isinstance(content, dict):
        raise DeployError(f"{path}: found a {type(content).__name__}; expected an object")
    return content
