"""Find the input of a job: one object, or those below a prefix whose formats are known."""

from typing import NamedTuple

from chalicelib.bulk.s3 import Bucket, StoredObject, split_uri
from chalicelib.errors import BulkError

JSON_LINES, CSV, PARQUET = "jsonl", "csv", "parquet"
FORMATS = {
    ".jsonl": JSON_LINES,
    ".ndjson": JSON_LINES,
    ".csv": CSV,
    ".tsv": CSV,
    ".parquet": PARQUET,
}
GZIP = ".gz"
KNOWN = "expected .jsonl, .ndjson, .csv or .tsv, each also with .gz, or .parquet"
SHOWN_KEYS = 10


class Kind(NamedTuple):
    """A format by its suffix, and whether it is packed."""

    format: str
    suffix: str
    packed: bool


class Found(NamedTuple):
    """The objects to score, in the order of their keys, and the keys of the others."""

    objects: list[StoredObject]
    skipped: list[str]


def kind_of(key: str) -> Kind | None:
    """Return the kind of an object, or None if its suffix is not known.

    >>> kind_of("a/texts.CSV.gz"), kind_of("texts.xlsx"), kind_of("t.parquet.gz")
    (Kind(format='csv', suffix='.csv', packed=True), None, None)
    """
    name = key.rpartition("/")[2].lower()
    packed = name.endswith(GZIP)
    dot, suffix = name.removesuffix(GZIP).rpartition(".")[1:]
    found = FORMATS.get(dot + suffix)
    if found is None or (packed and found == PARQUET):
        return None
    return Kind(found, dot + suffix, packed)


class Input(NamedTuple):
    """The bucket and the key or, if it ends with `/` or is empty, the prefix of a job's input."""

    uri: str
    bucket: str
    key: str

    @property
    def is_prefix(self) -> bool:
        """Whether all objects below are meant."""
        return not self.key or self.key.endswith("/")

    def name_of(self, key: str) -> str:
        """Return how the rows of an object name it: by its key below the prefix.

        >>> Input("", "inputs", "in/").name_of("in/a/x.csv")
        'a/x.csv'
        """
        return key.removeprefix(self.key) if self.is_prefix else key.rpartition("/")[2]


def read_input(uri: str) -> Input:
    """Return the parts of a URI; raises `BulkError` if it is none of S3."""
    return Input(uri, *split_uri(uri, "input"))


def find_sources(source: Input, bucket: Bucket) -> Found:
    """Return the objects of an input.

    Raises
    ------
    BulkError
        If there is none, or none of a known format.
    StoreError
        If the bucket cannot be read.
    """
    if not source.is_prefix:
        stored = bucket.found(source.key)
        if stored is None:
            raise BulkError(
                f"{source.uri}: no such object; expected the URI of an object, or a prefix with "
                "/ at its end"
            )
        found = Found([stored], [])
    else:
        # A key with / at its end is what consoles make for a folder.
        listed = [each for each in bucket.listed(source.key) if not each.key.endswith("/")]
        found = Found(listed, [])
    skipped = [each.key for each in found.objects if kind_of(each.key) is None]
    objects = [each for each in found.objects if kind_of(each.key) is not None]
    if not objects:
        names = ", ".join(map(repr, skipped[:SHOWN_KEYS])) or "no object"
        raise BulkError(f"{source.uri}: found {names}; {KNOWN}")
    return Found(objects, skipped)
