"""Read the text or the texts of a request.

API Gateway passes a body as a string, or encoded in base64 if its content type is one of the app's
binary types. `chalice local` passes bytes. This module accepts all three.
"""

import base64
from collections.abc import Mapping

from chalice.app import BadRequestError, Request

from chalicelib.api.error_responses import PayloadTooLargeError, UnsupportedMediaTypeError
from chalicelib.api.json_body import read_json_texts

PLAIN = "text/plain"
JSON = "application/json"


def read_texts(request: Request, max_texts: int, max_bytes: int) -> list[str]:
    """Return the texts of a request: one in `text/plain`, one or several in JSON.

    Raises
    ------
    UnsupportedMediaTypeError
        If the content type is another one; without one, `text/plain` is assumed.
    PayloadTooLargeError, BadRequestError
        As for `read_text` and `read_json_texts`.
    """
    content_type = _content_type(request.headers, PLAIN, JSON)
    if _media_type(content_type) == JSON:
        return read_json_texts(_body(request.to_original_event()), max_texts, max_bytes)
    return [_plain_text(request, content_type, max_bytes)]


def read_text(request: Request, max_bytes: int) -> str:
    """Return the text of a `text/plain` request.

    Raises
    ------
    UnsupportedMediaTypeError
        If the content type is another one; without one, `text/plain` is assumed.
    PayloadTooLargeError
        If the body has more than `max_bytes` bytes, in its own charset.
    BadRequestError
        If the text is empty or white space, or the charset is unknown or does not fit the bytes.
    """
    return _plain_text(request, _content_type(request.headers, PLAIN), max_bytes)


def read_body(request: Request) -> str | bytes:
    """Return the body as it arrived, for a route that reads JSON whatever its content type."""
    return _body(request.to_original_event())


def _plain_text(request: Request, content_type: str, max_bytes: int) -> str:
    charset = _charset(content_type)
    body = _body(request.to_original_event())
    size = len(body) if isinstance(body, bytes) else len(body.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise PayloadTooLargeError(f"found a text of {size} bytes; expected at most {max_bytes}")
    text = _decode(body, charset) if isinstance(body, bytes) else body
    if not text or text.isspace():
        found = "an empty body" if not text else "only white space"
        raise BadRequestError(f"found {found}; expected a text to classify")
    return text


def _content_type(headers: Mapping[str, str], *accepted: str) -> str:
    """Return the content type of a request; `text/plain` if it names none."""
    content_type = headers.get("content-type") or PLAIN
    if _media_type(content_type) not in accepted:
        plain = "send the raw text with 'Content-Type: text/plain'"
        raise UnsupportedMediaTypeError(
            f"found Content-Type {content_type[:100]!r}; {plain}"
            + (", or JSON with 'Content-Type: application/json'" if JSON in accepted else "")
        )
    return content_type


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _charset(content_type: str) -> str:
    """Return the charset that a content type names; UTF-8 if it names none."""
    if ";" not in content_type:
        return "utf-8"
    from email.message import Message

    message = Message()
    message["content-type"] = content_type
    charset = message.get_param("charset", "utf-8")
    # RFC 2231: charset*=encoding'language'value is parsed into three parts.
    return charset[2] if isinstance(charset, tuple) else str(charset)


def _body(event: Mapping[str, object]) -> str | bytes:
    """Return the body as it arrived: bytes, or a string that the gateway has decoded."""
    body = event["body"]
    if body is None:
        return b""
    if event.get("isBase64Encoded"):
        return base64.b64decode(str(body))
    return body if isinstance(body, bytes) else str(body)


def _decode(body: bytes, charset: str) -> str:
    try:
        return body.decode(charset)
    except UnicodeError as exc:
        raise BadRequestError(
            f"found bytes that are not {charset[:40]!r}; name the charset of the text, as in "
            "'Content-Type: text/plain; charset=iso-8859-1'"
        ) from exc
    except (LookupError, ValueError) as exc:
        raise BadRequestError(
            f"found the charset {charset[:40]!r}; expected one that Python knows, "
            "such as utf-8 or iso-8859-1"
        ) from exc
