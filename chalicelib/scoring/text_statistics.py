"""Text statistics: what splitting loses of a text, such as its length, each as one more term.

The term `<length 3>` says that the length falls into bin 3. Standard library only, see
`chalicelib.scoring.artifact`.
"""

from _bisect import bisect_right  # the module `bisect` would be a file more to read in each start
from collections.abc import Callable, Iterable, Mapping

from chalicelib.errors import FormatError
from chalicelib.named_tuple import NamedTuple
from chalicelib.scoring.likeness import beyond_ascii
from chalicelib.strict_json import describe, pair

MAX_EDGES = 100

Statistic = tuple[str, tuple[float, ...]]
"""A name of `STATISTICS`, and the ascending edges between its bins."""


def _length(text: str) -> float:
    return len(text)


def _share(is_counted: Callable[[str], bool]) -> Callable[[str], float]:
    """Return a text statistic: the share of the characters that are counted."""
    counted_ascii = bytes(code for code in range(128) if is_counted(chr(code)))

    def share(text: str) -> float:
        # One C call deletes the counted bytes: without its capitals "OK go" is " go", so 2 of its 5
        # characters are capitals. All bytes of other characters in UTF-8 are beyond ASCII.
        raw = text.encode() if text.isascii() else text.encode("utf-8", "surrogatepass")
        counted = len(raw) - len(raw.translate(None, counted_ascii))
        if len(raw) > len(text):
            counted += sum(map(is_counted, beyond_ascii(text)))
        return counted / (len(text) or 1)

    return share


STATISTICS: Mapping[str, Callable[[str], float]] = {
    "length": _length,
    "capitals": _share(str.isupper),
    "digits": _share(str.isdigit),
}
"""The length in code points; capitals and digits as shares of it."""


class KnownBins(NamedTuple):
    """A text statistic: its function, the edges between its bins, and the column of each bin."""

    compute: Callable[[str], float]
    edges: tuple[float, ...]
    columns: list[int | None]


def bin_term(name: str, number: int) -> str:
    """Return the term for one bin of a text statistic."""
    return f"<{name} {number}>"


def statistic_terms(statistics: Iterable[Statistic], text: str) -> list[str]:
    """Return one term for each text statistic: its name and the text's bin, counted from 0.

    >>> statistic_terms((("length", (3.0, 8.0)), ("capitals", (0.5,))), "Four")
    ['<length 1>', '<capitals 0>']
    """
    # The edges (3.0, 8.0) make three bins: below 3, from 3 to below 8, and from 8.
    return [
        bin_term(name, bisect_right(edges, STATISTICS[name](text))) for name, edges in statistics
    ]


def known_bins(
    statistics: Iterable[Statistic], find: Callable[[str], int | None]
) -> list[KnownBins]:
    """Look up the columns of all bins once, instead of once for each text."""
    return [
        KnownBins(
            STATISTICS[name],
            edges,
            [find(bin_term(name, number)) for number in range(len(edges) + 1)],
        )
        for name, edges in statistics
    ]


def bin_columns(statistics: Iterable[KnownBins], text: str) -> list[int]:
    """Return the columns of a text's bins, as far as the vocabulary has them."""
    found = []
    for compute, edges, columns in statistics:
        # The bin of a value is the number of edges that are not above it.
        column = columns[bisect_right(edges, compute(text))]
        if column is not None:
            found.append(column)
    return found


def read_statistic(value: object, where: str) -> Statistic:
    """Check a text statistic of a configuration: its name, and the edges between its bins.

    Raises
    ------
    FormatError
        If the statistic is unknown, or the edges are not numbers in ascending order.
    """
    name, edges = pair(value, "measures", where)
    if not isinstance(name, str) or name not in STATISTICS:
        raise FormatError(
            f"{where}: a measure is {describe(name)}; expected one of {', '.join(STATISTICS)}"
        )
    if not isinstance(edges, list) or not 1 <= len(edges) <= MAX_EDGES:
        raise FormatError(
            f"{where}: edges are {describe(edges)}; expected an array of 1 to {MAX_EDGES} numbers"
        )
    numbers = tuple(edge for edge in edges if type(edge) is float)
    # The set drops equal edges, so only strictly ascending edges equal their sorted set.
    if len(numbers) != len(edges) or list(numbers) != sorted(set(numbers)):
        raise FormatError(f"{where}: edges must be floating-point numbers in ascending order")
    return name, numbers
