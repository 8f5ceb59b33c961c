"""Log lines as the service writes them."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

VERSION = "20260131T093000Z-0123456789ab"


def service_line(
    labels: Sequence[str], score: float | None = None, known: float | None = None, **more: Any
) -> str:
    """Return the line of a request that got these labels, and its sample, if it has one."""
    counts = {f"Predictions.{label}": count for label, count in Counter(labels).items()}
    sample = {} if score is None else {"score": score, "known": known}
    metrics = {"_aws": {"Timestamp": 1}, "service": "spam-or-ham", "Texts": len(labels)}
    return json.dumps(
        metrics | counts | {"version": VERSION} | sample | more, separators=(",", ":")
    )
