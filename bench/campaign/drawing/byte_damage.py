"""Damage stored bytes: any file anywhere; an artifact's header, configuration and numbers."""

import json
import struct
from random import Random
from typing import Any

from bench.campaign.drawing.json_damage import damaged

NUMBERS = (
    float("nan"), float("inf"), -float("inf"), 0.0, -0.0, 1e308, -1e308, 1.7e308, 5e-324, 1e300,
)  # fmt: skip
_SIZES = {"F64": ("d", 8), "F32": ("f", 4)}


def any_bytes(rng: Random, raw: bytes, other: bytes) -> bytes:
    """Return a file with bits flipped, cut, or with bytes moved, repeated or from another file."""
    changed = bytearray(raw)
    at, end = sorted(rng.randint(0, len(raw)) for _ in range(2))
    kind = rng.randint(0, 6)
    if kind == 0 and raw:
        for _ in range(rng.choice((1, 1, 2, 8, 64))):
            changed[rng.randrange(len(raw))] ^= 1 << rng.randint(0, 7)
    elif kind == 1:
        del changed[at:]
    elif kind == 2:
        del changed[at : min(end, at + 64)]
    elif kind == 3:
        changed[at:at] = changed[at : at + rng.choice((1, 8, 100))]
    elif kind == 4:
        changed[at:end] = other[at:end]
    elif kind == 5:
        changed[at:at] = rng.randbytes(rng.choice((1, 8, 64)))
    else:
        changed[:8] = struct.pack("<Q", rng.choice((0, 1, 2**20, 2**63, len(raw), len(raw) - 8)))
    return bytes(changed)


def artifact(rng: Random, raw: bytes) -> bytes:
    """Return an artifact that is damaged in its header, its configuration or its numbers."""
    length = int.from_bytes(raw[:8], "little")
    header, data = json.loads(raw[8 : 8 + length]), raw[8 + length :]
    kind = rng.random()
    if kind < 0.45:
        config = json.loads(header["__metadata__"]["text-classifier"])
        text = damaged(rng, config).decode("utf-8", "surrogatepass")
        header["__metadata__"]["text-classifier"] = text
        return packed(json.dumps(header).encode(), data)
    if kind < 0.75:
        return packed(damaged(rng, header), data)
    return packed(raw[8 : 8 + length], _numbers(rng, header, data))


def packed(header: bytes, data: bytes) -> bytes:
    """Return the bytes of an artifact."""
    return struct.pack("<Q", len(header)) + header + data


def _numbers(rng: Random, header: dict[str, Any], data: bytes) -> bytes:
    """Return the tensors' bytes with some numbers, or a run of them, replaced by extremes."""
    tensors = [entry for entry in header.values() if entry.get("dtype") in _SIZES]
    if not tensors:
        return data
    tensor = rng.choice(tensors)
    code, size = _SIZES[tensor["dtype"]]
    begin, end = map(int, tensor["data_offsets"])
    count = (end - begin) // size
    first = rng.randrange(count)
    run = rng.choice((1, 1, 3, count))
    number = rng.choice(NUMBERS)
    if code == "f" and abs(number) > 3e38:
        number = rng.choice((float("inf"), 3e38, -3e38))
    wanted = struct.pack(f"<{code}", number) * min(run, count - first)
    at = begin + first * size
    return data[:at] + wanted + data[at + len(wanted) :]
