"""Undo the Content-Encoding of a body: gzip is inflated, within a limit, and no other is accepted.

A REST API inflates gzip itself before it calls the service, and leaves the header in place. Behind
it, a body that does not begin like gzip is therefore inflated already. Function URLs and HTTP APIs
do not inflate: they pass a mail on as it is, and destroy a compressed text by decoding it as UTF-8.
"""

from chalice.app import BadRequestError

from chalicelib.api.error_responses import PayloadTooLargeError, UnsupportedMediaTypeError

START = "\x1f"  # of gzip; a control character, with which no text begins
GZIP = 16 + 15  # zlib's number for gzip with its largest window


def decoded(body: str | bytes, encoding: str, from_gateway: bool, max_bytes: int) -> str | bytes:
    """Return a body without its Content-Encoding.

    Raises
    ------
    UnsupportedMediaTypeError
        If the encoding is another than gzip, or the gateway has decoded gzip as text.
    PayloadTooLargeError
        If the inflated body has more than `max_bytes` bytes.
    BadRequestError
        If the body is not one complete gzip member.
    """
    if encoding not in ("gzip", "x-gzip"):
        raise UnsupportedMediaTypeError(
            f"found Content-Encoding {encoding[:40]!r}; expected gzip, or none"
        )
    if isinstance(body, bytes):
        inflated = from_gateway and not body.startswith(START.encode())
        return body if inflated else _inflate(body, max_bytes)
    if body.startswith(START):
        raise UnsupportedMediaTypeError(
            "found a gzip body that was decoded as text on its way; expected no Content-Encoding, "
            "because this URL passes only mails on unchanged"
        )
    return body


def _inflate(body: bytes, max_bytes: int) -> bytes:
    import zlib  # few requests need it

    stream = zlib.decompressobj(GZIP)
    try:
        inflated = stream.decompress(body, max_bytes + 1)
    except zlib.error as exc:
        raise BadRequestError("found a malformed gzip body; expected gzip") from exc
    if len(inflated) > max_bytes:
        raise PayloadTooLargeError(
            f"found a gzip body that inflates to more than {max_bytes} bytes; expected at most that"
        )
    if not stream.eof:
        raise BadRequestError("found a gzip body that is cut short; expected a complete one")
    if stream.unused_data:
        raise BadRequestError("found bytes after the end of a gzip body; expected none")
    return inflated
