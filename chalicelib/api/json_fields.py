"""Take values out of parsed JSON; an error names the place and the type, never the value.

The value may be a text.
"""

from collections.abc import Iterator

from chalice.app import BadRequestError

from chalicelib.api.json_body import json_type


def as_object(value: object, where: str) -> dict[str, object]:
    """Return the value if it is an object.

    Raises
    ------
    BadRequestError
        If it has another type.
    """
    if not isinstance(value, dict):
        raise BadRequestError(f"{where} is {type_name(value)}; expected an object")
    return value


def array_field(fields: dict[str, object], name: str, where: str) -> list[object]:
    """Return the array in a field.

    Raises
    ------
    BadRequestError
        If the field is missing or has another type.
    """
    value = fields.get(name)
    if not isinstance(value, list):
        raise BadRequestError(f"{name!r} of {where} is {type_name(value)}; expected an array")
    return value


def type_name(value: object) -> str:
    """Name the type of a JSON value, which may be a string or missing.

    >>> [type_name(value) for value in (None, "text", 1)]
    ['missing or null', 'a string', 'a number']
    """
    if value is None:
        return "missing or null"
    return "a string" if isinstance(value, str) else json_type(value)


def flat(data: list[object]) -> Iterator[object]:
    """Yield the elements of nested arrays, row after row, at any depth.

    A loop, because recursion would fail on deep nesting.

    >>> list(flat([["a"], [[["b"]], []]]))
    ['a', 'b']
    """
    # The innermost array is last; each is resumed after its nested array ends.
    open_arrays = [iter(data)]
    while open_arrays:
        for element in open_arrays[-1]:
            if isinstance(element, list):
                open_arrays.append(iter(element))
                break
            yield element
        else:
            open_arrays.pop()
