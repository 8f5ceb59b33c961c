"""One JSON line per request: CloudWatch's embedded metrics, and the facts around them.

Powertools for AWS Lambda writes the format; importing it adds about 20 ms to a cold start
(`python -m bench.imports`). A line never holds a text, nor anything else of a request's body.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

NAMESPACE = "TextClassifier"
MAX_LABELS = 50
MAX_LABEL_CHARACTERS = 200


class Telemetry:
    """Writes the line of each request; knows which request is the first of the process."""

    def __init__(self, service: str, clock: Callable[[], float]) -> None:
        self._service = service
        self._clock = clock
        self._cold = True

    def now(self) -> float:
        """Return seconds from a monotonic clock."""
        return self._clock()

    def request(
        self,
        route: str,
        started: float,
        status: int,
        body: object,
        version: str | None,
        loads: Sequence[str | None],
    ) -> None:
        """Write the line of one request.

        Parameters
        ----------
        route
            Method and path of the route, such as `POST /spamorham`.
        started
            What `now()` gave when the request began.
        status, body
            The answer: labels in a form of the routes', an error with its `Code`, or other.
        version
            The model that is serving.
        loads
            The loads and refreshes since the last request: None, or why one failed.
        """
        line = EphemeralMetrics(namespace=NAMESPACE, service=self._service)
        line.add_metric("Latency", MetricUnit.Milliseconds, (self._clock() - started) * 1000)
        if self._cold:
            self._cold = False
            line.add_metric("ColdStart", MetricUnit.Count, 1)
        for name, count in _counts(status, body, loads).items():
            line.add_metric(name, MetricUnit.Count, count)
        facts = {"route": route, "status": status, "version": version}
        failures = [reason for reason in loads if reason is not None]
        if failures:
            facts["refresh_error"] = failures[-1]
        for name, value in facts.items():
            line.add_metadata(name, value)
        line.flush_metrics()


def _labels(body: object) -> list[object]:
    """Return the labels in an answer: a list of them, an explanation, or an inference's outputs."""
    if isinstance(body, list):
        return body
    if not isinstance(body, dict):
        return []
    if "label" in body:
        return [body["label"]]
    outputs = [each for each in body.get("outputs", []) if each["name"] == "label"]
    return [label for output in outputs for label in output.get("data", [])]


def _counts(status: int, body: object, loads: Sequence[str | None]) -> dict[str, int]:
    counts = {"Refreshes": loads.count(None)}
    counts["FailedRefreshes"] = len(loads) - counts["Refreshes"]
    labels = _labels(body)
    counts["Texts"] = len(labels)
    for label, count in Counter(map(str, labels)).most_common(MAX_LABELS):
        counts[f"Predictions.{label[:MAX_LABEL_CHARACTERS]}"] = count
    if status >= 400 and isinstance(body, dict):
        counts[f"Rejected.{body.get('Code')}"] = 1
    return {name: count for name, count in counts.items() if count}
