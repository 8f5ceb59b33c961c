"""Sets where a stage's models are: in Chalice's configuration, and in the policies beside it.

Nothing else has to be edited by hand. A plan of files is made first, then written.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.errors import ServiceError
from chalicelib.store.location import parse_uri
from deploy.policies import ROLES, Place, policy

CHALICE = Path(".chalice")
CONFIG = "config.json"
LOCAL = "local"
_STAGE = re.compile(r"[a-z][a-z0-9-]{0,19}", re.ASCII)
# IAM takes * ? $ for a pattern, and a quotation mark would end the policy's string.
_PREFIX = re.compile(r"[\w!.'()/-]*", re.ASCII)


class ConfigurationError(ServiceError):
    """Raised when a stage cannot be configured, or is not yet; one line, exit code 2."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage as it is configured: its name, its models, its function, what its API is to be."""

    name: str
    models: str
    function: str
    gateway_stage: str
    requires_key: bool
    deployed: Path

    def api(self) -> str:
        """Read the ID of the API that Chalice has deployed."""
        found = self._deployed("rest_api", "rest_api_id")
        if found is None:
            raise ConfigurationError(f"{self.deployed}: stage {self.name!r} is not deployed")
        return found

    def check_region(self, region: str) -> None:
        """Refuse another region than the one the stage is deployed in: it would be forgotten."""
        arn = self._deployed("lambda_function", "lambda_arn") or f"arn:aws:lambda:{region}"
        before = arn.split(":")[3]
        if before != region:
            raise ConfigurationError(
                f"stage {self.name!r} is deployed in {before}, and the region is {region}; set "
                f"AWS_DEFAULT_REGION={before}, or name another stage"
            )

    def _deployed(self, kind: str, name: str) -> str | None:
        """Read what Chalice has noted of a resource; None where there is none."""
        resources = _read(self.deployed).get("resources", []) if self.deployed.exists() else []
        for each in resources:
            if each.get("resource_type") == kind:
                return str(each[name])
        return None


def read_stage(directory: Path, name: str) -> Stage:
    """Read a stage's configuration; raises `ConfigurationError` where there is none."""
    config = _read_config(directory)
    if name not in config["stages"]:
        known = ", ".join(config["stages"])
        raise ConfigurationError(f"stage is {name!r}; {directory / CONFIG} knows {known}")
    settings = config["stages"][name]
    # Chalice lets a stage's settings take the place of those of all stages.
    environ = config.get("environment_variables", {}) | settings.get("environment_variables", {})
    return Stage(
        name,
        environ.get("MODEL_URI", ""),
        f"{config['app_name']}-{name}",
        (config | settings).get("api_gateway_stage", "api"),
        environ.get("REQUIRE_API_KEY") == "1",
        directory / "deployed" / f"{name}.json",
    )


def plan(
    directory: Path, stage: str, models: str | None, *, api_key: bool | None = None
) -> dict[Path, str]:
    """Return what each file of Chalice's directory is to hold.

    Parameters
    ----------
    directory
        Where `config.json` is, `.chalice`.
    stage
        A stage of the configuration; one that it does not know is added.
    models
        The store, `s3://bucket/prefix`; None keeps what is configured.
    api_key
        Whether the POST routes are to require an API key; None keeps what is configured.

    Raises
    ------
    ConfigurationError
        When the stage or the store is none, or nothing is configured to keep.
    """
    if not _STAGE.fullmatch(stage) or stage == LOCAL:
        raise ConfigurationError(
            f"stage is {stage!r}; accepted are 1 to 20 characters a-z 0-9 - after a letter, "
            f"but {LOCAL!r}, by which 'make run' serves"
        )
    config = _read_config(directory)
    environ = config["stages"].setdefault(stage, {}).setdefault("environment_variables", {})
    environ["MODEL_URI"] = models or environ.get("MODEL_URI", "")
    if api_key is not None:
        environ["REQUIRE_API_KEY"] = str(int(api_key))
    place = _place(environ["MODEL_URI"], stage, f"{config['app_name']}-{stage}")
    files = {directory / CONFIG: config}
    for role in ROLES:
        # Chalice itself looks for the service's under this name.
        name = "policy" if role == "service" else role
        files[directory / f"{name}-{stage}.json"] = policy(role, place)
    return {path: f"{json.dumps(content, indent=2)}\n" for path, content in files.items()}


def _place(models: str, stage: str, function: str) -> Place:
    if not models:
        raise ConfigurationError(
            f"stage {stage!r} has no bucket yet; name one: BUCKET=my-models STAGE={stage}"
        )
    where = parse_uri(models)
    if isinstance(where, Path):
        raise ConfigurationError(f"models are at {models!r}; accepted is s3://bucket/prefix")
    if not _PREFIX.fullmatch(where[1]):
        raise ConfigurationError(
            f"models are at {models!r}; a prefix may have a-z A-Z 0-9 / ! - _ . ' ( )"
        )
    return Place(*where, function)


def _read_config(directory: Path) -> dict[str, Any]:
    path = directory / CONFIG
    config = _read(path)
    stages = config.get("stages")
    parts = [config, *stages.values()] if isinstance(stages, dict) else [None]
    if not isinstance(config.get("app_name"), str) or not all(map(_has_settings, parts)):
        raise ConfigurationError(
            f"{path}: required are app_name, a string, and stages, an object of objects; "
            'environment_variables must be an object of strings, such as "500"'
        )
    return config


def _has_settings(part: object) -> bool:
    environ = part.get("environment_variables", {}) if isinstance(part, dict) else None
    return isinstance(environ, dict) and all(isinstance(each, str) for each in environ.values())


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text())
    except ValueError as exc:
        raise ConfigurationError(f"{path}: no JSON: {exc}") from exc
    if not isinstance(content, dict):
        raise ConfigurationError(f"{path}: {type(content).__name__}; required is an object")
    return content
