"""What `configure` is to change about a stage."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from deploy.bulk_scoring.setting import UNCHANGED, BulkChange

NOTHING: Mapping[str, str] = MappingProxyType({})


class StageChange(NamedTuple):
    """What changes about a stage; None keeps what is configured.

    Attributes
    ----------
    models
        The store, `s3://bucket/prefix`.
    api_key
        Whether the POST routes require an API key.
    kms_key
        The ARN of the KMS key that encrypts the bucket, or `none`.
    reports
        Whether the stage's store takes reports.
    bulk
        What changes about bulk scoring.
    url, auth, concurrency
        The stage's door, who may use it, and how many copies of the function run at once, as for
        `deploy.doors.choice.set_door`.
    settings
        Further environment variables of the stage, the README's settings; an empty one is removed.
    """

    models: str | None = None
    api_key: bool | None = None
    kms_key: str | None = None
    reports: bool | None = None
    bulk: BulkChange = UNCHANGED
    url: str | None = None
    auth: str | None = None
    concurrency: str | None = None
    settings: Mapping[str, str] = NOTHING
