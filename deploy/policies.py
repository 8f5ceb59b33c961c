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
ANY_API = "*"
REPORTS = "reports/"
"""The folder of the reports in their store, as `chalicelib.reports` names it."""


@dataclass(frozen=True, slots=True)
class StageResources:
    """The AWS resources of a stage.

    Attributes
    ----------
    bucket, prefix
        Where the models are.
    function
        The name of the function.
    partition
        The part of AWS that ARNs begin with: `aws`, `aws-cn`, `aws-us-gov`.
    api
        The ID of the deployed REST API; `*` before the first deployment, as AWS chooses the ID.
    http_api
        The ID of the HTTP API; `*` before its first deployment, None if the stage has none.
    kms_key
        The ARN of the key that encrypts the bucket, or None if S3 encrypts it with its own.
    pickles
        Whether the function may read the tutorial's two pickles.
    reports
        The bucket and the prefix of the store that the function may write reports to, or None.
    """

    bucket: str
    prefix: str
    function: str
    partition: str = "aws"
    api: str = ANY_API
    kms_key: str | None = None
    pickles: bool = False
    reports: tuple[str, str] | None = None
    http_api: str | None = None

    def variables(self) -> dict[str, str]:
        """Return the templates' variables; `root` begins the ARN of each object."""
        prefix = _folder(self.prefix)
        reports_bucket, reports_prefix = self.reports or ("", "")
        return {
            "reports_bucket": reports_bucket,
            "reports_folder": f"{_folder(reports_prefix)}{REPORTS}",
            "partition": self.partition,
            "bucket": self.bucket,
            "prefix": prefix,
            "root": f"{self.bucket}/{prefix}",
            "function": self.function,
            "api": self.api,
            "http_api": self.http_api or "",
            "kms_key": self.kms_key or "",
        }

    def needs(self, statement: str) -> bool:
        """Return whether a statement of a template applies; most always do."""
        elsewhere = self.reports not in (None, (self.bucket, self.prefix))
        has_key = self.kms_key is not None
        optional = {
            "ReadPickles": self.pickles,
            "DecryptModels": has_key,
            "EncryptModels": has_key,
            "StoreReports": self.reports is not None,
            "ManageReports": self.reports is not None,
            "EncryptReports": self.reports is not None and has_key,
            "ListReports": elsewhere,
            "CreateHttpApi": self.http_api is not None,
            "ManageHttpApi": self.http_api is not None,
        }
        return optional.get(statement, True)


def _folder(prefix: str) -> str:
    return f"{prefix}/" if prefix else ""


def policy(role: str, resources: StageResources) -> dict[str, Any]:
    """Return the policy document of one of `ROLES`.

    >>> resources = StageResources("my-models", "prod", "spam-or-ham-prod")
    >>> policy("service", resources)["Statement"][0]["Resource"][0]
    'arn:aws:s3:::my-models/prod/current.json'
    """
    template = Template((TEMPLATES / f"{role}.json").read_text())
    document: dict[str, Any] = json.loads(template.substitute(resources.variables()))
    statements = [each for each in document["Statement"] if resources.needs(each["Sid"])]
    return document | {"Statement": statements}
