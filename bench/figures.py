"""Figures of several rounds: the median, and how far the rounds lie apart."""

import statistics
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple


class Spread(NamedTuple):
    """The median of the rounds, the least and the most of them."""

    median: float
    least: float
    most: float

    def show(self, digits: int = 0) -> str:
        """Return it as a table shows it.

        >>> Spread(1250.2, 1200.0, 1299.9).show()
        '1,250 (1,200-1,300)'
        """
        median, least, most = (f"{value:,.{digits}f}" for value in self)
        return f"{median} ({least}-{most})"


def spread(rounds: Iterable[float]) -> Spread:
    """Return the median, the least and the most of one figure or more.

    >>> spread([3.0, 1.0, 2.0])
    Spread(median=2.0, least=1.0, most=3.0)
    """
    values = list(rounds)
    return Spread(float(statistics.median(values)), float(min(values)), float(max(values)))


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the least value that so many percent of the values do not exceed (nearest rank).

    >>> percentile([4, 1, 3, 2], 50), percentile([4, 1, 3, 2], 99.9)
    (2, 4)
    """
    ordered = sorted(values)
    rank = -(-len(ordered) * round(percent * 10) // 1000)
    return ordered[max(rank, 1) - 1]


def plain(figures: Any) -> Any:
    """Return figures as JSON holds them: a spread becomes an object.

    >>> plain({"cold": spread([1.0])})
    {'cold': {'median': 1.0, 'least': 1.0, 'most': 1.0}}
    """
    if isinstance(figures, Spread):
        return figures._asdict()
    if isinstance(figures, dict):
        return {str(name): plain(value) for name, value in figures.items()}
    if isinstance(figures, list | tuple):
        return [plain(value) for value in figures]
    return figures
