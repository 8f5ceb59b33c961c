"""Write one JSON line for each request: CloudWatch's embedded metrics and facts about the request.

A line never holds a text, nor any other part of a request's body.
"""

import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain

from chalicelib.scoring.model import Label
from chalicelib.serving.emf import Fact, MetricLines
from chalicelib.serving.model_cache import Downgrade, Load

NAMESPACE = "TextClassifier"
MAX_LABELS = 50
MAX_LABEL_CHARACTERS = 200
MILLISECONDS = dict.fromkeys(("Latency", "Shadow.Latency", "Canary.Latency"), "Milliseconds")


class Telemetry:
    """Write the line of each request, and mark the first request of the process."""

    def __init__(self, service: str, clock: Callable[[], float]) -> None:
        self._lines = MetricLines(NAMESPACE, {"service": service}, MILLISECONDS)
        self._clock = clock
        self._cold = True
        # `chalice local` handles requests in threads; a request stays in its thread.
        self._current = threading.local()

    def now(self) -> float:
        """Return seconds from a monotonic clock."""
        return self._clock()

    def predicted(self, labels: Sequence[Label], rules: Sequence[str] = ()) -> None:
        """Count the labels of the current response, and the rules that decided them, in its line.

        Without a policy, the model decided all.
        """
        self._current.labels = labels
        if rules:
            self._current.rules = rules

    def reported(self) -> None:
        """Count a report that was stored during the current request."""
        self._current.reports = 1

    def report_failed(self, reason: str) -> None:
        """Note in the current request's line why a report could not be stored."""
        self._current.report_error = reason

    def tried(self, metrics: Mapping[str, float], facts: Mapping[str, Fact]) -> None:
        """Add what a trial did to the current request's line; its facts replace others."""
        self._current.trial = (metrics, facts)

    def function_failed(self, reason: str) -> None:
        """Note in the current request's line why a function of the model failed."""
        self._current.function_error = reason

    def request(
        self,
        route: str,
        started: float,
        status: int,
        body: object,
        version: str | None,
        loads: Sequence[Load],
    ) -> None:
        """Write the line of one request.

        Parameters
        ----------
        route
            Method and path of the route, such as `POST /spamorham`.
        started
            The result of `now()` when the request began.
        status, body
            Of the response; an error's body has a `Code`.
        version
            The version of the current model.
        loads
            The loads and refreshes since the last request.
        """
        metrics: dict[str, float] = {"Latency": (self._clock() - started) * 1000}
        if self._cold:
            self._cold = False
            metrics["ColdStart"] = 1
        facts: dict[str, Fact] = {"route": route, "status": status, "version": version}
        if loads:
            _count_loads(loads, metrics, facts)
        self._add_noted(metrics, facts)
        if status >= 400 and isinstance(body, dict):
            metrics[f"Rejected.{body.get('Code')}"] = 1
        # One write: `print` writes the line ending separately, and threads would mix their lines.
        sys.stdout.write(f"{self._lines.line(metrics, facts)}\n")
        sys.stdout.flush()

    def _add_noted(self, metrics: dict[str, float], facts: dict[str, Fact]) -> None:
        """Add what was noted during the current request."""
        noted = self._current.__dict__
        _count(noted.pop("labels", ()), metrics)
        if "rules" in noted:
            _count_rules(noted.pop("rules"), metrics)
        if "reports" in noted:
            metrics["Reports"] = noted.pop("reports")
        for error in ("function_error", "report_error"):
            if error in noted:
                facts[error] = noted.pop(error)
        if "trial" in noted:
            tried_metrics, tried_facts = noted.pop("trial")
            metrics |= tried_metrics
            facts |= tried_facts


def _count_loads(loads: Sequence[Load], metrics: dict[str, float], facts: dict[str, Fact]) -> None:
    """Add the number of loads, failures and downgrades, and the last one's reason or version."""
    failures = [load for load in loads if isinstance(load, str)]
    downgrades = [load for load in loads if isinstance(load, Downgrade)]
    counts = {
        "Refreshes": len(loads) - len(failures),
        "FailedRefreshes": len(failures),
        "Downgrades": len(downgrades),
    }
    metrics |= {name: count for name, count in counts.items() if count}
    if failures:
        facts["refresh_error"] = failures[-1]
    if downgrades:
        facts["downgraded_from"] = downgrades[-1].before


def _count(labels: Sequence[Label], metrics: dict[str, float]) -> None:
    """Add the number of texts, and of texts with each label, to the metrics."""
    if not labels:
        return
    metrics["Texts"] = len(labels)
    if len(labels) == 1 and isinstance(labels[0], str):
        metrics[f"Predictions.{labels[0][:MAX_LABEL_CHARACTERS]}"] = 1
        return
    counts = label_counts(labels, MAX_LABELS)
    metrics |= {f"Predictions.{label}": count for label, count in counts.items()}


def label_counts(labels: Iterable[Label], most: int) -> dict[str, int]:
    """Count the commonest labels; a text with several counts for each.

    >>> label_counts(["ham", ("spam", "urgent"), "ham", ()], 2)
    {'ham': 2, 'spam': 1}
    """
    names = chain.from_iterable([each] if isinstance(each, str) else each for each in labels)
    return dict(Counter(name[:MAX_LABEL_CHARACTERS] for name in names).most_common(most))


def _count_rules(rules: Sequence[str], metrics: dict[str, float]) -> None:
    """Add how many labels each rule decided, except for those that follow from probabilities."""
    counts = Counter(rule for rule in rules if rule not in ("model", "threshold"))
    metrics |= {f"Rules.{rule}": count for rule, count in counts.items()}
