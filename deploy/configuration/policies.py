"""Fill in the IAM policies of a stage; the templates are `deploy/configuration/policies/*.json`.

`service.json` is the function's policy, `publisher.json` allows publishing and promoting,
`deployer.json` allows `make deploy`. `bulk.json`, `machine.json` and `inbox.json` are those of bulk
scoring: its function, its state machine and its rule; `scorer.json` allows starting jobs. X-Ray's
two actions accept no resource but `*`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from deploy.bulk_scoring.locations import BulkLocations, Location

TEMPLATES = Path(__file__).with_name("policies")
ROLES = ("service", "publisher", "deployer")
BULK_ROLES = ("bulk", "machine", "inbox", "scorer")
BULK_STATEMENTS = "ManageBulk", "ManageInbox", "NotifyOfInbox"
"""How the statements begin that the deployer needs for bulk scoring only."""
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
    bulk
        Where bulk jobs may read and write, or None without bulk scoring.
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
    bulk: BulkLocations | None = None

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
            "EncryptOutput": has_key,
            "DecryptOutput": has_key,
        }
        if statement.startswith(BULK_STATEMENTS):
            return self.bulk is not None
        return optional.get(statement, True)

    def bulk_places(self) -> list[Location]:
        """Return all locations of bulk jobs."""
        return [] if self.bulk is None else [*self.bulk.read, *self.bulk.write]

    def kept(self) -> list[Location]:
        """Return the files and folders that bulk jobs must not write to."""
        names = ("current.json", "versions/", "policies/")
        kept = [Location(self.bucket, f"{_folder(self.prefix)}{name}") for name in names]
        if self.reports is not None:
            bucket, prefix = self.reports
            kept.append(Location(bucket, f"{_folder(prefix)}{REPORTS}"))
        return kept


def _folder(prefix: str) -> str:
    return f"{prefix}/" if prefix else ""


def policy(role: str, resources: StageResources) -> dict[str, Any]:
    """Return the policy document of one of `ROLES`, or of `BULK_ROLES` if `resources.bulk` is set.

    >>> resources = StageResources("my-models", "prod", "spam-or-ham-prod")
    >>> policy("service", resources)["Statement"][0]["Resource"][0]
    'arn:aws:s3:::my-models/prod/current.json'
    """
    document: dict[str, Any] = json.loads((TEMPLATES / f"{role}.json").read_text())
    statements = [
        _filled(each, resources.variables() | more)
        for template in document["Statement"]
        if resources.needs(template["Sid"])
        for each, more in _repeated(template, resources.bulk)
    ]
    return document | {"Statement": statements}


def _filled(statement: dict[str, Any], variables: dict[str, str]) -> dict[str, Any]:
    filled: dict[str, Any] = json.loads(Template(json.dumps(statement)).substitute(variables))
    return filled


def _repeated(
    statement: dict[str, Any], bulk: BulkLocations | None
) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """Yield a statement with its further variables: once for each location that it is about."""
    named = json.dumps(statement)
    locations = {"in": bulk.read, "out": bulk.write} if bulk is not None else {}
    for side, places in locations.items():
        if f"{side}_bucket" not in named:
            continue
        for number, place in enumerate(places, 1):
            sid = f"{statement['Sid']}{number if number > 1 else ''}"
            yield (
                statement | {"Sid": sid},
                {f"{side}_bucket": place.bucket, f"{side}_prefix": place.prefix},
            )
        return
    yield statement, {}
