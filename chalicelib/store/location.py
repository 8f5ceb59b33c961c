"""Parse a store's URI: a local directory or `s3://bucket/prefix`, with the rule for bucket names."""

import re
from typing import TYPE_CHECKING

from chalicelib.errors import SettingError

if TYPE_CHECKING:
    from pathlib import Path

_BUCKET = re.compile(r"(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", re.ASCII)


def is_bucket_name(name: str) -> bool:
    """Return whether S3 accepts a bucket name: 3 to 63 characters, no two dots in a row.

    >>> is_bucket_name("my-models"), is_bucket_name("my..models"), is_bucket_name("My-Models")
    (True, False, False)
    """
    return _BUCKET.fullmatch(name) is not None


def parse_uri(uri: str) -> "Path | tuple[str, str]":
    """Return the directory, or the bucket and the prefix, that a store's URI names.

    >>> parse_uri("s3://my-models/spam/prod/")
    ('my-models', 'spam/prod')
    """
    bucket, _, prefix = uri.removeprefix("s3://").partition("/")
    if uri.startswith("s3://") and is_bucket_name(bucket):
        return bucket, prefix.strip("/")
    if not uri.strip() or uri.startswith("s3:") or "://" in uri:
        raise SettingError(
            f"store is {uri!r}; accepted are a directory and s3://bucket/prefix, "
            "the bucket's name of 3 to 63 characters a-z 0-9 . -"
        )
    from pathlib import Path  # S3 needs none, and a cold start does not wait for it

    return Path(uri)
