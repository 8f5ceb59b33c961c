"""What a store can do wrong: how it comes about, and what boto3 or the reader says of it.

The same table, with what is seen where boto3 does not read, stands in docs/operating.md.
"""

import re
from collections.abc import Callable
from typing import Any

from emulation.servers import ROOT
from tests.support.faulty_s3 import Answer, Fault, FaultyS3, error
from train.registry.bundle import Bundle

Break = Callable[[FaultyS3, Bundle], None]


def always(status: int, code: str) -> Fault:
    return lambda _, __: Answer(status, error(code))


def on(part: str, fault: Fault) -> Fault:
    return lambda key, right: fault(key, right) if part in key else right


def late(_: str, right: Answer) -> Answer:
    return Answer(right.status, right.body, delay_seconds=1.5)


def cut_short(_: str, right: Answer) -> Answer:
    return Answer(right.status, right.body[: len(right.body) // 2], length=len(right.body))


def flipped(_: str, right: Answer) -> Answer:
    return Answer(right.status, right.body[:-3] + bytes([right.body[-3] ^ 1]) + right.body[-2:])


def longer(_: str, right: Answer) -> Answer:
    return Answer(right.status, right.body + b"\0")


def shorter(_: str, right: Answer) -> Answer:
    return Answer(right.status, right.body[:-1])


def behave(fault: Fault) -> Callable[[FaultyS3, Bundle], None]:
    def apply(bucket: FaultyS3, _: Bundle) -> None:
        bucket.fault = fault

    return apply


def no_server(bucket: FaultyS3, _: Bundle) -> None:
    bucket.stop()


def version_is_missing(bucket: FaultyS3, bundle: Bundle) -> None:
    bucket.point(bundle.manifest.document | {"created": "20990131T093000Z"})


def newer_pointer(bucket: FaultyS3, bundle: Bundle) -> None:
    bucket.promote(bundle, format=2)


def foreign_file(bucket: FaultyS3, bundle: Bundle) -> None:
    entry = {"../../secret": {"size": 1, "sha256": "0" * 64}}
    files: Any = bundle.manifest.document["files"]
    bucket.point(bundle.manifest.document | {"files": files | entry})


def foreign_manifest(bucket: FaultyS3, bundle: Bundle) -> None:
    bucket.promote(bundle, version="20260131T093000Z-0123456789ab")


FAULTS: dict[str, tuple[Break, str]] = {
    "connection refused": (no_server, "Could not connect"),
    "time-out": (behave(late), "Read timeout"),
    "403": (behave(always(403, "AccessDenied")), "access denied; s3:GetObject must be allowed"),
    "404 on the pointer": (
        behave(on("current", always(404, "NoSuchKey"))),
        "current.json: no such",
    ),
    "404 on a file": (behave(on("classifier", always(404, "NoSuchKey"))), "safetensors: no such"),
    "500": (behave(always(500, "InternalError")), "S3 answers InternalError"),
    "503": (behave(always(503, "SlowDown")), "S3 answers SlowDown"),
    "pointer cut short": (behave(on("current", cut_short)), "current.json: "),
    "file cut short": (behave(on("vectorizer", cut_short)), "vectorizer.safetensors: "),
    "bytes flipped": (behave(on("classifier", flipped)), "with sha256"),
    "file too long": (behave(on("classifier", longer)), "bytes; at most"),
    "file too short": (behave(on("vectorizer", shorter)), "the manifest says"),
    "pointer to a missing version": (version_is_missing, "no such object"),
    "pointer of a newer format": (newer_pointer, "format is 2; this runtime reads 1"),
    "manifest of another version": (foreign_manifest, "its digest says otherwise"),
    "file outside its version": (foreign_file, "'../../secret' is no file name of a version"),
    "bucket gone": (behave(always(404, "NoSuchBucket")), "bucket 'faulty' does not exist"),
}


TRANSPORT = (
    "connection refused",
    "time-out",
    "403",
    "404 on the pointer",
    "500",
    "503",
    "file cut short",
    "bucket gone",
)
"""The faults that boto3 meets itself; the others are found in bytes, whoever has read them."""


def documented(name: str) -> str:
    """Return the pattern of what the documents say is seen of a fault; `…` stands for anything."""
    table = (ROOT / "docs" / "operating.md").read_text()
    (said,) = re.findall(rf"^\| {re.escape(name)} \| `(.+?)`", table, re.M)
    return ".*".join(map(re.escape, said.split("…")))
