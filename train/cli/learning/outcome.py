"""What `learn` tells: what the version learned from, the checks of the gate, and the decision.

It never holds a text, so that it can be sent by mail.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from train.cli.console import note, print_result
from train.counted import counted

if TYPE_CHECKING:
    from chalicelib.manifest import Manifest
    from train.learning.gate import Check

Metrics = dict[str, float | None]

ORIGINS = ("base", "asked", "reports", "decided")


@dataclass(slots=True)
class Outcome:
    """Collects what there is to tell, and prints it once, as lines or as JSON."""

    as_json: bool
    facts: dict[str, Any] = field(default_factory=dict)
    _checks: "Sequence[Check]" = ()

    def add_version(self, manifest: "Manifest", current: "Manifest") -> None:
        """Take what a version learned from, and its metrics next to those of the current one."""
        document = manifest.document
        self.facts |= {
            "version": manifest.version,
            "current": current.version,
            "learned": document.get("learned"),
            "by_time": _fields(document.get("metrics")).get("by_time", []),
        }

    def note(self, words: str) -> None:
        """Say something at once, and keep it for who reads the JSON alone."""
        note(words)
        self.facts.setdefault("notes", []).append(words)

    def add_metrics(self, candidate: Metrics, current: Metrics) -> None:
        """Take the metrics of both versions on the old set."""
        self.facts["metrics"] = {"candidate": candidate, "current": current}

    def add_checks(self, checks: Sequence["Check"]) -> None:
        """Take the checks of the gate."""
        self._checks = checks
        self.facts["checks"] = [check._asdict() for check in checks]

    def refusal(self, *, force: bool) -> str:
        """Return which checks did not pass, in words, or "" if the version may continue.

        `force` skips the comparisons, not the must-pass texts.
        """
        failed = [check for check in self._checks if not check.passed]
        if force:
            failed = [check for check in failed if not check.can_be_forced]
        advice = (
            "" if any(not each.can_be_forced for each in failed) else "; use --force to continue"
        )
        reasons = "; ".join(check.describe() for check in failed)
        return f"{reasons}{advice}" if failed else ""

    def tell(self, decision: str, reason: str, code: int = 0) -> int:
        """Print everything with the decision, and return the exit code.

        With JSON, the reason is on standard error, too.
        """
        self.facts |= {"decision": decision, "reason": reason}
        if self.as_json:
            print_result(json.dumps(self.facts, indent=2))
        else:
            for line in self._lines():
                print_result(line)
        note(f"{decision}: {reason}")
        return code

    def _lines(self) -> Iterator[str]:
        learned = self.facts.get("learned")
        if learned is None:
            return
        yield f"learned from       {_counted(learned['counts'])}"
        yield f"set aside          {_aside(learned['set_aside'])}"
        yield f"audit              {_audit(learned['audit'])}"
        if "metrics" not in self.facts:  # nothing counts, so nothing was fitted
            return
        yield from _metrics_table(**self.facts["metrics"])
        yield from _checks_table(self.facts["checks"])
        yield from _time_table(self.facts["by_time"])


def _fields(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _counted(counts: dict[str, int]) -> str:
    """Return counts in one line.

    >>> _counted({"asked": 1, "base": 4305, "reports": 2})
    '4,305 base, 1 asked, 2 reports'
    """
    order = {name: at for at, name in enumerate(ORIGINS)}  # a manifest sorts them by name
    names = sorted(counts, key=lambda name: order.get(name, len(order)))
    return ", ".join(f"{counts[name]:,} {name}" for name in names)


def _aside(reasons: dict[str, int]) -> str:
    if not reasons:
        return "no report"
    why = "; ".join(f"{count} because {reason}" for reason, count in reasons.items())
    return f"{why}; 'python -m train ask --data' asks a person about those of users"


def _audit(audit: dict[str, Any]) -> str:
    if not audit["texts"]:
        return "no sure label was audited, so decided texts do not count"
    found = (
        f"{audit['wrong']} of {audit['texts']} sure labels wrong: at most {audit['at_most']:.1%}"
    )
    return f"{found}, so decided texts {'count' if audit['passed'] else 'do not count'}"


def _metrics_table(candidate: Metrics, current: Metrics) -> Iterator[str]:
    yield ""
    yield f"{'old set':<18} {'candidate':>9} {'current':>9}"
    for name, value in candidate.items():
        yield f"{name:<18} {_figure(value):>9} {_figure(current[name]):>9}"


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _checks_table(checks: Sequence[dict[str, Any]]) -> Iterator[str]:
    width = max(len(check["name"]) for check in checks)
    yield ""
    yield f"{'gate':<{width}} {'texts':>6} {'candidate':>9} {'current':>9}"
    for check in checks:
        current = "-" if check["current"] is None else check["current"]
        state = "" if check["passed"] else "  refused"
        few = "  too few to tell" if check["too_few"] else ""
        yield (
            f"{check['name']:<{width}} {check['texts']:>6} {check['candidate']:>9} "
            f"{current:>9}{state}{few}"
        )


def _time_table(periods: Sequence[dict[str, Any]]) -> Iterator[str]:
    if not periods:
        return
    yield ""
    yield "by time: fitted to the texts without a time -> and to those of earlier periods"
    for period in periods:
        pairs = (
            f"{name} {_figure(period['base'][name])} -> {_figure(period['learned'][name])}"
            for name in period["base"]
        )
        days = f"{period['start'][:10]} to {period['end'][:10]}"
        yield f"{days}  {counted(period['texts'], 'text')}  {'  '.join(pairs)}"
