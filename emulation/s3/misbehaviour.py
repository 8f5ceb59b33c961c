"""How a store misbehaves: what it sends instead of the right response, or what it holds."""

from collections.abc import Callable
from itertools import cycle
from typing import Any, NamedTuple

from emulation.s3.server import Fault, FaultyS3, S3Response, error_body, etag_line
from train.registry.bundle import Bundle

BreakStore = Callable[[FaultyS3, Bundle], None]

SHORT_SECONDS = 0.2
LONG_SECONDS = 20.0


class StoreFault(NamedTuple):
    """How to cause a fault, and how long to wait for data meanwhile."""

    break_store: BreakStore
    read_seconds: float = LONG_SECONDS


def always(status: int, code: str, *headers: tuple[str, str]) -> Fault:
    """Return a fault that sends an error with this status and code for every key."""
    return lambda _, __: S3Response(status, error_body(code), headers=headers)


def on(key_part: str, fault: Fault) -> Fault:
    """Return a fault for the keys with this part alone."""
    return lambda key, right: fault(key, right) if key_part in key else right


def sent(raw: bytes, **how: Any) -> Fault:
    """Return a fault that sends these bytes and nothing else."""
    return lambda _, __: S3Response(0, b"", raw=raw, **how)


def with_headers(*lines: str, after: bytes = b"", before: bytes = b"") -> Fault:
    """Return a fault that sends the right body under other headers."""

    def change(_: str, right: S3Response) -> S3Response:
        size, tag = str(len(right.body)), etag_line(right.body).removeprefix("ETag: ")
        head = "\r\n".join(["HTTP/1.1 200 OK", *lines, "", ""])
        head = head.replace("SIZE", size).replace("TAG", tag)
        if right.status != 200:  # 304: the model is current
            return right
        return S3Response(200, b"", raw=before + head.encode("latin-1") + right.body + after)

    return change


def late(_: str, right: S3Response) -> S3Response:
    """Send the response after a second."""
    return S3Response(right.status, right.body, delay_seconds=1.0)


def cut_short(_: str, right: S3Response) -> S3Response:
    """Announce the whole body and send half of it."""
    return S3Response(right.status, right.body[: len(right.body) // 2], length=len(right.body))


def reset_within(_: str, right: S3Response) -> S3Response:
    """Reset the connection within the body."""
    return S3Response(right.status, right.body[:9], length=len(right.body), reset=True)


def stalled(_: str, right: S3Response) -> S3Response:
    """Send the beginning of the body, then nothing for a second."""
    return S3Response(200, right.body[:9], length=len(right.body), open_seconds=1.0)


def dripping(_: str, right: S3Response) -> S3Response:
    """Send the response byte by byte."""
    return S3Response(right.status, right.body, piece_seconds=0.02)


def flipped(_: str, right: S3Response) -> S3Response:
    """Send the body with one bit changed."""
    body = bytearray(right.body)
    body[-3] ^= 1
    return S3Response(right.status, bytes(body))


def longer(_: str, right: S3Response) -> S3Response:
    """Send the body with one byte more."""
    return S3Response(right.status, right.body + b"\0")


def shorter(_: str, right: S3Response) -> S3Response:
    """Send the body with one byte less."""
    return S3Response(right.status, right.body[:-1])


def behave(fault: Fault) -> StoreFault:
    """Return a store fault with this behaviour."""
    return StoreFault(apply(fault))


def behave_slowly(fault: Fault) -> StoreFault:
    """Return a store fault with a behaviour that only a short time-out notices."""
    return StoreFault(apply(fault), SHORT_SECONDS)


def apply(fault: Fault) -> BreakStore:
    """Return a function that makes a bucket behave so."""

    def break_store(bucket: FaultyS3, _: Bundle) -> None:
        bucket.fault = fault

    return break_store


def no_server(bucket: FaultyS3, _: Bundle) -> None:
    """Stop the server."""
    bucket.stop()


def resets(bucket: FaultyS3, _: Bundle) -> None:
    """Reset each connection at once."""
    bucket.resets_connections = True


def redirect_loop(bucket: FaultyS3, _: Bundle) -> None:
    """Redirect from region to region without end."""
    regions = cycle(["eu-west-1", "ap-south-1"])
    bucket.fault = lambda *_: moved(next(regions))


def moved(region: str, status: int = 301) -> S3Response:
    """Return S3's response if a bucket is in another region."""
    return S3Response(
        status, error_body("PermanentRedirect"), headers=(("x-amz-bucket-region", region),)
    )


def version_is_missing(bucket: FaultyS3, bundle: Bundle) -> None:
    """Promote a version that is not in the bucket."""
    bucket.point(bundle.manifest.document | {"created": "20990131T093000Z"})


def newer_pointer(bucket: FaultyS3, bundle: Bundle) -> None:
    """Write the pointer in a newer format."""
    bucket.promote(bundle, format=2)


def foreign_file(bucket: FaultyS3, bundle: Bundle) -> None:
    """Name a file outside of the version in its manifest."""
    entry = {"../../secret": {"size": 1, "sha256": "0" * 64}}
    files: Any = bundle.manifest.document["files"]
    bucket.point(bundle.manifest.document | {"files": files | entry})


def foreign_manifest(bucket: FaultyS3, bundle: Bundle) -> None:
    """Promote a manifest under the name of another version."""
    bucket.promote(bundle, version="20260131T093000Z-0123456789ab")
