"""The objects of the emulated bucket."""

from collections.abc import Mapping
from pathlib import Path

import boto3

from bench.contenders.models import BUCKET


def read_objects(prefix: str = "") -> dict[str, bytes]:
    """Return the content of each object below a prefix, by its key."""
    client = boto3.client("s3")
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
    keys = [each["Key"] for page in pages for each in page.get("Contents", [])]
    objects = {key: client.get_object(Bucket=BUCKET, Key=key)["Body"].read() for key in keys}
    client.close()
    return objects


def write_objects(objects: Mapping[str, bytes]) -> None:
    """Write objects by their keys."""
    client = boto3.client("s3")
    for key, raw in objects.items():
        client.put_object(Bucket=BUCKET, Key=key, Body=raw)
    client.close()


def write_files(objects: Mapping[str, bytes], directory: Path) -> None:
    """Write each object to the path in a directory that its key names."""
    for key, raw in objects.items():
        path = directory / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
