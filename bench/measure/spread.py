"""Summarize the values of several rounds: the median, the lowest and the highest."""

import statistics
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple


class Spread(NamedTuple):
    """The median, the lowest and the highest value of several rounds."""

    median: float
    least: float
    most: float

    def show(self, digits: int = 0) -> str:
        """Return the text for a table.

        >>> Spread(1250.2, 1200.0, 1299.9).show()
        '1,250 (1,200-1,300)'
        """
        median, least, most = (f"{value:,.{digits}f}" for value in self)
        return f"{median} ({least}-{most})"


def spread(values: Iterable[float]) -> Spread:
    """Return the spread of at least one value.

    >>> spread([3.0, 1.0, 2.0])
    Spread(median=2.0, least=1.0, most=3.0)
    """
    values = list(values)
    return Spread(float(statistics.median(values)), float(min(values)), float(max(values)))


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that at least `percent` of the values do not exceed.

    This is the nearest-rank method: the rank is the share of the count, rounded up.

    >>> percentile([4, 1, 3, 2], 50), percentile([4, 1, 3, 2], 99.9)
    (2, 4)
    """
    ordered = sorted(values)
    # -(-a // b) rounds a / b up; tenths of a percent keep it in integers: 99.9 % of 4 values is
    # -(-4 * 999 // 1000) = 4.
    rank = -(-len(ordered) * round(percent * 10) // 1000)
    return ordered[max(rank, 1) - 1]


def plain(results: Any) -> Any:
    """Return results as JSON can hold them: a spread or another named tuple becomes an object.

    >>> plain({"cold": spread([1.0])})
    {'cold': {'median': 1.0, 'least': 1.0, 'most': 1.0}}
    """
    if hasattr(results, "_asdict"):
        return plain(results._asdict())
    if isinstance(results, dict):
        return {str(name): plain(value) for name, value in results.items()}
    if isinstance(results, list | tuple):
        return [plain(value) for value in results]
    return results
