"""Find Python's codec for the charset of a Content-Type, and the bytes of a body for it."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from chalice.app import BadRequestError

from chalicelib.api.request_body import REPLACED
from chalicelib.text_codecs import codec_named

# ;name=value or ;name="value" (RFC 9110, section 5.6.6). A quote that is not closed before the next
# parameter is part of an unquoted value. Each alternative reads a character in one way only, so
# that the time stays proportional to the length.
_PARAMETER = re.compile(
    r';([^;="]*)=[ \t]*(?:"((?:[^"\\]|\\.)*)"[ \t]*(?=;|\Z)|([^;]*))', re.DOTALL
)


def codec_of(content_type: str) -> str:
    """Return the name of Python's codec for the charset of a Content-Type; the default is UTF-8.

    Raises
    ------
    BadRequestError
        If the charset is not one of the standard's, or is split into several parameters.

    Examples
    --------
    >>> codec_of("text/plain"), codec_of('text/plain; format=flowed; Charset="x-SJIS"')
    ('utf_8', 'cp932')
    >>> codec_of("text/plain; charset*=us-ascii'en'utf-16")
    'utf_16'
    """
    charset = next(_charsets(content_type), "utf-8")
    codec = codec_named(charset)
    if codec is None:
        raise BadRequestError(
            f"found the charset {charset[:40]!r}; expected one of the WHATWG Encoding Standard, "
            "such as utf-8 or iso-8859-1"
        )
    return codec


def sent_bytes(body: str, codec: str, headers: Mapping[str, str]) -> str | bytes:
    r"""Return a text in UTF-8, or the bytes of a text in another charset that was taken for UTF-8.

    Function URLs and HTTP APIs decode all text as UTF-8, and replace what is not. All other bytes
    can be had again, such as those of ASCII and of ISO-2022-JP.

    Raises
    ------
    BadRequestError
        If bytes of another charset were replaced: what they were is lost.
    UnicodeError
        If a text should be UTF-8, but bytes were replaced: it is longer than what was sent.

    Examples
    --------
    >>> sent_bytes("\x1b$B<+F0\x1b(B", "iso2022_jp", {}).decode("iso2022_jp")
    '自動'
    """
    if REPLACED not in body:
        return body if codec == "utf_8" else body.encode("utf-8", "surrogatepass")
    if codec != "utf_8":
        raise BadRequestError(
            f"found a text in {codec.replace('_', '-')!r} that was damaged on its way, because "
            "this URL passes all text on as UTF-8; send it in UTF-8"
        )
    # U+FFFD may have been sent, too. A compressed body has another length than its text.
    length = "" if "content-encoding" in headers else headers.get("content-length", "")
    if length not in ("", str(len(body.encode("utf-8", "surrogatepass")))):
        raise UnicodeError("bytes were replaced")
    return body


def _charsets(content_type: str) -> Iterator[str]:
    """Yield the value of each parameter that names a charset."""
    for name, quoted, plain in _PARAMETER.findall(content_type):
        base, star, part = name.strip().lower().partition("*")
        if base != "charset":
            continue
        if part:
            # RFC 2231 splits a long value into charset*0, charset*1; HTTP does not (RFC 8187).
            raise BadRequestError(f"found the parameter {name.strip()[:40]!r}; expected 'charset'")
        value = re.sub(r"\\(.)", r"\1", quoted) if quoted else plain.strip()
        # RFC 8187: charset*=encoding'language'value
        yield unquote(value.rpartition("'")[2]) if star else value
