"""Write one JSON line for each request: CloudWatch's embedded metrics and facts about the request.

A line never holds a text, nor any other part of a request's body.
"""

import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from math import inf
from typing import TYPE_CHECKING, Any

from chalicelib.scoring.model import Label
from chalicelib.serving.emf import NO_FIGURES, Fact, MetricLines
from chalicelib.serving.model_cache import Downgrade, Load

if TYPE_CHECKING:
    from chalicelib.manifest import Manifest
    from chalicelib.serving.drift import DriftSampler, Sample
    from chalicelib.serving.served_model import Servable

NAMESPACE = "TextClassifier"
MAX_LABELS = 50
MAX_LABEL_CHARACTERS = 200
SAMPLE_SECONDS = 1.0
UNSURE = "unsure"
UNITS = dict.fromkeys(("Latency", "Shadow.Latency", "Canary.Latency"), "Milliseconds")
UNITS |= {"Drift": "None"}


class Telemetry:
    """Write the line of each request, and mark the first request of the process."""

    def __init__(self, service: str, clock: Callable[[], float]) -> None:
        self._lines = MetricLines(NAMESPACE, {"service": service}, UNITS)
        self._clock = clock
        self._cold = True
        # `chalice local` handles requests in threads; a request stays in its thread.
        self._current = threading.local()
        self._sample_at = inf  # the first request, which is slow enough, is not sampled
        self._sampling = threading.Lock()
        self._sampler: DriftSampler | None = None

    def now(self) -> float:
        """Return seconds from a monotonic clock."""
        return self._clock()

    def predicted(
        self,
        labels: Sequence[Label],
        rules: Sequence[str] = (),
        model: "Servable | None" = None,
        texts: Sequence[str] = (),
    ) -> None:
        """Count the labels of the current response, and the rules that decided them, in its line.

        Without a policy, the model decided all. Once a second, one of the texts is measured for the
        line, if the model has a reference.
        """
        current = self._current
        current.labels = labels
        if rules:
            current.rules = rules
        if model is not None:
            manifest = current.manifest = model.manifest
            if manifest.reference is not None and self._clock() >= self._sample_at:
                current.sample = self._sample(model, texts)

    def _sample(self, model: "Servable", texts: Sequence[str]) -> "Sample | None":
        # Imported here so that a cold start does not wait.
        from chalicelib.serving.drift import DriftSampler

        with self._sampling:
            # Check the time again: another thread may have sampled just before.
            now = self._clock()
            if now < self._sample_at:
                return None
            self._sample_at = now + SAMPLE_SECONDS
            self._sampler = self._sampler or DriftSampler()
            return self._sampler.sample(model, texts)

    def reported(self) -> None:
        """Count a report that was stored during the current request."""
        self._current.reports = 1

    def report_failed(self, reason: str) -> None:
        """Note in the current request's line why a report could not be stored."""
        self._current.report_error = reason

    def tried(self, metrics: Mapping[str, float], facts: Mapping[str, Fact]) -> None:
        """Add the facts of a trial to the current request's line; they replace others."""
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
        accelerated: bool = False,
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
        accelerated
            Whether the accelerator scores for the current model; a line with loads says so.
        """
        now = self._clock()
        metrics: dict[str, float] = {"Latency": (now - started) * 1000}
        if self._cold:
            self._cold = False
            self._sample_at = now + SAMPLE_SECONDS
            metrics["ColdStart"] = 1
        facts: dict[str, Fact] = {"route": route, "status": status, "version": version}
        if loads:
            _count_loads(loads, metrics, facts)
            facts["accelerated"] = accelerated
        figures = self._add_noted(metrics, facts)
        if status >= 400 and isinstance(body, dict):
            metrics[f"Rejected.{body.get('Code')}"] = 1
        # One write: `print` writes the line ending separately, and threads would mix their lines.
        sys.stdout.write(f"{self._lines.line(metrics, facts, figures)}\n")
        sys.stdout.flush()

    def _add_noted(
        self, metrics: dict[str, float], facts: dict[str, Fact]
    ) -> Mapping[str, float | None]:
        """Add what was noted during the current request; return the figures of its sample."""
        noted = self._current.__dict__
        if not noted:
            return NO_FIGURES
        _count(noted.pop("labels", ()), noted.pop("manifest", None), metrics)
        return _add_rare(noted, metrics, facts) if noted else NO_FIGURES


def _add_rare(
    noted: dict[str, Any], metrics: dict[str, float], facts: dict[str, Fact]
) -> Mapping[str, float | None]:
    """Add what few requests note, and forget it; return the figures of the sample."""
    sample: Sample | None = noted.pop("sample", None)
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
    return NO_FIGURES if sample is None else _figures(sample, metrics)


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


def _figures(sample: "Sample", metrics: dict[str, float]) -> dict[str, float | None]:
    if sample.drift is not None:
        metrics["Drift"] = sample.drift
    return {"score": sample.score, "known": sample.known}


def _count(labels: Sequence[Label], manifest: "Manifest | None", metrics: dict[str, float]) -> None:
    """Add the number of texts, and of texts with each label, to the metrics."""
    if not labels:
        return
    metrics["Texts"] = len(labels)
    if len(labels) == 1 and isinstance(labels[0], str):
        label = labels[0]
        metrics[f"Predictions.{label[:MAX_LABEL_CHARACTERS]}"] = 1
        if manifest is not None:
            if label == manifest.positive:
                metrics["Positive"] = 1
            elif label == UNSURE and UNSURE not in manifest.classes:
                metrics["Unsure"] = 1
        return
    counts = label_counts(labels, MAX_LABELS)
    metrics |= {f"Predictions.{label}": count for label, count in counts.items()}
    if manifest is not None:
        unsure = UNSURE not in manifest.classes and labels.count(UNSURE)
        of_band = {"Positive": labels.count(manifest.positive), "Unsure": unsure}
        metrics |= {name: count for name, count in of_band.items() if count}


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
