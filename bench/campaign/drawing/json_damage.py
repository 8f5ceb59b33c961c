"""Damage JSON: change, drop, repeat or nest a field, anywhere in a document."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

EXTREMES: tuple[Any, ...] = (
    0, -1, 1, 2, 255, 2**31, 2**53, 2**63, 10**400, -0.0, 0.5, 5e-324, 1e308, -1e308,
    float("nan"), float("inf"), True, False, None, "", "\n", "\0", "a", "\ud800", "\u0130", [], {},
)  # fmt: skip
PATTERNS = (
    "", "(", "a" * 3000, "(?:a{1,1000}){1,1000}", "(" * 200 + ")" * 200, "(?i)\\w+", "\\b", "^",
    ".*", "|".join("abcdef" * 300), "[" + "a-z" * 900 + "]", "(a)(b)", "(?<=a)b", "\\w+?",
    "(?P<a>x)(?P=a)",
)  # fmt: skip
REPLACEMENTS = ("", "x" * 100, "x" * 1000, " ", "\\1", "\ud800")
DEEP = 2_000


def damaged(rng: Random, document: Any) -> bytes:
    """Return the bytes of a document after one to three changes."""
    document = json.loads(json.dumps(document))
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        holders = list(_holders(document))
        if holders:
            _change(rng, rng.choice(holders))
    raw = json.dumps(document, separators=(",", ":"))
    return (
        _textual(rng, raw).encode("utf-8", "surrogatepass") if rng.random() < 0.1 else raw.encode()
    )


def _holders(value: Any) -> Iterator[Any]:
    """Yield every object and array in a document that is not empty."""
    if isinstance(value, dict | list) and value:
        yield value
        for inner in list(value.values() if isinstance(value, dict) else value):
            yield from _holders(inner)


def _change(rng: Random, holder: Any) -> None:
    key = rng.choice(list(holder)) if isinstance(holder, dict) else rng.randrange(len(holder))
    kind = rng.random()
    if kind < 0.1:
        del holder[key]
    elif kind < 0.2:
        _add(rng, holder, key)
    elif kind < 0.25:
        holder[key] = _nested(rng.choice((3, 100)), holder[key])
    elif kind < 0.3 and isinstance(holder[key], list):
        holder[key] = holder[key] * rng.choice((2, 10, 1000))
    else:
        holder[key] = _other(rng, key, holder[key])


def _add(rng: Random, holder: Any, key: Any) -> None:
    if isinstance(holder, dict):
        holder[rng.choice(("x", "", f"{key}2", "__class__"))] = holder[key]
    else:
        holder.insert(key, holder[key])


def _other(rng: Random, key: Any, value: Any) -> Any:
    """Return another value for a field: an extreme one, a close one, or a harmful pattern."""
    if key == "token_pattern":
        return rng.choice(PATTERNS)
    if key == "replacements":
        pairs = [
            [rng.choice(PATTERNS), rng.choice(REPLACEMENTS)] for _ in range(rng.choice((1, 5, 64)))
        ]
        return (
            pairs if rng.random() < 0.5 else [*(value if isinstance(value, list) else []), *pairs]
        )
    if type(value) in (int, float) and rng.random() < 0.5:
        return value + rng.choice((-1, 1, 8, -8))
    if isinstance(value, str) and value and rng.random() < 0.5:
        place = rng.randrange(len(value))
        return value[:place] + rng.choice(("", "\0", "A", "\U0001f381")) + value[place + 1 :]
    return rng.choice(EXTREMES)


def _nested(depth: int, value: Any) -> Any:
    for _ in range(depth):
        value = [value]
    return value


def _textual(rng: Random, raw: str) -> str:
    """Return JSON after a change that no parsed document can express."""
    kind = rng.randint(0, 3)
    if kind == 0 and raw.startswith("{") and raw != "{}":  # the first key twice
        end = raw.index(":")
        return "{" + raw[1:end] + ":1," + raw[1:]
    if kind == 1:
        return "[" * DEEP + raw + "]" * DEEP
    if kind == 2:
        return rng.choice(("\ufeff", " ", "\0")) + raw + rng.choice(("", "\n", "\0", "{}"))
    return raw.replace(":", ':1e999,"x":', 1)
