"""The slowest request that the limits allow: `MODEL_URI=models python -m bench.slowest_request`.

Sends the largest requests of each route to the handler, made of texts that are slow to split or
that no cache has seen, and prints the processor time of the slowest and the largest response.
"""

import json
import random
import string
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import redirect_stdout
from os import devnull
from pathlib import Path
from typing import NamedTuple

import app
from chalicelib.settings import Settings
from emulation.gateway import proxy_event

ROUNDS = 3
WHOLE_PROCESSOR_MB, FUNCTION_MB = 1769, 512
ALPHABETS = {
    "words": string.ascii_lowercase,
    "capitals": string.ascii_uppercase,
    "digits": string.digits,
    "signs": "!?.,:;@#",
    "anything": string.printable.strip().replace('"', "").replace("\\", ""),
    "Cyrillic": "абвгдежзиклмнопрст",
    "accents": "éàüöñçßø",
    "emoji": "🎁🎉💷📱",
}
WORD_LENGTHS = range(3, 9)


class Request(NamedTuple):
    """A request of the largest size: its route, the kind of its texts, its type and its body."""

    path: str
    kind: str
    content_type: str
    body: str


class Cost(NamedTuple):
    """The processor time of a request, and the bytes of its response."""

    seconds: float
    response_bytes: int


def text_of(alphabet: str, size: int, chance: random.Random) -> str:
    """Return random words of at most `size` bytes in UTF-8; signs have no spaces between them.

    >>> text_of("é", 7, random.Random(0)), text_of("!", 9, random.Random(0))
    ('ééé', '!!!!!!!!!')
    """
    space = " " if alphabet.isalnum() else ""
    words = (
        "".join(chance.choices(alphabet, k=chance.choice(WORD_LENGTHS)))
        for _ in range(size // 4 + 1)
    )
    return space.join(words).encode()[:size].decode("utf-8", "ignore")


def largest_requests(settings: Settings, chance: random.Random) -> Iterator[Request]:
    """Yield requests that each fill a limit of the settings."""
    # Each element of an array has two quotation marks, a comma and a space too.
    each = min(settings.max_request_bytes // settings.max_texts - 5, settings.max_text_bytes)
    short = {
        f"{name}, many texts": (alphabet, max(each, 3)) for name, alphabet in ALPHABETS.items()
    }
    tiny = {"a few letters, many texts": (string.ascii_lowercase, 5)}
    for kind, (alphabet, size) in (short | tiny).items():
        texts = [text_of(alphabet, size, chance) for _ in range(settings.max_texts)]
        yield Request("/spamorham", kind, "application/json", _json(texts, settings))
        shape = {"name": "text", "datatype": "BYTES", "shape": [settings.max_texts], "data": texts}
        body = _json({"inputs": [shape]}, settings)
        yield Request("/v2/models/{name}/infer", kind, "application/json", body)
    for kind, alphabet in ALPHABETS.items():
        text = text_of(alphabet, settings.max_text_bytes, chance)
        yield Request("/spamorham", kind, "text/plain", text)
        text = text_of(alphabet, settings.max_explained_bytes, chance)
        yield Request("/explain", kind, "text/plain", text)


def measure(request: Request) -> Cost:
    """Return what one request to the handler costs.

    Raises
    ------
    RuntimeError
        If the request is refused.
    """
    event = proxy_event(
        request.body,
        request.content_type,
        path=request.path,
        parameters={"name": app.app.app_name},
    )
    started = time.process_time()
    with Path(devnull).open("w") as log, redirect_stdout(log):
        response = app.app(event, None)
    seconds = time.process_time() - started
    if response["statusCode"] != 200:
        raise RuntimeError(response["body"])
    return Cost(seconds, len(response["body"]))


def main() -> None:
    """Print the fastest round of each route and kind of text, the slowest last."""
    ArgumentParser("python -m bench.slowest_request", description=main.__doc__).parse_args()
    costs: dict[tuple[str, str], Cost] = {}
    for seed in range(ROUNDS):
        for request in largest_requests(app.settings, random.Random(seed)):  # noqa: S311
            name = (request.path, request.kind)
            # Other processes can only add time.
            cost = measure(request)
            costs[name] = min(costs.get(name, cost), cost)
    print(f"{'route':<25} {'texts':<26} {'processor':>9} {f'{FUNCTION_MB} MB':>9} {'response':>11}")
    for (path, kind), cost in sorted(costs.items(), key=lambda item: item[1]):
        whole = cost.seconds * 1000
        share = whole * WHOLE_PROCESSOR_MB / FUNCTION_MB
        size = f"{cost.response_bytes:>9,} B"
        print(f"{path:<25} {kind:<26} {whole:>6.0f} ms {share:>6.0f} ms {size}")


def _json(value: object, settings: Settings) -> str:
    """Return JSON, padded with spaces to the largest request."""
    text = json.dumps(value, ensure_ascii=False)
    return text + " " * (settings.max_request_bytes - len(text.encode()))


if __name__ == "__main__":
    main()
