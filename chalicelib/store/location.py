"""Parse a store's URI, a directory or `s3://bucket/prefix`, and check bucket names."""

from typing import TYPE_CHECKING

from chalicelib.errors import SettingError

if TYPE_CHECKING:
    from pathlib import Path

BUCKET_NAME_RULE = (
    "a bucket name of 3 to 63 characters (a-z 0-9 . -) that starts and ends with a letter or digit "
    "and has no two dots in a row"
)
"""The rule that `is_bucket_name` checks, for error messages."""

_ENDS = "abcdefghijklmnopqrstuvwxyz0123456789"


def is_bucket_name(name: str) -> bool:
    """Return whether S3 accepts a bucket name, see `BUCKET_NAME_RULE`.

    >>> is_bucket_name("my-models"), is_bucket_name("my..models"), is_bucket_name("My-Models")
    (True, False, False)
    """
    if not 3 <= len(name) <= 63 or ".." in name:  # no pattern: it takes time at each cold start
        return False
    return name[0] in _ENDS and name[-1] in _ENDS and not name.strip(_ENDS + ".-")


def parse_uri(uri: str) -> "Path | tuple[str, str]":
    """Return the directory, or the bucket and the prefix, that a store's URI names.

    A shell does not expand `~` within quotes, and other places of variables never do; this does.

    Raises
    ------
    SettingError
        If the URI has another form or the bucket name breaks S3's rule.

    Examples
    --------
    >>> parse_uri("s3://my-models/spam/prod/")
    ('my-models', 'spam/prod')
    """
    bucket, _, prefix = uri.removeprefix("s3://").partition("/")
    if uri.startswith("s3://") and is_bucket_name(bucket):
        return bucket, prefix.strip("/")
    if not uri.strip() or uri.startswith("s3:") or "://" in uri:
        raise SettingError(
            f"store is {uri!r}; expected a directory or s3://bucket/prefix, with {BUCKET_NAME_RULE}"
        )
    from pathlib import Path  # kept out of cold starts that read S3

    try:
        return Path(uri).expanduser()
    except RuntimeError:  # no such user: then it is a directory's name
        return Path(uri)
