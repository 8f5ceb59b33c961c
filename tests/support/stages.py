"""Configure a stage, as `python -m deploy configure` does."""

import json
from pathlib import Path

from deploy.configuration.policies import StageResources
from deploy.configuration.stages import CONFIG

MODELS = "s3://my-models/prod"
PROD = StageResources("my-models", "prod", "mine-prod")
KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def configure(directory: Path, **config: object) -> None:
    (directory / CONFIG).write_text(json.dumps(config))


def write(files: dict[Path, str]) -> None:
    for path, content in files.items():
        path.write_text(content)
