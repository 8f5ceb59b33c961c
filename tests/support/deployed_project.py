"""A project with one stage, and what Chalice recorded of its deployment."""

import json
from collections.abc import Callable

from deploy.configuration.stages import CHALICE

Deploy = Callable[..., tuple[int, str, str]]


FUNCTION = "mine-prod"
API = {
    "swagger": "2.0",
    "info": {"title": "mine", "version": "1.0"},
    "paths": {"/": {"options": {"x-amazon-apigateway-integration": {"type": "mock"}}}},
}


def configure(environ: dict[str, str]) -> None:
    stages = {"prod": {"environment_variables": environ}}
    (CHALICE / "config.json").write_text(json.dumps({"app_name": "mine", "stages": stages}))


def deployed(resources: list[dict[str, str]]) -> None:
    path = CHALICE / "deployed" / "prod.json"
    path.write_text(json.dumps({"resources": resources, "schema_version": "2.0"}))
