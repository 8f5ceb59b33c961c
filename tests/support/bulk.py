"""Bulk jobs for the tests: an S3 in memory, files to score, and the steps of a job."""

import io
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from chalicelib.bulk.container import Container
from chalicelib.bulk.cutting import Cutter
from chalicelib.bulk.deadline import Deadline
from chalicelib.bulk.handler import run
from chalicelib.bulk.options import Options
from chalicelib.bulk.plan import Item, Source
from chalicelib.bulk.reading import read_rows
from chalicelib.bulk.rows import Row
from chalicelib.bulk.s3 import Bucket, StoredObject
from chalicelib.serving.model_loader import ModelLoader
from chalicelib.settings import read_settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

INPUTS, OUTPUTS = "inputs", "outputs"
HOURS = 10**7


class Killed(BaseException):
    """The process ends here."""


class Context:
    """Lambda's context, with so many milliseconds left."""

    def __init__(self, milliseconds: int = HOURS) -> None:
        self.milliseconds = milliseconds

    def get_remaining_time_in_millis(self) -> int:
        """Return them."""
        return self.milliseconds


class MemoryBucket(Bucket):
    """A bucket that holds one object, in memory; it can only be read."""

    def __init__(self, raw: bytes) -> None:
        self.uri = f"s3://{INPUTS}"
        self.raw = raw

    def read_range(self, stored: StoredObject, start: int, end: int) -> bytes:
        """Return some of its bytes."""
        del stored
        assert 0 <= start < end <= len(self.raw)
        return self.raw[start:end]


def cut(raw: bytes, key: str, options: Options) -> Source:
    """Return an object that is cut as its options say."""
    cutter = Cutter(
        MemoryBucket(raw), options, len(raw), Deadline(Context().get_remaining_time_in_millis, "")
    )
    return cutter.source(StoredObject(key, '"1"', len(raw)))


def parts_of(raw: bytes, key: str, options: Options) -> list[list[Row]]:
    """Return the rows of each part of an object."""
    source = cut(raw, key, options)
    ranges = zip(source.cuts, source.cuts[1:], strict=False)
    items = [Item(part, source, start, end) for part, (start, end) in enumerate(ranges)]
    bucket = MemoryBucket(raw)
    return [list(read_rows(bucket, item, key, options)) for item in items]


def rows_of(raw: bytes, key: str, options: Options) -> list[Row]:
    """Return all rows of an object."""
    return [row for part in parts_of(raw, key, options) for row in part]


class Job:
    """A job in an S3 in memory, each of whose steps runs in a process of its own."""

    def __init__(self, client: "S3Client", store_uri: str, output: str = "job") -> None:
        self.client = client
        self.store_uri = store_uri
        self.output = f"s3://{OUTPUTS}/{output}/"
        self.context = Context()

    def put(self, key: str, raw: bytes) -> str:
        """Put a file among the inputs; return its URI."""
        self.client.put_object(Bucket=INPUTS, Key=key, Body=raw)
        return f"s3://{INPUTS}/{key}"

    def container(self, client: "S3Client | None" = None, **environ: str) -> Container:
        """Return what a new process keeps; it takes long to make a client, so one is shared."""
        settings = read_settings({"MODEL_URI": self.store_uri, **environ})
        container = Container(ModelLoader(settings), settings.model_version)
        container.client = client or self.client
        return container

    def step(self, container: Container | None = None, **event: Any) -> dict[str, Any]:
        """Carry out a step."""
        sent = json.loads(json.dumps({"output": self.output, **event}))
        return run(sent, self.context, container or self.container())

    def plan(
        self, uri: str, options: dict[str, Any] | None = None, container: Container | None = None
    ) -> dict[str, Any]:
        """Plan the job."""
        return self.step(container, step="plan", input=uri, options=options or {})

    def items(self) -> list[dict[str, Any]]:
        """Return the items that the map reads."""
        found: list[dict[str, Any]] = json.loads(self.read("_bulk/items.json"))
        return found

    def score(self, item: dict[str, Any], container: Container | None = None) -> dict[str, Any]:
        """Make a part."""
        return self.step(container, step="score", item=item)

    def finish(self, container: Container | None = None) -> dict[str, Any]:
        """Check the parts and write the manifest."""
        return self.step(container, step="finish")

    def run(self, uri: str, options: dict[str, Any] | None = None) -> dict[str, Any]:
        """Carry out all steps; return what the last one does."""
        container = self.container()
        self.plan(uri, options, container)
        for item in self.items():
            assert self.score(item, container) == {"part": item["part"]}
        return self.finish(container)

    @property
    def prefix(self) -> str:
        """The prefix of the output."""
        return self.output.removeprefix(f"s3://{OUTPUTS}/")

    def read(self, key: str) -> bytes:
        """Return a file of the output."""
        return self.client.get_object(Bucket=OUTPUTS, Key=self.prefix + key)["Body"].read()

    def write(self, key: str, raw: bytes) -> None:
        """Replace a file of the output."""
        self.client.put_object(Bucket=OUTPUTS, Key=self.prefix + key, Body=raw)

    def delete(self, key: str) -> None:
        """Delete a file of the output."""
        self.client.delete_object(Bucket=OUTPUTS, Key=self.prefix + key)

    def files(self) -> dict[str, bytes]:
        """Return the files of the output by their keys."""
        listed = self.client.list_objects_v2(Bucket=OUTPUTS, Prefix=self.prefix)
        keys = [each["Key"].removeprefix(self.prefix) for each in listed.get("Contents", [])]
        return {key: self.read(key) for key in keys}

    def parts(self) -> dict[str, bytes]:
        """Return the parts by their keys."""
        return {key: raw for key, raw in self.files().items() if key.startswith("part-")}

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows of all parts."""
        whole = b"".join(raw for _, raw in sorted(self.parts().items()))
        return [json.loads(line) for line in whole.splitlines()]

    def manifest(self) -> dict[str, Any]:
        """Return the manifest."""
        found: dict[str, Any] = json.loads(self.read("manifest.json"))
        return found


def json_lines(rows: Sequence[object]) -> bytes:
    return "".join(f"{json.dumps(row)}\n" for row in rows).encode()


def parquet(rows: list[dict[str, Any]], row_group_size: int) -> bytes:
    import pyarrow
    from pyarrow.parquet import write_table

    buffer = io.BytesIO()
    write_table(pyarrow.Table.from_pylist(rows), buffer, row_group_size=row_group_size)
    return buffer.getvalue()
