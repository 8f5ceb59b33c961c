"""How a request grows with the length of its text."""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.contender import CONTENDERS, FLOOR
from bench.figures import spread
from bench.folders import Folders
from bench.models import Published
from bench.rounds import in_turns
from bench.warm import drive

LENGTHS = (10, 100, 1_000, 10_000, 65_536)
REPEATS = 20


def measure_lengths(
    folders: Folders, published: Mapping[str, Published], texts: Sequence[str], rounds: int
) -> dict[str, dict[str, Any]]:
    """Return each contender's microseconds per request, by the characters of the text."""
    asked = [text for length in LENGTHS for text in _texts_of(length, texts)]
    contenders = [each for each in CONTENDERS if each is not FLOOR]
    times: dict[str, list[list[int]]] = {each.name: [] for each in contenders}
    for each in in_turns(contenders, rounds, "lengths of texts"):
        times[each.name].append(drive(each, folders, published[each.model], asked)["ns"])
    return {
        name: {
            str(length): spread(
                ns / 1000 for each in runs for ns in each[at * REPEATS : (at + 1) * REPEATS]
            )
            for at, length in enumerate(LENGTHS)
        }
        for name, runs in times.items()
    }


def _texts_of(length: int, texts: Sequence[str]) -> list[str]:
    """Return texts of so many ASCII characters, each beginning elsewhere in the corpus."""
    words = " ".join(texts).encode("ascii", "replace").decode().split()
    whole = " ".join(words * (LENGTHS[-1] * 2 // sum(map(len, words)) + 1))
    step = max(1, (len(whole) - length) // REPEATS)
    return [whole[at * step : at * step + length].ljust(length, "x") for at in range(REPEATS)]
