"""What a log says of each version: how many texts got each label, and the samples."""

from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from train.drift.log_lines import LogLine


@dataclass(slots=True)
class Observed:
    """The labelled texts, how many of them got each label, and the samples' two numbers."""

    texts: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    scores: "array[float]" = field(default_factory=lambda: array("d"))
    known: "array[float]" = field(default_factory=lambda: array("d"))

    def add(self, line: LogLine) -> None:
        """Count a line."""
        self.texts += line.texts
        self.labels.update(line.labels)
        if line.score is not None:
            self.scores.append(line.score)
        if line.known is not None:
            self.known.append(line.known)

    def share(self, label: str) -> float:
        """Return the share of the texts that got a label."""
        return self.labels[label] / self.texts if self.texts else 0.0


def observe(lines: Iterable[LogLine]) -> dict[str, Observed]:
    """Return what the lines say of each version that they name, the oldest version first."""
    found: dict[str, Observed] = {}
    for line in lines:
        found.setdefault(line.version, Observed()).add(line)
    return dict(sorted(found.items()))
