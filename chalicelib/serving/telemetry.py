"""One JSON line per request: CloudWatch's embedded metrics, and the facts around them.

A line never holds a text, nor anything else of a request's body.
"""

import sys
from collections import Counter
from collections.abc import Callable, Sequence

from chalicelib.serving.emf import Fact, MetricLines

NAMESPACE = "TextClassifier"
MAX_LABELS = 50
MAX_LABEL_CHARACTERS = 200


class Telemetry:
    """Writes the line of each request; knows which request is the first of the process."""

    def __init__(self, service: str, clock: Callable[[], float]) -> None:
        self._lines = MetricLines(NAMESPACE, {"service": service}, {"Latency": "Milliseconds"})
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
        metrics: dict[str, float] = {"Latency": (self._clock() - started) * 1000}
        if self._cold:
            self._cold = False
            metrics["ColdStart"] = 1
        facts: dict[str, Fact] = {"route": route, "status": status, "version": version}
        if loads:
            failures = [reason for reason in loads if reason is not None]
            counts = {"Refreshes": len(loads) - len(failures), "FailedRefreshes": len(failures)}
            metrics |= {name: count for name, count in counts.items() if count}
            if failures:
                facts["refresh_error"] = failures[-1]
        _count(_labels(body), metrics)
        if status >= 400 and isinstance(body, dict):
            metrics[f"Rejected.{body.get('Code')}"] = 1
        # In one piece: `print` writes the end of a line by itself, and threads would mix theirs.
        sys.stdout.write(f"{self._lines.line(metrics, facts)}\n")
        sys.stdout.flush()


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


def _count(labels: Sequence[object], metrics: dict[str, float]) -> None:
    """Count the texts, and those of each label, into metrics."""
    if not labels:
        return
    metrics["Texts"] = len(labels)
    if len(labels) == 1:
        metrics[f"Predictions.{str(labels[0])[:MAX_LABEL_CHARACTERS]}"] = 1
        return
    cut = [str(label)[:MAX_LABEL_CHARACTERS] for label in labels]
    metrics |= {f"Predictions.{label}": n for label, n in Counter(cut).most_common(MAX_LABELS)}
