"""The stage of a project in the current directory, and the client of an account that has it."""

import json
from collections.abc import Callable
from typing import Any

from deploy.configuration.stages import CHALICE, CONFIG

FUNCTION = "mine-prod"
Client = Callable[[str], Any]
"""Makes a client of a service."""


def configure(**settings: object) -> None:
    """Write the configuration of the stage `prod`."""
    config = {"app_name": "mine", "stages": {"prod": settings}}
    (CHALICE / CONFIG).write_text(json.dumps(config))


def settings() -> dict[str, Any]:
    """Return the settings of the stage `prod`."""
    stage: dict[str, Any] = json.loads((CHALICE / CONFIG).read_text())["stages"]["prod"]
    return stage
