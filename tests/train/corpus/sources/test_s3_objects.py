"""An object of S3 is read in pieces, each of the same object, whatever breaks in between."""

import io
from typing import Any

import boto3
import pytest
from botocore.exceptions import ReadTimeoutError

from tests.support.stores import BUCKET
from train.corpus.sources import s3_objects
from train.corpus.sources.s3_objects import open_s3
from train.corpus.telling import tell_nobody
from train.errors import InputError

BODY = bytes(range(256)) * 4
ADDRESS = "s3://bucket/data/texts.csv"


class Client:
    """Holds one object; the first reads of a body fail, and a changed one has another tag."""

    def __init__(self, failures: int = 0, missing: int = 0) -> None:
        self.failures, self.missing = failures, missing
        self.ranges: list[str] = []

    def head_object(self, **_: object) -> dict[str, Any]:
        """Return the size and the tag."""
        return {"ContentLength": len(BODY), "ETag": '"1"'}

    def get_object(self, **asked: Any) -> dict[str, Any]:
        """Return a range of the bytes."""
        assert asked["IfMatch"] == '"1"'
        self.ranges.append(asked["Range"])
        if self.failures:
            self.failures -= 1
            raise ReadTimeoutError(endpoint_url="https://bucket")
        start, end = map(int, asked["Range"].removeprefix("bytes=").split("-"))
        return {"Body": io.BytesIO(BODY[start : end + 1 - self.missing])}

    def close(self) -> None:
        """Do nothing."""


def read(client: Client, monkeypatch: pytest.MonkeyPatch) -> bytes:
    monkeypatch.setattr(s3_objects, "aws_client", lambda *_, **__: client)
    monkeypatch.setattr(s3_objects, "PIECE_BYTES", 300)
    [raw] = [each.file.read() for each in open_s3(ADDRESS, tell_nobody)]
    return raw


def test_the_pieces_make_the_object(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    assert read(client, monkeypatch) == BODY
    assert client.ranges == ["bytes=0-299", "bytes=300-599", "bytes=600-899", "bytes=900-1023"]


def test_a_piece_that_breaks_off_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(failures=2)
    assert read(client, monkeypatch) == BODY
    assert client.ranges[:3] == ["bytes=0-299"] * 3


def test_a_piece_that_never_comes_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"texts\.csv: cannot be fetched: Read timeout"):
        read(Client(failures=3), monkeypatch)


def test_a_short_piece_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="sent 299 bytes; expected 300"):
        read(Client(missing=1), monkeypatch)


def test_an_object_that_changes_while_it_is_read_is_refused(
    s3: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    del s3
    monkeypatch.setattr(s3_objects, "PIECE_BYTES", 300)
    client = boto3.client("s3")
    client.put_object(Bucket=BUCKET, Key="a.csv", Body=BODY)
    objects = open_s3(f"s3://{BUCKET}/a.csv", tell_nobody)
    file = next(objects).file
    assert file.read(10) == BODY[:10]
    client.put_object(Bucket=BUCKET, Key="a.csv", Body=BODY + b"more")
    client.close()
    with pytest.raises(InputError, match=r"a\.csv: cannot be fetched: .*PreconditionFailed"):
        file.readall()


@pytest.mark.parametrize("address", ["s3://", "s3:///key"])
def test_an_address_without_a_bucket_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="expected s3://bucket/key of one file or"):
        list(open_s3(address, tell_nobody))
