"""What `publish` returns: the version, and its figures as a notebook shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from chalicelib.scoring.classifier import FILE_NAME as CLASSIFIER
from chalicelib.scoring.vectorizer import FILE_NAME as VECTORIZER
from train.registry.bundle import Bundle

SHOWN = {
    "accuracy": "accuracy",
    "mcc": "Matthews correlation",
    "spam_caught": "{positive} caught",
    "blocked_ham": "other texts called {positive}",
    "average_precision": "average precision",
    "brier": "Brier score",
}
"""The metrics that the table shows, and how it names them."""


@dataclass(frozen=True, slots=True, repr=False)
class Published:
    """A published version.

    Parameters
    ----------
    version
        Its name.
    uri
        The store that holds it.
    promoted
        Whether a service that reads the store serves it.
    classes
        The classes, in the order of the probabilities.
    sizes
        The bytes of each artifact by file name.
    checked
        How many texts get the label that scikit-learn gives.
    metrics
        The figures that were measured on the labelled texts; None without labels.
    report
        The report's file; None without labels.
    """

    version: str
    uri: str
    promoted: bool
    classes: tuple[str, ...]
    sizes: Mapping[str, int]
    checked: int
    metrics: Mapping[str, Any] | None
    report: Path | None

    def __repr__(self) -> str:
        """Return the version and where it is."""
        state = "promoted" if self.promoted else "published"
        return f"{self.version}, {state} at {self.uri}"

    def _repr_html_(self) -> str:
        """Return the table that a notebook shows, with a link to the report."""
        rows = [
            ("version", self.version),
            ("promoted at" if self.promoted else "published at", self.uri),
            ("classes", ", ".join(self.classes)),
            *((name, f"{size:,} bytes") for name, size in self.sizes.items()),
            (
                "labels as in scikit-learn",
                f"all {self.checked:,} texts" if self.checked else "unchecked",
            ),
            *self._figures(),
        ]
        cells = "".join(
            f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows
        )
        link = ""
        if self.report is not None:
            path = escape(self.report.as_posix())
            link = f'<p>report: <a href="{path}">{path}</a></p>'
        return f"<table>{cells}</table>{link}"

    def _figures(self) -> list[tuple[str, str]]:
        metrics = self.metrics or {}
        positive = str(metrics.get("positive"))
        return [
            (name.format(positive=positive), f"{metrics[key]:.4f}")
            for key, name in SHOWN.items()
            if isinstance(metrics.get(key), float)
        ]


def published_of(bundle: Bundle, uri: str, promoted: bool, report: Path | None) -> Published:
    """Return what a notebook shows of a bundle that was published."""
    facts: dict[str, Any] = bundle.manifest.document
    checked = facts.get("checked") or {"texts": 0}
    return Published(
        version=bundle.manifest.version,
        uri=uri,
        promoted=promoted,
        classes=bundle.manifest.classes,
        sizes={name: len(bundle.files[name]) for name in (VECTORIZER, CLASSIFIER)},
        checked=checked["texts"],
        metrics=facts["metrics"],
        report=report,
    )
