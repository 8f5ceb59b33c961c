"""Turn the body of a response into JSON, add the headers that all JSON has, and bound its size."""

import json

from chalice.app import Response

from chalicelib.bounded_cache import BoundedCache

HEADERS = {
    "Content-Type": "application/json",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
MAX_BYTES = 6_000_000
"""Lambda returns at most 6 MiB; the rest is for the headers."""

MAX_CACHED = 100
"""The most labels whose response is kept, and the most characters of one."""

# Chalice would build an encoder for each response.
_encode = json.JSONEncoder(separators=(",", ":")).encode


def _encode_label(label: str) -> str:
    return _encode([label])


_only_label = BoundedCache(_encode_label, MAX_CACHED, MAX_CACHED)
"""The JSON of a response with a single label; a model has only a few labels."""


def write_json(response: Response, path: str) -> object:
    """Write the body as JSON, unless it is the page, and return what was written.

    A response that Lambda cannot return becomes a 413. Errors of the routes under `/v2` have the
    field "error" too, see `in_protocol`.
    """
    body: object = response.body
    if isinstance(body, str):
        return body
    if isinstance(body, list) and len(body) == 1 and isinstance(body[0], str):
        text = _only_label[body[0]]
    else:
        text = _encode(body)
    if 2 * len(text) > MAX_BYTES and _returned_bytes(text) > MAX_BYTES:
        response.status_code, body = 413, _too_large(len(text), path)
        text = _encode(body)
    response.body = text
    response.headers.update(HEADERS)
    return body


def _returned_bytes(text: str) -> int:
    r"""Count the bytes that Lambda returns: the text is a JSON string in the function's JSON.

    >>> _returned_bytes('["ham"]')  # as "[\"ham\"]", without the outer quotes
    9
    """
    return len(text) + text.count('"') + text.count("\\")


def _too_large(size: int, path: str) -> dict[str, str]:
    message = f"the response has {size} bytes, too many for Lambda; send fewer or shorter texts"
    error = {"Code": "PayloadTooLargeError", "Message": message}
    return error | {"error": message} if path.startswith("/v2") else error
