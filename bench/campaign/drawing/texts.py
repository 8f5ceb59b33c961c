"""Draw texts: words, any code points, and sizes around a limit."""

from random import Random

CANARY = "zanzibar"
"""A word in most texts; it must not come back in an error, nor be in a log line."""

WORDS = ("free", "prize", "call", "0909 8790001", "see", "you", "at", "eight", "\u00a3100", "WIN")
_ODD = (
    "",
    " \t\n",
    "\0",
    "\ud83d",
    "\udc00\ud800",
    "\u202e",
    "\ufeff",
    "e\u0301",
    "\U0010ffff",
    "\x85",
)
_RANGES = ((0x20, 0x7E), (0, 0x2FF), (0x300, 0x36F), (0x400, 0x4FF), (0x4E00, 0x9FFF))
_ANY_RANGES = (*_RANGES, (0xD800, 0xDFFF), (0x1F300, 0x1FAFF), (0, 0x10FFFF))


def text(rng: Random) -> str:
    """Return a text, mostly with the canary."""
    parts = [CANARY] if rng.random() < 0.9 else []
    for _ in range(rng.randint(0, 8)):
        parts.append(rng.choice(WORDS) if rng.random() < 0.6 else any_string(rng, 12))
    rng.shuffle(parts)
    return rng.choice((" ", "", "\n", "/")).join(parts)


def any_string(rng: Random, most: int) -> str:
    """Return a string of up to `most` code points, lone surrogates included."""
    if rng.random() < 0.2:
        return rng.choice(_ODD)
    low, high = rng.choice(_ANY_RANGES)
    return "".join(chr(rng.randint(low, high)) for _ in range(rng.randint(0, most)))


def sendable(rng: Random, most: int) -> str:
    """Return a string that a client can send in a header or a path: one without lone surrogates."""
    return any_string(rng, most).encode("utf-8", "ignore").decode()


def text_of_size(rng: Random, size: int) -> str:
    """Return a text of so many bytes in UTF-8."""
    piece = rng.choice(
        (f"{CANARY} ", "a", "!", "free call ", "\u00e9", "\U0001f381", "9", "https://a.b/c ")
    )
    whole = piece * (size // len(piece.encode()))
    return whole + "x" * (size - len(whole.encode()))


def near(rng: Random, limit: int) -> int:
    """Return a size at a limit, or one below or above it."""
    return max(0, limit + rng.choice((-1, 0, 1)))
