"""Where a stage's bulk jobs may read and write: prefixes of S3 that its policies name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from chalicelib.store.location import BUCKET_NAME_RULE, is_bucket_name
from deploy.errors import DeployError

INBOX = "inbox/"
OUTBOX = "outbox/"
BULK = "bulk"
"""The setting of a stage that Chalice does not know, and the name of the function."""
# IAM reads * ? $ in a resource as wildcards and variables; a quotation mark would end the string.
_PREFIX = re.compile(r"(?:[\w!.'()=-]+/)*", re.ASCII)


class Location(NamedTuple):
    """A bucket and a prefix in it, empty or with a slash at its end."""

    bucket: str
    prefix: str

    @property
    def uri(self) -> str:
        """Return the location as `s3://bucket/prefix/`."""
        return f"s3://{self.bucket}/{self.prefix}"

    def holds(self, other: "Location") -> bool:
        """Return whether another location, or an object, is in this one."""
        return self.bucket == other.bucket and other.prefix.startswith(self.prefix)


@dataclass(frozen=True, slots=True)
class BulkLocations:
    """The locations that the bulk function of a stage may read, and those that it may write."""

    read: tuple[Location, ...]
    write: tuple[Location, ...]

    def has_inbox(self, bucket: str) -> bool:
        """Return whether files put under `inbox/` of a bucket can be scored into `outbox/`."""
        return Location(bucket, INBOX) in self.read and Location(bucket, OUTBOX) in self.write

    def as_setting(self) -> dict[str, list[str]]:
        """Return the value of the stage's setting."""
        return {
            "read": [each.uri for each in self.read],
            "write": [each.uri for each in self.write],
        }


def default_locations(bucket: str) -> BulkLocations:
    """Return the inbox and the outbox of a bucket."""
    return BulkLocations((Location(bucket, INBOX),), (Location(bucket, OUTBOX),))


def read_setting(setting: Any, where: str) -> BulkLocations | None:
    """Return the locations in a stage's setting, or None without one.

    Raises
    ------
    DeployError
        If the setting is no object of two arrays of locations; `where` says where it is.
    """
    if setting is None:
        return None
    found = setting if isinstance(setting, dict) and setting.keys() == {"read", "write"} else {}
    read, write = found.get("read"), found.get("write")
    if not (isinstance(read, list) and isinstance(write, list) and read and write):
        raise DeployError(
            f'{where}: {BULK} is {setting!r}; expected {{"read": [...], "write": [...]}}'
        )
    of = f"{where}: {BULK}"
    return BulkLocations(locations(read, f"{of}.read"), locations(write, f"{of}.write"))


def locations(uris: Sequence[object], what: str = "location") -> tuple[Location, ...]:
    """Return the locations that URIs name, without repeats; `what` they are, for the messages."""
    return tuple(dict.fromkeys(location(uri, what) for uri in uris))


def location(uri: object, what: str = "location") -> Location:
    """Return the location that a URI names.

    Raises
    ------
    DeployError
        If it is not `s3://bucket/prefix/` with a slash at its end; `what` it is.

    Examples
    --------
    >>> location("s3://texts/2026/november/")
    Location(bucket='texts', prefix='2026/november/')
    """
    text = str(uri)
    bucket, _, prefix = text.removeprefix("s3://").partition("/")
    if not text.startswith("s3://") or not is_bucket_name(bucket):
        raise DeployError(
            f"{what} is {uri!r}; expected s3://bucket/prefix/, with {BUCKET_NAME_RULE}"
        )
    if not _PREFIX.fullmatch(prefix):
        raise DeployError(
            f"{what} is {uri!r}; expected a prefix of a-z A-Z 0-9 / ! - _ . ' ( ) = that ends "
            "with a slash, as policies allow all that begins with it"
        )
    return Location(bucket, prefix)


def check_apart(bulk: BulkLocations, kept: Sequence[Location]) -> None:
    """Refuse locations with which a job could harm the stage or score its own output.

    Parameters
    ----------
    bulk
        The locations of the jobs.
    kept
        The files and folders that jobs must not write to: those of the models and the reports.

    Raises
    ------
    DeployError
        If a job could write to one of these, or to what jobs read.
    """
    for target in bulk.write:
        for place in kept:
            if target.holds(place) or place.holds(target):
                raise DeployError(
                    f"bulk jobs may not write to {target.uri}: the stage keeps {place.uri}"
                )
        for source in bulk.read:
            if target.holds(source) or source.holds(target):
                raise DeployError(
                    f"bulk jobs may not read {source.uri} and write to {target.uri}: expected "
                    "locations that do not contain each other, or a job would score its own output"
                )
