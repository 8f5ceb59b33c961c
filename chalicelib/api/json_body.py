"""From a JSON body to the texts in it: one string, or an array of strings."""

import json

from chalice.app import BadRequestError

from chalicelib.api.errors import PayloadTooLargeError

ACCEPTED = "a JSON string, or an array of 1 to {} strings"


def read_json_texts(body: str | bytes, max_texts: int, max_bytes: int) -> list[str]:
    r"""Return the texts of a JSON body.

    Raises
    ------
    PayloadTooLargeError
        For more than `max_texts` texts, or one of more than `max_bytes` bytes in UTF-8.
    BadRequestError
        For what is no JSON, JSON of another shape, or a text that is empty or white space.

    Examples
    --------
    >>> read_json_texts('["see you", "at eight"]', 2, 100)
    ['see you', 'at eight']
    >>> read_json_texts(b'"\\u00a3100"', 1, 100)
    ['£100']
    """
    value = parse_json(body, ACCEPTED.format(max_texts))
    texts = value if isinstance(value, list) else [value]
    if not texts:
        raise BadRequestError(f"found an empty array; accepted is {ACCEPTED.format(max_texts)}")
    if len(texts) > max_texts:
        raise PayloadTooLargeError(
            f"found an array of {len(texts)} texts; at most {max_texts} are accepted"
        )
    checked: list[str] = []
    for index, text in enumerate(texts):
        where = f"element {index}" if isinstance(value, list) else "the JSON body"
        if not isinstance(text, str):
            raise BadRequestError(
                f"found {kind_of(text)} as {where}; accepted is {ACCEPTED.format(max_texts)}"
            )
        check_text(text, max_bytes, where)
        checked.append(text)
    return checked


def parse_json(body: str | bytes, accepted: str) -> object:
    """Parse a request's JSON; what is none is refused without a word of it.

    Raises
    ------
    BadRequestError
        Says at which character the JSON ends to be one.
    """
    try:
        # Of bytes json.loads skips a byte order mark, of a string it refuses it.
        return json.loads(body.removeprefix("\ufeff") if isinstance(body, str) else body)
    except RecursionError as exc:
        raise BadRequestError(f"found JSON nested too deeply; accepted is {accepted}") from exc
    except json.JSONDecodeError as exc:
        raise BadRequestError(
            f"found malformed JSON ({exc.msg}: character {exc.pos}); accepted is {accepted}"
        ) from exc
    except ValueError as exc:  # bytes in no encoding of JSON, or a number of too many digits
        raise BadRequestError(
            f"found JSON that cannot be read ({type(exc).__name__}); accepted is {accepted}"
        ) from exc


def check_text(text: str, max_bytes: int, where: str) -> None:
    """Refuse a text that is too large, empty or white space alone; `where` names it.

    Raises
    ------
    PayloadTooLargeError, BadRequestError
        With the limit, or with what was found.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise PayloadTooLargeError(
            f"found a text of {size} bytes as {where}; at most {max_bytes} are accepted"
        )
    if not text or text.isspace():
        found = "an empty text" if not text else "white space alone"
        raise BadRequestError(f"found {found} as {where}; a text to classify is required")


def kind_of(value: object) -> str:
    """Name a JSON value's type.

    >>> [kind_of(value) for value in (None, True, 1.5, [], {})]
    ['null', 'true or false', 'a number', 'an array', 'an object']
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    names = {int: "a number", float: "a number", list: "an array", dict: "an object"}
    return names[type(value)]
