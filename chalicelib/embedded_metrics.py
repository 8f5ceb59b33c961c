"""CloudWatch's embedded metric format: a line of JSON in the log that is read as metrics too.

The form is AWS's "Specification: Embedded metric format" in the user guide of CloudWatch. A line
may hold 100 metrics with names of up to 1024 characters; whoever makes them stays below that.
Standard library only: Powertools for AWS Lambda writes the same form in ten times the time, and
importing it was a fifth of importing `app.py`.
"""

import json
import time
from collections.abc import Mapping

MAX_REMEMBERED = 100

# ASCII without indentation: no label and no error's text can end the line early.
_encode = json.JSONEncoder(separators=(",", ":")).encode


class MetricLines:
    """Writes lines of one namespace and with the same dimensions.

    What a line says about its metrics takes longer to write than their values, and most requests
    have the metrics of one before them: it is remembered by the metrics' names.

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
        self._heads: dict[tuple[str, ...], str] = {}

    def line(self, metrics: Mapping[str, float], facts: Mapping[str, object]) -> str:
        """Return the line of metrics, with the facts beside them.

        >>> lines = MetricLines("Web", {"shop": "a"}, {"Wait": "Seconds"})
        >>> line = lines.line({"Wait": 0.5, "Orders": 3}, {"status": 200})
        >>> json.loads(line)["_aws"]["CloudWatchMetrics"][0]["Metrics"]
        [{'Name': 'Wait', 'Unit': 'Seconds'}, {'Name': 'Orders', 'Unit': 'Count'}]
        >>> line.partition("}]}]},")[2]
        '"shop":"a","Wait":0.5,"Orders":3,"status":200}'
        """
        names = tuple(metrics)
        head = self._heads.get(names)
        if head is None:
            head = self._remembered(names)
        stamp = int(time.time() * 1000)
        return f'{{"_aws":{{"Timestamp":{stamp},{head}{_encode({**metrics, **facts})[1:]}'

    def _remembered(self, names: tuple[str, ...]) -> str:
        units = [{"Name": name, "Unit": self._units.get(name, "Count")} for name in names]
        dimensions = [list(self._dimensions)]
        directive = {"Namespace": self._namespace, "Dimensions": dimensions, "Metrics": units}
        about = _encode({"CloudWatchMetrics": [directive]})
        head = f"{about[1:]},{_encode(self._dimensions)[1:-1]},"
        if len(self._heads) >= MAX_REMEMBERED:
            self._heads.clear()
        self._heads[names] = head
        return head
