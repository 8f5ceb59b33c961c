"""How the time of a request grows with the length of its text, and that of an explanation."""

from collections.abc import Mapping, Sequence

from bench.contenders.catalog import FLOOR, OURS_DEFAULT, OURS_TUTORIAL, Contender
from bench.contenders.folders import Folders
from bench.contenders.models import PublishedModel
from bench.measure.spread import Spread, percentile, spread
from bench.measure.text_groups import Bodies, measure_groups

LENGTHS = (10, 100, 1_000, 10_000, 65_536)
TEXTS_PER_LENGTH = 20
BEYOND_ASCII = "€"
"""A character that makes Python store a text with two bytes for each character."""
LENGTHS_BEYOND_ASCII = (1_000, 10_000)
EXPLAINED_LENGTHS = (100, 1_000, 8_000)
EXPLAINED_TEXTS = 100
EXPLAINED_PERCENTILES = (50, 99)


def measure_text_lengths(
    contenders: Sequence[Contender],
    folders: Folders,
    published: Mapping[str, PublishedModel],
    texts: Sequence[str],
    rounds: int,
) -> dict[str, dict[str, Spread]]:
    """Return each contender's microseconds per request, by the number of characters.

    Most texts are in ASCII, and some of two lengths have one other character.
    """
    groups = {str(length): texts_of(length, texts, TEXTS_PER_LENGTH) for length in LENGTHS}
    groups |= {
        f"{length} with {BEYOND_ASCII}": [with_beyond_ascii(text) for text in groups[str(length)]]
        for length in LENGTHS_BEYOND_ASCII
    }
    pairs = [(each, Bodies(groups)) for each in contenders if each is not FLOOR]
    times = measure_groups(pairs, folders, published, rounds, "text lengths")
    return {
        name: {group: spread(us) for group, us in by_group.items()}
        for name, by_group in times.items()
    }


def measure_explanations(
    folders: Folders,
    published: Mapping[str, PublishedModel],
    texts: Sequence[str],
    count: int = EXPLAINED_TEXTS,
) -> dict[str, dict[str, dict[str, float]]]:
    """Return the microseconds of explaining each recipe: percentiles by number of characters."""
    groups = {str(length): texts_of(length, texts, count) for length in EXPLAINED_LENGTHS}
    pairs = [(each, Bodies(groups, path="/explain")) for each in (OURS_TUTORIAL, OURS_DEFAULT)]
    times = measure_groups(pairs, folders, published, 1, "explanations")
    return {
        name: {
            group: {f"p{percent}": percentile(us, percent) for percent in EXPLAINED_PERCENTILES}
            for group, us in by_group.items()
        }
        for name, by_group in times.items()
    }


def texts_of(length: int, texts: Sequence[str], count: int) -> list[str]:
    """Return texts of `length` ASCII characters that start at different places in the corpus."""
    words = " ".join(texts).encode("ascii", "replace").decode().split()
    # At least twice the greatest length, so that the texts of any length can start apart.
    whole = " ".join(words * (LENGTHS[-1] * 2 // sum(map(len, words)) + 1))
    step = max(1, (len(whole) - length) // count)
    starts = range(0, count * step, step)
    return [whole[start : start + length].ljust(length, "x") for start in starts]


def with_beyond_ascii(text: str) -> str:
    """Return the text with `BEYOND_ASCII` in the place of its middle character.

    >>> with_beyond_ascii("at 9 am")
    'at € am'
    """
    middle = len(text) // 2
    return text[:middle] + BEYOND_ASCII + text[middle + 1 :]
