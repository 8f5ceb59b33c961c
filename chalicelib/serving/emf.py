"""CloudWatch's embedded metric format: a JSON log line that CloudWatch also reads as metrics.

AWS specifies it in the CloudWatch user guide, "Specification: Embedded metric format". A line may
hold 100 metrics with names of up to 1024 characters; the caller keeps to that. Standard library
only: Powertools for AWS Lambda takes ten times as long to write the same line, and took a fifth of
the time to import `app.py`.
"""

import json
import time
from collections.abc import Mapping
from types import MappingProxyType

from chalicelib.bounded_cache import BoundedCache

Fact = str | int | None

NO_FIGURES: Mapping[str, float | None] = MappingProxyType({})
MAX_CACHED = 100

# ASCII without indentation: neither a label nor an error's text can end the line early.
_encode = json.JSONEncoder(separators=(",", ":")).encode


class MetricLines:
    """Format lines of one namespace with the same dimensions.

    The description of the metrics and the facts take longer to encode than the values, and most
    requests share them with an earlier one. So both are cached.

    Parameters
    ----------
    namespace, dimensions
        Where CloudWatch puts the metrics.
    units
        The units of metrics by name; all others are counts.
    """

    def __init__(
        self, namespace: str, dimensions: Mapping[str, str], units: Mapping[str, str]
    ) -> None:
        self._namespace = namespace
        self._dimensions = dict(dimensions)
        self._units = dict(units)
        self._heads = BoundedCache(self._head, MAX_CACHED, MAX_CACHED)
        self._tails = BoundedCache(_tail, MAX_CACHED, MAX_CACHED)

    def line(
        self,
        metrics: Mapping[str, float],
        facts: Mapping[str, Fact],
        figures: Mapping[str, float | None] = NO_FIGURES,
    ) -> str:
        """Return the line for some metrics, finite numbers by name, and facts.

        `figures` are numbers that are no metrics, and other ones each time.

        >>> lines = MetricLines("Web", {"shop": "a"}, {"Wait": "Seconds"})
        >>> line = lines.line({"Wait": 0.5, "Orders": 3}, {"status": 200})
        >>> json.loads(line)["_aws"]["CloudWatchMetrics"][0]["Metrics"]
        [{'Name': 'Wait', 'Unit': 'Seconds'}, {'Name': 'Orders', 'Unit': 'Count'}]
        >>> line.partition("}]}]},")[2]
        '"shop":"a","Wait":0.5,"Orders":3,"status":200}'
        """
        head, tail = self._heads[tuple(metrics)], self._tails[tuple(facts.items())]
        line = head % (int(time.time() * 1000), *metrics.values()) + tail
        return f"{line[:-1]},{_encode(dict(figures))[1:]}" if figures else line

    def _head(self, names: tuple[str, ...]) -> str:
        """Return the line up to the facts, as a format string of the time and the values."""
        units = [{"Name": name, "Unit": self._units.get(name, "Count")} for name in names]
        dimensions = [list(self._dimensions)]
        directive = {"Namespace": self._namespace, "Dimensions": dimensions, "Metrics": units}
        about = _literally(_encode({"CloudWatchMetrics": [directive]})[1:])
        values = "".join(f",{_literally(_encode(name))}:{self._format(name)}" for name in names)
        ours = _literally(_encode(self._dimensions)[1:-1])
        return f'{{"_aws":{{"Timestamp":%d,{about},{ours}{values}'

    def _format(self, name: str) -> str:
        """Return how a value is written: a duration to a ten-thousandth, which takes less time."""
        return "%.4f" if self._units.get(name) == "Milliseconds" else "%r"


def _tail(facts: tuple[tuple[str, Fact], ...]) -> str:
    return f",{_encode(dict(facts))[1:]}" if facts else "}"


def _literally(text: str) -> str:
    """Escape a text so that the format string reproduces it."""
    return text.replace("%", "%%")
