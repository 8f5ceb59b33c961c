"""From an HTTP request to the text or the texts in it.

API Gateway hands a body over as a string, or base64-encoded where the content type is one of the
app's binary types; `chalice local` hands it over as bytes. All three arrive here as they are.
"""

import base64
from collections.abc import Mapping

from chalice.app import BadRequestError, Request, Response

from chalicelib.api.errors import PayloadTooLargeError, UnsupportedMediaTypeError
from chalicelib.api.json_body import read_json_texts
from chalicelib.serving.model_cache import RETRY_SECONDS

PLAIN = "text/plain"
JSON = "application/json"


def read_texts(request: Request, max_texts: int, max_bytes: int) -> list[str]:
    """Return the texts that a request carries: one in `text/plain`, one or several in JSON.

    Raises
    ------
    UnsupportedMediaTypeError
        For another content type; none at all counts as `text/plain`.
    PayloadTooLargeError, BadRequestError
        As `read_text` and `read_json_texts` say.
    """
    content_type = _content_type(request.headers, PLAIN, JSON)
    if _media_type(content_type) == JSON:
        return read_json_texts(_body(request.to_original_event()), max_texts, max_bytes)
    return [_plain_text(request, content_type, max_bytes)]


def read_text(request: Request, max_bytes: int) -> str:
    """Return the text that a `text/plain` request carries.

    Raises
    ------
    UnsupportedMediaTypeError
        For another content type; none at all counts as `text/plain`.
    PayloadTooLargeError
        For a body of more than `max_bytes` bytes, counted in its own charset.
    BadRequestError
        For an empty or white-space text, an unknown charset, or bytes that it does not decode.
    """
    return _plain_text(request, _content_type(request.headers, PLAIN), max_bytes)


def read_body(request: Request) -> str | bytes:
    """Return the body as it arrived, of a route that reads JSON whatever its content type."""
    return _body(request.to_original_event())


def _plain_text(request: Request, content_type: str, max_bytes: int) -> str:
    charset = _charset(content_type)
    body = _body(request.to_original_event())
    size = len(body) if isinstance(body, bytes) else len(body.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise PayloadTooLargeError(
            f"found a text of {size} bytes; at most {max_bytes} are accepted"
        )
    text = _decode(body, charset) if isinstance(body, bytes) else body
    if not text or text.isspace():
        found = "an empty body" if not text else "white space alone"
        raise BadRequestError(f"found {found}; a text to classify is required")
    return text


def _content_type(headers: Mapping[str, str], *accepted: str) -> str:
    """Return the content type of a request, `text/plain` where it names none."""
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
    """Return the charset that a content type names, UTF-8 where it names none."""
    if ";" not in content_type:
        return "utf-8"
    from email.message import Message

    message = Message()
    message["content-type"] = content_type
    charset = message.get_param("charset", "utf-8")
    # RFC 2231's form, charset*=encoding'language'value, comes as three parts.
    return charset[2] if isinstance(charset, tuple) else str(charset)


def _body(event: Mapping[str, object]) -> str | bytes:
    """Return the body as it arrived: bytes, or the string that a gateway has decoded already."""
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
            f"found bytes that are not {charset[:40]!r}; name the text's own charset, as in "
            "'Content-Type: text/plain; charset=iso-8859-1'"
        ) from exc
    except (LookupError, ValueError) as exc:
        raise BadRequestError(
            f"found the charset {charset[:40]!r}; accepted is one that Python names, "
            "such as utf-8 or iso-8859-1"
        ) from exc


def unavailable() -> Response:
    """Answer that no model can be loaded; the reason is for the log, not for the client."""
    seconds = f"{RETRY_SECONDS:.0f}"
    return Response(
        body={
            "Code": "ServiceUnavailableError",
            "Message": f"no model can be loaded; try again in {seconds} seconds",
        },
        status_code=503,
        headers={"Retry-After": seconds},
    )
