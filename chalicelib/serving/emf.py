"""CloudWatch's embedded metric format: a line of JSON in the log that is read as metrics too.

The form is AWS's "Specification: Embedded metric format" in the user guide of CloudWatch. A line
may hold 100 metrics with names of up to 1024 characters; whoever makes them stays below that.
Standard library only: Powertools for AWS Lambda writes the same form in ten times the time, and
importing it was a fifth of importing `app.py`.
"""

import json
import time
from collections.abc import Mapping

from chalicelib.bounded_cache import BoundedCache

Fact = str | int | None

MAX_REMEMBERED = 100

# ASCII without indentation: no label and no error's text can end the line early.
_encode = json.JSONEncoder(separators=(",", ":")).encode


class MetricLines:
    """Writes lines of one namespace and with the same dimensions.

    What a line says about its metrics, and the facts beside them, take longer to write than the
    metrics' values, and most requests have those of one before them: both are remembered.

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
        self._heads = BoundedCache(self._head, MAX_REMEMBERED, MAX_REMEMBERED)
        self._tails = BoundedCache(_tail, MAX_REMEMBERED, MAX_REMEMBERED)

    def line(self, metrics: Mapping[str, float], facts: Mapping[str, Fact]) -> str:
        """Return the line of metrics, finite numbers by name, with the facts beside them.

        >>> lines = MetricLines("Web", {"shop": "a"}, {"Wait": "Seconds"})
        >>> line = lines.line({"Wait": 0.5, "Orders": 3}, {"status": 200})
        >>> json.loads(line)["_aws"]["CloudWatchMetrics"][0]["Metrics"]
        [{'Name': 'Wait', 'Unit': 'Seconds'}, {'Name': 'Orders', 'Unit': 'Count'}]
        >>> line.partition("}]}]},")[2]
        '"shop":"a","Wait":0.5,"Orders":3,"status":200}'
        """
        head, tail = self._heads[tuple(metrics)], self._tails[tuple(facts.items())]
        return head % (int(time.time() * 1000), *metrics.values()) + tail

    def _head(self, names: tuple[str, ...]) -> str:
        """Return a line up to the facts, as a format of its time and of the metrics' values."""
        units = [{"Name": name, "Unit": self._units.get(name, "Count")} for name in names]
        dimensions = [list(self._dimensions)]
        directive = {"Namespace": self._namespace, "Dimensions": dimensions, "Metrics": units}
        about = _literally(_encode({"CloudWatchMetrics": [directive]})[1:])
        values = "".join(f",{_literally(_encode(name))}:%r" for name in names)
        ours = _literally(_encode(self._dimensions)[1:-1])
        return f'{{"_aws":{{"Timestamp":%d,{about},{ours}{values}'


def _tail(facts: tuple[tuple[str, Fact], ...]) -> str:
    return f",{_encode(dict(facts))[1:]}" if facts else "}"


def _literally(text: str) -> str:
    """Return a text as a format gives it back."""
    return text.replace("%", "%%")
