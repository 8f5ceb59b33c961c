"""Draw request bodies: texts, JSON of every shape, compressed bytes, sizes around the limits."""

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any, NamedTuple

from bench.campaign.drawing.headers import WEB_NAMES
from bench.campaign.drawing.texts import any_string, near, text, text_of_size

BOMB_BYTES = 64 * 2**20


class Limits(NamedTuple):
    """The limits of the service under test; bodies have sizes around them."""

    text_bytes: int
    texts: int
    request_bytes: int


def body(rng: Random, limits: Limits) -> bytes | None:
    """Return the body of a request, or None."""
    if rng.random() < 0.03:
        return None
    kind = rng.choices(list(_KINDS), list(_KINDS.values()))[0]
    return kind(rng, limits)


def _plain(rng: Random, _: Limits) -> bytes:
    return text(rng).encode(rng.choice(WEB_NAMES), "replace")


def _surrogates(rng: Random, _: Limits) -> bytes:
    return text(rng).encode("utf-8", "surrogatepass")


def _random_bytes(rng: Random, _: Limits) -> bytes:
    return rng.randbytes(rng.choice((0, 1, 7, 100, 3000)))


def _json(rng: Random, _: Limits) -> bytes:
    value = (
        json_value(rng, 3) if rng.random() < 0.5 else [text(rng) for _ in range(rng.randint(0, 9))]
    )
    raw = json.dumps(value, ensure_ascii=rng.random() < 0.5)
    return raw.encode(
        rng.choice(("utf-8",) * 5 + ("utf-8-sig", "utf-16", "utf-32")), "surrogatepass"
    )


def _inference(rng: Random, _: Limits) -> bytes:
    return json.dumps(inference(rng)).encode()


def _broken_json(rng: Random, limits: Limits) -> bytes:
    """Return JSON that was cut, or has a few bytes changed."""
    raw = bytearray(rng.choice((_json, _inference))(rng, limits))
    for _ in range(rng.randint(0, 3)):
        raw[rng.randrange(len(raw))] = rng.choice(b'"\\[]{},:0\x00\xff')
    return bytes(raw[: rng.randint(0, len(raw))])


def _monster(rng: Random, _: Limits) -> bytes:
    """Return JSON that is deep, or has numbers that Python reads with difficulty or not at all."""
    depth = rng.choice((100, 1000, 100_000))
    digits = b"9" * rng.choice((400, 4300, 4301, 50_000))
    return rng.choice(
        (
            b"[" * depth,
            b"[" * depth + b'"a"' + b"]" * depth,
            b'{"a":' * depth + b"1" + b"}" * depth,
            b'{"inputs":[{"name":"text","datatype":"BYTES","shape":[1],"data":'
            + (b"[" * depth + b'"a"' + b"]" * depth) + b"}]}",
            b"[" + digits + b"]",
            b"-" + digits + b"e" + digits,
            rng.choice((b"NaN", b"[Infinity]", b"-Infinity", b"1e999", b'{"id":NaN,"inputs":[]}')),
            b'["a\\ud800"]',
            b'{"a":1,"a":2}',
            b"[" + b"0," * depth + b"0]",
        )
    )  # fmt: skip


_MIME = (
    b"Content-Type: multipart/mixed; boundary=a\n", b"Content-Type: text/html; charset=",
    b"Content-Type: message/rfc822\n", b"Content-Transfer-Encoding: base64\n", b"Subject: =?",
    b"?q?", b"?b?", b"?=", b"From: ", b"\n", b"\n\n", b"--a\n", b"--a--\n", b"<p", b" hidden",
    b" style='color:#fff;", b">", b"</p>", b"<!--", b"<script>", b"&#", b"9" * 5000, b'"', b"\xff",
)  # fmt: skip
"""What mails and their HTML are made of."""


