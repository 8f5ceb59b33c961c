"""Draw vectorizers that are valid, or almost, and cost far more than their size suggests."""

import json
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

from bench.campaign.drawing.byte_damage import packed

MANY_TERMS = 2**23


def bomb(rng: Random, raw: bytes) -> bytes:
    """Return a vectorizer whose first block has costly rules, or very many terms."""
    length = int.from_bytes(raw[:8], "little")
    header, data = json.loads(raw[8 : 8 + length]), raw[8 + length :]
    config = json.loads(header["__metadata__"]["text-classifier"])
    block = config["blocks"][0]
    if rng.random() < 0.05:
        config["blocks"] = [block | {"terms": MANY_TERMS, "separator": "\n"}]
        data = many_terms()
        entry = {"dtype": "U8", "shape": [len(data)], "data_offsets": [0, len(data)]}
        header = {"__metadata__": header["__metadata__"], "block.0.terms": entry}
    else:
        rules = {"characters": {}, "replacements": rng.choice(_RULES)(rng), "measures": []}
        block["normalizer"] = rules
    header["__metadata__"]["text-classifier"] = json.dumps(config)
    return packed(json.dumps(header).encode(), data)


@cache
def many_terms() -> bytes:
    """Return the bytes of so many terms that they take a gigabyte as strings."""
    return b"\n".join(b"%x" % number for number in range(MANY_TERMS))


def _growing(rng: Random) -> list[Any]:
    """Return replacements that make a text a hundred times as long, again and again."""
    return [[rng.choice(("", "x", "\\b", ".")), "x" * 100]] * rng.choice((1, 2, 3, 64))


def _slow_to_compile(rng: Random) -> list[Any]:
    """Return patterns near the limit of their length that take long to compile."""
    unit = rng.choice(
        ("[a-z]", "(?:a|b)", "(?i:\u0130)", "[^\\W\\d_]", "a{1,99}", "(?i:[\u0100-\uffff])")
    )
    pattern = unit * (1000 // len(unit))
    return [[pattern + str(number), ""] for number in range(rng.choice((1, 64)))]


def _nested_repeats(rng: Random) -> list[Any]:
    """Return patterns whose repeats multiply."""
    return [
        [f"(?:(?:a{{1,{most}}}){{1,{most}}}){{1,{most}}}z", ""]
        for most in (9, rng.choice((99, 999)))
    ]


_RULES: tuple[Callable[[Random], list[Any]], ...] = (_growing, _slow_to_compile, _nested_repeats)
