"""The tables of the simulation, as Markdown, from the results that it writes as JSON."""

from collections.abc import Sequence
from statistics import mean
from typing import Any

from bench.learning.ways import ATTACKED, FEW_REPORTERS, PARTS, WAYS

Results = dict[str, dict[str, list[dict[str, Any]]]]
"""The outcomes by domain and way, one for each seed."""

LOOP, LOOP_FALSE = "the loop", "the loop, a fifth false"
_ENDS = ("no learning", "reports alone", LOOP, LOOP_FALSE, "all labels known")


def tables(results: Results) -> dict[str, str]:
    """Return the tables by heading."""
    deep = [name for name, ways in results.items() if set(PARTS) <= set(ways)]
    made = {
        f"Ways of learning, mean of {_count(results)}": _ways(results, [*results], [*WAYS]),
        "Each domain": _domains(results),
    }
    if deep:
        names = f"mean of {', '.join(deep)}"
        made |= {
            f"False and one-sided reports, {names}": _ways(results, deep, [*ATTACKED]),
            f"The loop without a part, {names}": _ways(results, deep, [LOOP, LOOP_FALSE, *PARTS]),
            f"One reporter, {names}": _ways(results, deep, [LOOP, *FEW_REPORTERS]),
        }
    return made


def _count(results: Results) -> str:
    return f"{len(results)} domain{'s' * (len(results) != 1)}"


def _ways(results: Results, domains: Sequence[str], ways: Sequence[str]) -> str:
    head = (
        "| | MCC | blocked ham | spam caught | unsure | MCC, all weeks | blocked ham, all weeks "
        "| MCC, old texts | reports | labelled |\n| --- |" + " ---: |" * 9
    )
    lines = [head]
    for way in ways:
        outcomes = [each for domain in domains for each in results[domain][way]]
        cells = (
            _digits(outcomes, "after", "mcc"),
            *(_percent(outcomes, "after", name) for name in ("blocked_ham", "spam_caught")),
            _percent(outcomes, "after", "unsure"),
            _digits(outcomes, "served", "mcc"),
            _percent(outcomes, "served", "blocked_ham"),
            _digits(outcomes, "old", "mcc"),
            *(f"{mean(each[name] for each in outcomes):.0f}" for name in ("reported", "labelled")),
        )
        lines.append(f"| {way} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _domains(results: Results) -> str:
    lines = [f"| | {' | '.join(_ENDS)} |\n| --- |" + " ---: |" * len(_ENDS)]
    for name, ways in results.items():
        cells = [
            f"{_digits(ways[way], 'after', 'mcc')}, {_percent(ways[way], 'after', 'blocked_ham')}"
            for way in _ENDS
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _digits(outcomes: Sequence[dict[str, Any]], part: str, name: str) -> str:
    return f"{mean(each[part][name] for each in outcomes):.3f}"


def _percent(outcomes: Sequence[dict[str, Any]], part: str, name: str) -> str:
    return f"{100 * mean(each[part][name] for each in outcomes):.1f} %"
