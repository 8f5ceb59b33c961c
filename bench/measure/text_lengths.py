"""How the time of a request grows with the length of its text."""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.contenders.catalog import CONTENDERS, FLOOR
from bench.contenders.folders import Folders
from bench.contenders.models import PublishedModel
from bench.measure.spread import spread
from bench.measure.turns import in_turns
from bench.measure.warm import drive

LENGTHS = (10, 100, 1_000, 10_000, 65_536)
TEXTS_PER_LENGTH = 20


def measure_text_lengths(
    folders: Folders, published: Mapping[str, PublishedModel], texts: Sequence[str], rounds: int
) -> dict[str, dict[str, Any]]:
    """Return each contender's microseconds per request, by the number of characters."""
    requests = [text for length in LENGTHS for text in _texts_of(length, texts)]
    contenders = [each for each in CONTENDERS if each is not FLOOR]
    times_ns: dict[str, list[list[int]]] = {each.name: [] for each in contenders}
    for each in in_turns(contenders, rounds, "text lengths"):
        times_ns[each.name].append(drive(each, folders, published[each.model], requests)["ns"])
    return {
        name: {
            str(length): spread(
                ns / 1000
                for run in runs
                for ns in run[index * TEXTS_PER_LENGTH : (index + 1) * TEXTS_PER_LENGTH]
            )
            for index, length in enumerate(LENGTHS)
        }
        for name, runs in times_ns.items()
    }


def _texts_of(length: int, texts: Sequence[str]) -> list[str]:
    """Return texts of `length` ASCII characters that start at different places in the corpus."""
    words = " ".join(texts).encode("ascii", "replace").decode().split()
    # At least twice the greatest length, so that the texts of any length can start apart.
    whole = " ".join(words * (LENGTHS[-1] * 2 // sum(map(len, words)) + 1))
    step = max(1, (len(whole) - length) // TEXTS_PER_LENGTH)
    starts = range(0, TEXTS_PER_LENGTH * step, step)
    return [whole[start : start + length].ljust(length, "x") for start in starts]
