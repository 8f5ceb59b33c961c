"""Read a stage from Chalice's configuration, and from the record of what Chalice deployed."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.store.location import parse_uri
from deploy.configuration.check import KMS_KEY, VARIABLES, check_bulk, check_config
from deploy.doors.setting import HTTP_API, URL, URL_AUTH
from deploy.errors import DeployError

CHALICE = Path(".chalice")
CONFIG = "config.json"


@dataclass(frozen=True, slots=True)
class Stage:
    """A configured stage; `deployed` is the file in which Chalice records what it deployed.

    Attributes
    ----------
    url
        The stage's endpoint: `rest`, `function` or `http`.
    url_auth
        Who may use an endpoint other than the REST API: `none` is everybody, `iam` everybody who
        signs requests with IAM credentials.
    http_api
        The ID of the HTTP API, once there is one.
    bulk
        The setting of `deploy.bulk_scoring.locations`, not yet read.
    """

    name: str
    environ: dict[str, str]
    function: str
    gateway_stage: str
    kms_key: str | None
    deployed: Path
    url: str = "rest"
    url_auth: str = "none"
    http_api: str | None = None
    bulk: Any = None

    @property
    def functions(self) -> list[str]:
        """Return the names of the stage's functions."""
        bulk = [f"{self.function}-bulk"] if self.bulk is not None else []
        return [self.function, *bulk]

    @property
    def models(self) -> str:
        """Return where the models are."""
        return self.environ.get("MODEL_URI", "")

    @property
    def requires_key(self) -> bool:
        """Return whether a route requires an API key: all POST routes, or the one for reports."""
        return self.environ.get("REQUIRE_API_KEY") == "1" or bool(self.reports)

    @property
    def reports(self) -> str:
        """Return where reports are stored; empty if they are off."""
        return self.environ.get("REPORTS_URI", "")

    def api_id(self) -> str:
        """Return the ID of the deployed REST API; raises `DeployError` if there is none."""
        api_id = self.find_api_id()
        if api_id is None:
            raise DeployError(f"{self.deployed}: stage {self.name!r} is not deployed")
        return api_id

    def rest_url(self) -> str:
        """Return the URL of the deployed REST API; raises `DeployError` if there is none."""
        self.api_id()
        return self._deployed("rest_api", "rest_api_url") or ""

    def find_api_id(self) -> str | None:
        """Return the ID of the deployed REST API, or None if there is none."""
        return self._deployed("rest_api", "rest_api_id")

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
    """Return a stage's configuration; raises `DeployError` if there is none, or it is invalid."""
    config = read_config(directory)
    if name not in config["stages"]:
        stages = ", ".join(config["stages"])
        raise DeployError(f"{directory / CONFIG}: stage is {name!r}; expected one of {stages}")
    stage = configured_stage(directory, config, name)
    check_bulk(stage.environ, stage.bulk, f"{directory / CONFIG}: stage {name!r}")
    return stage


def report_prefixes(directory: Path, bucket: str) -> list[str]:
    """Return the prefixes of the stages' reports in a bucket, sorted.

    A directory without a configuration has no stages.

    Raises
    ------
    DeployError
        If the configuration's structure is wrong.
    SettingError
        If a stage's `REPORTS_URI` is malformed.
    """
    if not (directory / CONFIG).exists():
        return []
    config = read_config(directory)
    stages = (configured_stage(directory, config, name) for name in config["stages"])
    locations = [parse_uri(stage.reports) for stage in stages if stage.reports]
    return sorted({each[1] for each in locations if isinstance(each, tuple) and each[0] == bucket})


def configured_stage(directory: Path, config: dict[str, Any], name: str) -> Stage:
    """Return a stage of a configuration that `read_config` has checked."""
    settings = config["stages"][name]
    # In Chalice, a stage's settings override those of all stages.
    environ = config.get(VARIABLES, {}) | settings.get(VARIABLES, {})
    return Stage(
        name,
        environ,
        f"{config['app_name']}-{name}",
        (config | settings).get("api_gateway_stage", "api"),
        settings.get(KMS_KEY),
        directory / "deployed" / f"{name}.json",
        url=settings.get(URL, "rest"),
        url_auth=settings.get(URL_AUTH, "none"),
        http_api=settings.get(HTTP_API),
        bulk=settings.get("bulk"),
    )


def read_config(directory: Path) -> dict[str, Any]:
    """Return Chalice's configuration.

    Raises
    ------
    DeployError
        If there is none, or its structure or a value that `check_config` knows is wrong.
    """
    path = directory / CONFIG
    if not path.exists():
        raise DeployError(
            f"{path}: no such file; expected Chalice's configuration: run this in the project's "
            "directory"
        )
    config = _read(path)
    stages = config.get("stages")
    objects = isinstance(stages, dict) and all(isinstance(each, dict) for each in stages.values())
    if not (isinstance(config.get("app_name"), str) and objects):
        raise DeployError(f"{path}: expected app_name, a string, and stages, an object of objects")
    check_config(config, path)
    return config


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text())
    except ValueError as exc:
        raise DeployError(f"{path}: invalid JSON: {exc}") from exc
    if not isinstance(content, dict):
        raise DeployError(f"{path}: found a {type(content).__name__}; expected an object")
    return content
