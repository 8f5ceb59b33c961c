"""The model card: what the default recipe is for, how good it is, and where it fails.

Every metric comes from the JSON files that `evaluate`, `fit` and `bench.transfer` write; none is
typed by hand. The headings follow Mitchell et al., Model cards for model reporting (2019).
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from train.errors import InputError
from train.evaluation.attacks import ATTACKS
from train.files import read_bytes
from train.report.transfer_tables import transfer_parts

TEMPLATE = Path(__file__).with_name("templates") / "model_card.md"
TRANSFER = "transfer"
"""The name of the file that `python -m bench.transfer` writes."""

RUNS = {
    "sms-distinct": "`distinct`: 10 folds, repeated twice; no text is in both training and test",
    "sms-tutorial": "`tutorial`: its own split; 69 of the 558 test texts are also training texts",
    "sms-small": "`small`: trained on the first 30 %",
    "tutorial-recipe": "`tutorial`, with the tutorial's recipe",
    "sample-distinct": "the embedded corpus, `distinct`",
    "sample-on-sms": "trained on the embedded corpus, tested on the SMS Spam Collection",
    "sms-on-sample": "trained on the SMS Spam Collection, tested on the embedded corpus",
}
"""The runs that the card needs, each in the file of its name, with their titles in its tables."""

SMS_RUNS = ("sms-distinct", "sms-tutorial", "sms-small", "tutorial-recipe")
OTHER_RUNS = ("sample-distinct", "sample-on-sms", "sms-on-sample")
METRICS = ("accuracy", "mcc", "spam_caught", "blocked_ham", "brier")

Run = Mapping[str, Any]


def model_card(directory: Path) -> str:
    """Return the card as Markdown, made from a directory with a JSON file per run.

    Raises
    ------
    InputError
        If a file is missing or is not a JSON object.
    """
    runs = {name: _read(directory / f"{name}.json") for name in RUNS}
    return TEMPLATE.read_text("utf-8").format(
        **transfer_parts(_read(directory / f"{TRANSFER}.json")),
        sms=_counts(runs["sms-distinct"]["data"]),
        metrics=_metrics_table({name: runs[name] for name in SMS_RUNS}),
        other_metrics=_metrics_table({name: runs[name] for name in OTHER_RUNS}),
        attacks=_attacks_table(runs["sms-distinct"]["attacks"]),
        caught=_percent(runs["sms-distinct"]["spam_caught"]),
        blocked=_percent(runs["sms-distinct"]["blocked_ham"]),
        caught_elsewhere=_percent(runs["sms-on-sample"]["spam_caught"]),
    )


def _read(path: Path) -> Run:
    hint = "'make card' writes it"
    raw = read_bytes(path, f"; {hint}")
    try:
        run = json.loads(raw)
    except ValueError as exc:
        raise InputError(f"{path}: expected JSON, found something else; {hint}") from exc
    if not isinstance(run, dict):
        raise InputError(f"{path}: expected a JSON object with metrics; {hint}")
    return run


def _counts(data: Run) -> str:
    labels = ", ".join(f"{count:,} {label}" for label, count in data["labels"].items())
    return f"{data['rows']:,} texts ({labels})"


def _metrics_table(runs: Mapping[str, Run]) -> str:
    lines = [
        "| run | texts | " + " | ".join(METRICS) + " |",
        "| --- |" + " ---: |" * (len(METRICS) + 1),
    ]
    for name, run in runs.items():
        cells = [RUNS[name], f"{run['texts']:,}", *(_format(run[metric]) for metric in METRICS)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _attacks_table(shares: Mapping[str, Mapping[str, float]]) -> str:
    lines = ["| attack | without defences | default recipe |", "| --- | ---: | ---: |"]
    for attack in ("none", *ATTACKS, "blocked ham"):
        undefended, caught = (shares[name][attack] for name in ("undefended", "caught"))
        lines.append(f"| {attack} | {undefended:.4f} | {caught:.4f} |")
    return "\n".join(lines)


def _format(metric: Any) -> str:
    """Format a number, or a mean with its standard deviation; None becomes a dash."""
    if isinstance(metric, dict):
        deviation = "" if metric["std"] is None else f" ± {metric['std']:.4f}"
        return f"{metric['mean']:.4f}{deviation}"
    return "-" if metric is None else f"{metric:.4f}"


def _percent(metric: Any) -> str:
    value = metric["mean"] if isinstance(metric, dict) else metric
    return f"{100 * value:.3g} %"
