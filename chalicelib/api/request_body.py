"""Read the text or the texts of a request: plain, in JSON, or as a mail.

API Gateway passes a body as a string, or encoded in base64 if its content type is one of the app's
binary types. `chalice local` passes bytes. This module accepts all three. Function URLs and HTTP
APIs pass `text/plain` as a string too, decoded as UTF-8, whatever its charset is.
"""

import base64
from collections.abc import Mapping

from chalice.app import BadRequestError, Request

from chalicelib.api.error_responses import PayloadTooLargeError, UnsupportedMediaTypeError
from chalicelib.api.json_body import read_json_text, read_json_texts, size_above
from chalicelib.bounded_cache import BoundedCache
from chalicelib.named_tuple import NamedTuple
from chalicelib.settings import Settings

PLAIN = "text/plain"
JSON = "application/json"
MAIL = "message/rfc822"
MAX_CACHED = 100
"""The most content types that are kept parsed, and the most characters of one."""
REPLACED = "\ufffd"
"""What takes the place of bytes that are not UTF-8 where they are decoded as UTF-8."""


class SentText(NamedTuple):
    """A text, and whether it was taken out of a mail."""

    text: str
    from_mail: bool


def read_texts(request: Request, settings: Settings) -> list[str]:
    """Return the texts of a request: one in `text/plain` or a mail, one or several in JSON.

    Raises
    ------
    UnsupportedMediaTypeError
        If the content type is another one; without one, `text/plain` is assumed.
    PayloadTooLargeError, BadRequestError
        As for `read_body`, `read_text` and `read_json_texts`.
    """
    sent = _content_type(request.headers)
    body = read_body(request, settings.max_request_bytes)
    if sent.media_type == JSON:
        return read_json_texts(body, settings.max_texts, settings.max_text_bytes)
    return [_one_text(body, sent, request.headers, settings.max_text_bytes)]


def read_text(request: Request, settings: Settings) -> SentText:
    """Return the text of a request to `POST /explain`, which may be in any of the three types.

    Raises
    ------
    UnsupportedMediaTypeError
        If the content type is another one; without one, `text/plain` is assumed.
    PayloadTooLargeError
        If the text is larger than `MAX_EXPLAIN_BYTES` or `MAX_TEXT_BYTES`.
    BadRequestError
        If the text is empty or white space, the charset is unknown or does not fit the bytes, or
        the JSON is not one text.
    """
    sent = _content_type(request.headers)
    body = read_body(request, settings.max_request_bytes)
    if sent.media_type == JSON:
        return SentText(read_json_text(body, settings.max_explained_bytes), from_mail=False)
    text = _one_text(body, sent, request.headers, settings.max_explained_bytes)
    return SentText(text, sent.media_type == MAIL)


def read_body(request: Request, max_bytes: int) -> str | bytes:
    """Return the body without its Content-Encoding, for any content type.

    Raises
    ------
    UnsupportedMediaTypeError, PayloadTooLargeError, BadRequestError
        If the Content-Encoding is not accepted, the body is larger than `max_bytes`, or neither
        gzip nor base64 although it should be.
    """
    event = request.to_original_event()
    body = _body(event)
    _check_size(body, max_bytes)
    encoding = request.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity"):
        from chalicelib.api.content_encoding import decoded  # few requests need it

        body = decoded(body, encoding, bool(event.get("isBase64Encoded")), max_bytes)
    return body


def _check_size(body: str | bytes, max_bytes: int) -> None:
    size = len(body) if isinstance(body, bytes) else size_above(body, max_bytes)
    if size is not None and size > max_bytes:
        raise PayloadTooLargeError(
            f"found a request of {size} bytes; expected at most {max_bytes} "
            "(MAX_REQUEST_BYTES): send less at once, or a mail without its attachments"
        )


def _one_text(
    body: str | bytes, sent: "_ContentType", headers: Mapping[str, str], max_bytes: int
) -> str:
    is_mail = sent.media_type == MAIL
    text = _mail_text(body) if is_mail and body else _decode(body, sent.whole, headers)
    size = size_above(text, max_bytes)
    if size is not None:
        raise PayloadTooLargeError(
            f"found a text of {size} bytes in UTF-8; expected at most {max_bytes}"
        )
    if not text or text.isspace():
        found = "an empty body" if not text else "only white space"
        found = "a mail without text" if is_mail and body else found
        raise BadRequestError(f"found {found}; expected a text to classify")
    return text


def _mail_text(body: str | bytes) -> str:
    from chalicelib.mail.mail_text import mail_text  # few requests need it

    raw = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    if b"\n" not in raw and b"\r" not in raw:
        raise BadRequestError(
            "found a mail in one line; expected several lines: curl keeps them with --data-binary, "
            "not with -d"
        )
    return mail_text(raw)


class _ContentType(NamedTuple):
    """A content type, and what `media_type` makes of it."""

    whole: str
    media_type: str


def _content_type(headers: Mapping[str, str]) -> _ContentType:
    """Return the content type of a request; `text/plain` if it names none."""
    return _accepted_types[headers.get("content-type") or PLAIN]


def _accepted_type(content_type: str) -> _ContentType:
    found = _ContentType(content_type, media_type(content_type))
    if found.media_type not in (PLAIN, JSON, MAIL):
        raise UnsupportedMediaTypeError(
            f"found Content-Type {content_type[:100]!r}; send the raw text with 'Content-Type: "
            f"{PLAIN}', JSON with 'Content-Type: {JSON}', or a mail with 'Content-Type: {MAIL}'"
        )
    return found


_accepted_types = BoundedCache(_accepted_type, MAX_CACHED, MAX_CACHED)


def media_type(content_type: str) -> str:
    """Return a content type without its parameters, in lower case."""
    return content_type.partition(";")[0].strip().lower()


def _body(event: Mapping[str, object]) -> str | bytes:
    """Return the body as it arrived: bytes, or a string that the gateway has decoded."""
    body = event["body"]
    if body is None:
        return b""
    if event.get("isBase64Encoded"):
        try:
            return base64.b64decode(str(body))
        except ValueError as exc:
            raise BadRequestError("found a body that is not base64; expected base64") from exc
    return body if isinstance(body, bytes) else str(body)


def _decode(body: str | bytes, content_type: str, headers: Mapping[str, str]) -> str:
    """Decode a body by its charset, without a byte order mark; a string was decoded before."""
    codec = "utf-8"
    try:
        if ";" in content_type or (isinstance(body, str) and REPLACED in body):
            from chalicelib.api.charsets import codec_of, sent_bytes

            codec = codec_of(content_type)
            body = sent_bytes(body, codec, headers) if isinstance(body, str) else body
        text = body if isinstance(body, str) else body.decode(codec)
    except UnicodeError as exc:
        raise BadRequestError(
            f"found bytes that are not {codec.replace('_', '-')!r}; name the charset of the text, "
            "as in 'Content-Type: text/plain; charset=iso-8859-1'"
        ) from exc
    return text.removeprefix("\ufeff")
