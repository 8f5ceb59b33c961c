"""Fill in the IAM policies of a stage; the templates are `deploy/policies/*.json`.

`service.json` is the function's policy, `publisher.json` allows publishing and promoting,
`deployer.json` allows `make deploy`. X-Ray's two actions accept no resource but `*`.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

TEMPLATES = Path(__file__).with_name("policies")
ROLES = ("service", "publisher", "deployer")


@dataclass(frozen=True, slots=True)
class StageResources:
    """The AWS resources of a stage: the bucket and the prefix of its models, and its function."""

    bucket: str
    prefix: str
    function: str

    def variables(self) -> dict[str, str]:
        """Return the templates' variables; all but `function` are parts of S3 ARNs."""
        root = f"{self.bucket}/{self.prefix}/" if self.prefix else f"{self.bucket}/"
        return {
            "bucket": self.bucket,
            "objects": f"{root}*",
            "versions": f"{root}versions/*",
            "pointer": f"{root}current.json",
            "function": self.function,
        }


def policy(role: str, resources: StageResources) -> dict[str, Any]:
    """Return the policy document of one of `ROLES`.

    >>> resources = StageResources("my-models", "prod", "spam-or-ham-prod")
    >>> policy("service", resources)["Statement"][0]["Resource"]
    'arn:aws:s3:::my-models/prod/*'
    """
    template = Template((TEMPLATES / f"{role}.json").read_text())
    document: dict[str, Any] = json.loads(template.substitute(resources.variables()))
    return document
