"""Read the texts of a JSON body: one string, an array of strings, or an object with either."""

import json

from chalice.app import BadRequestError

from chalicelib.api.error_responses import PayloadTooLargeError

EXPECTED_TEXT = "a JSON string, or an object with the string 'text'"
EXPECTED_TEXTS = (
    "a JSON string, an array of 1 to {} strings, or an object with the string 'text' or the array "
    "'texts'"
)


def read_json_texts(body: str | bytes, max_texts: int, max_bytes: int) -> list[str]:
    r"""Return the texts of a JSON body.

    Raises
    ------
    PayloadTooLargeError
        If there are more than `max_texts` texts, or one has more than `max_bytes` bytes in UTF-8.
    BadRequestError
        If the body is not JSON, has another shape, or a text is empty or white space.

    Examples
    --------
    >>> read_json_texts('["see you", "at eight"]', 2, 100)
    ['see you', 'at eight']
    >>> read_json_texts(b'"\\u00a3100"', 1, 100)
    ['£100']
    >>> read_json_texts('{"texts": ["see you", "at eight"]}', 2, 100)
    ['see you', 'at eight']
    """
    expected = EXPECTED_TEXTS.format(max_texts)
    value = parse_json(body, expected)
    if isinstance(value, dict):
        value = _member(value, expected, text=str, texts=list)
    texts = value if isinstance(value, list) else [value]
    if not texts:
        raise BadRequestError(f"found an empty array; expected {expected}")
    if len(texts) > max_texts:
        raise PayloadTooLargeError(
            f"found an array of {len(texts)} texts; expected at most {max_texts}"
        )
    checked: list[str] = []
    for index, text in enumerate(texts):
        where = f"element {index}" if isinstance(value, list) else "the JSON body"
        if not isinstance(text, str):
            raise BadRequestError(f"found {json_type(text)} as {where}; expected {expected}")
        check_text(text, max_bytes, where)
        checked.append(text)
    return checked


def read_json_text(body: str | bytes, max_bytes: int) -> str:
    """Return the one text of a JSON body; raises what `read_json_texts` raises.

    >>> read_json_text('{"text": "see you"}', 100)
    'see you'
    """
    value = parse_json(body, EXPECTED_TEXT)
    if isinstance(value, dict):
        value = _member(value, EXPECTED_TEXT, text=str)
    if not isinstance(value, str):
        raise BadRequestError(
            f"found {json_type(value)} as the JSON body; expected {EXPECTED_TEXT}"
        )
    check_text(value, max_bytes, "the JSON body")
    return value


def _member(value: dict[str, object], expected: str, **types: type) -> object:
    """Return the only member of an object, which must have one of these names and its type."""
    names = [name for name in types if name in value]
    if len(value) != 1 or not names:
        without = f"without {' or '.join(map(repr, types))}"
        found = f"with {len(value)} members" if names else without
        raise BadRequestError(f"found an object {found}; expected {expected}, and nothing else")
    member = value[names[0]]
    if not isinstance(member, types[names[0]]):
        found = "a string" if isinstance(member, str) else json_type(member)
        raise BadRequestError(f"found {found} as {names[0]!r}; expected {expected}")
    return member


def parse_json(body: str | bytes, expected: str) -> object:
    """Parse a request's JSON; an error message repeats none of it.

    Raises
    ------
    BadRequestError
        If the body is not JSON; says at which character.
    """
    if not body:
        raise BadRequestError(f"found an empty body; expected {expected}")
    try:
        # json.loads skips a byte order mark in bytes but refuses it in a string.
        return json.loads(body.removeprefix("\ufeff") if isinstance(body, str) else body)
    except RecursionError as exc:
        raise BadRequestError(f"found JSON nested too deeply; expected {expected}") from exc
    except json.JSONDecodeError as exc:
        raise BadRequestError(
            f"found malformed JSON ({exc.msg}: character {exc.pos}); expected {expected}"
        ) from exc
    except UnicodeDecodeError as exc:
        raise BadRequestError(f"found JSON that is not in UTF-8; expected {expected}") from exc
    except ValueError as exc:  # Python limits the digits of an integer
        raise BadRequestError(
            f"found a JSON number with too many digits; expected {expected}"
        ) from exc


def check_text(text: str, max_bytes: int, where: str) -> None:
    """Refuse a text that is too large, empty or only white space; `where` names it.

    Raises
    ------
    PayloadTooLargeError, BadRequestError
        Says what was found and what is expected.
    """
    size = size_above(text, max_bytes)
    if size is not None:
        raise PayloadTooLargeError(
            f"found a text of {size} bytes in UTF-8 as {where}; expected at most {max_bytes}"
        )
    if not text or text.isspace():
        found = "an empty text" if not text else "only white space"
        raise BadRequestError(f"found {found} as {where}; expected a text to classify")


def size_above(text: str, max_bytes: int) -> int | None:
    r"""Return the bytes of a text in UTF-8 if they are more than `max_bytes`, or None.

    A lone surrogate counts three.

    >>> size_above("\u00a31", 2), size_above("\u00a31", 3), size_above("\ud800", 2)
    (3, None, 3)
    """
    if 4 * len(text) <= max_bytes:  # no character takes more, so nothing is encoded
        return None
    size = len(text if text.isascii() else text.encode("utf-8", "surrogatepass"))
    return size if size > max_bytes else None


def json_type(value: object) -> str:
    """Name a JSON value's type.

    >>> [json_type(value) for value in (None, True, 1.5, [], {})]
    ['null', 'true or false', 'a number', 'an array', 'an object']
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    names = {int: "a number", float: "a number", list: "an array", dict: "an object"}
    return names[type(value)]