def _mail(rng: Random, limits: Limits) -> bytes:
    """Return a mail of pieces in any order, sometimes many of one."""
    if rng.random() < 0.05:
        piece = rng.choice(_MIME)
        return piece * (near(rng, limits.request_bytes) // len(piece))
    pieces = [rng.choice((*_MIME, text(rng).encode("utf-8", "replace"))) for _ in range(40)]
    return b"".join(pieces[: rng.randint(1, 40)])


def _at_a_limit(rng: Random, limits: Limits) -> bytes:
    """Return a text, or an array, around a limit of its size."""
    if rng.random() < 0.4:
        return text_of_size(rng, near(rng, limits.text_bytes)).encode()
    if rng.random() < 0.5:
        return json.dumps([text_of_size(rng, near(rng, limits.text_bytes))]).encode()
    texts = [text(rng)] * near(rng, limits.texts)
    return json.dumps(texts if rng.random() < 0.5 else _request(texts)).encode()


def _huge(rng: Random, limits: Limits) -> bytes:
    """Return an array of as many bytes as a request may have, or a few more."""
    one = text_of_size(rng, rng.choice((10, 1000, limits.text_bytes)))
    count = near(rng, limits.request_bytes) // len(one.encode())
    return json.dumps([one] * min(count, limits.texts), ensure_ascii=False).encode()


def _compressed(rng: Random, limits: Limits) -> bytes:
    plain = rng.choice((_plain, _json, _inference))(rng, limits)
    return rng.choice((_gzip, zlib.compress, _zip, _twice, _cut))(plain)


def _bomb(rng: Random, _: Limits) -> bytes:
    return bomb(rng.choice((_gzip, _zip)))


@cache
def bomb(pack: Callable[[bytes], bytes]) -> bytes:
    """Return few bytes that become many."""
    return pack(b"a" * BOMB_BYTES)


def _gzip(raw: bytes) -> bytes:
    return gzip.compress(raw, 1, mtime=0)


def _twice(raw: bytes) -> bytes:
    return _gzip(_gzip(raw))


def _cut(raw: bytes) -> bytes:
    return _gzip(raw)[:-9]


def _zip(raw: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:  # without the present time
        archive.writestr(zipfile.ZipInfo("a"), raw, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


_KINDS: dict[Callable[[Random, Limits], bytes], float] = {
    _plain: 30, _surrogates: 10, _random_bytes: 10, _json: 20, _inference: 15, _broken_json: 10,
    _monster: 2, _mail: 10, _at_a_limit: 2, _compressed: 3, _bomb: 0.5, _huge: 0.05,
}  # fmt: skip


def json_value(rng: Random, depth: int) -> Any:
    """Return any JSON value; its strings are texts."""
    if depth and rng.random() < 0.4:
        values = [json_value(rng, depth - 1) for _ in range(rng.randint(0, 3))]
        return values if rng.random() < 0.5 else {any_string(rng, 6): each for each in values}
    return rng.choice(
        (
            None,
            True,
            0,
            -1,
            1.5,
            10**30,
            2**53,
            float("nan"),
            float("inf"),
            "",
            text(rng),
            text(rng),
        )
    )


def inference(rng: Random) -> Any:
    """Return an inference request, right or almost right."""
    document = _request([text(rng) for _ in range(rng.randint(0, 4))])
    more = {
        "id": any_string(rng, 20),
        "outputs": [{"name": rng.choice(("label", "probabilities"))}],
    }
    document |= {name: value for name, value in more.items() if rng.random() < 0.3}
    if rng.random() < 0.5:
        holder: Any = rng.choice((document, document["inputs"][0]))
        field = rng.choice(("id", "inputs", "outputs", "parameters", "shape", "data"))
        # The name and the datatype of a tensor are shown in errors, so no text may be there.
        holder[field] = rng.choice((1, [], {}, None)) if field == "id" else json_value(rng, 2)
    return document


def _request(texts: list[str]) -> dict[str, Any]:
    tensor = {"name": "text", "datatype": "BYTES", "shape": [len(texts)], "data": texts}
    return {"inputs": [tensor]}
