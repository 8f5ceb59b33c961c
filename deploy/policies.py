"""The IAM policies, filled in for one stage: `deploy/policies/*.json` with `$names` in them.

`service.json` is what the function may do, `publisher.json` what publishing and promoting takes,
`deployer.json` what `make deploy` takes. X-Ray's two actions take no resource but `*`.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

TEMPLATES = Path(__file__).with_name("policies")
ROLES = ("service", "publisher", "deployer")


@dataclass(frozen=True, slots=True)
class Place:
    """Where one stage lives: its models' bucket and prefix, and its function's name."""

    bucket: str
    prefix: str
    function: str

    def names(self) -> dict[str, str]:
        """Return what the templates call by name; all but the function are S3 paths."""
        root = f"{self.bucket}/{self.prefix}/" if self.prefix else f"{self.bucket}/"
        return {
            "bucket": self.bucket,
            "objects": f"{root}*",
            "versions": f"{root}versions/*",
            "pointer": f"{root}current.json",
            "function": self.function,
        }


def policy(role: str, place: Place) -> dict[str, Any]:
    """Return the policy of one of `ROLES` as a document.

    >>> policy("service", Place("my-models", "prod", "x"))["Statement"][0]["Resource"]
    'arn:aws:s3:::my-models/prod/*'
    """
    template = Template((TEMPLATES / f"{role}.json").read_text())
    document: dict[str, Any] = json.loads(template.substitute(place.names()))
    return document
