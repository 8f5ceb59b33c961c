"""Which figures of a report are compared, by table."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import getitem
from typing import Any

from bench.contenders.catalog import (
    CONTENDERS,
    FASTTEXT,
    LIGHTGBM,
    MINILM,
    MULTINOMIAL,
    OURS_DEFAULT,
    OURS_TUTORIAL,
)
from bench.measure.cold import PHASES
from bench.measure.quality import METRICS
from bench.measure.warm import ARRAY_SIZES, PERCENTILES
from bench.report.budgets import MEGABYTE
from bench.report.comparison import OURS, Column, Comparison

LABELS = {each.name: each.label for each in CONTENDERS}
MODELS = {
    OURS_DEFAULT.model: OURS_DEFAULT.label,
    OURS_TUTORIAL.model: "tutorial's recipe, any server",
    MULTINOMIAL.model: MULTINOMIAL.label,
    LIGHTGBM.model: "LightGBM on TF-IDF, any server",
    FASTTEXT.model: FASTTEXT.label,
    MINILM.model: MINILM.label,
}
"""The label of each model in the table of quality."""


PACKAGES = {
    "package": "unpacked",
    "zipped": "zipped",
    "with model": "unpacked_with_model",
    "and zipped": "zipped_with_model",
}
"""The columns of a package's sizes, and their keys in the results."""


def comparisons(report: Mapping[str, Any]) -> list[Comparison]:
    """Return the tables with a row for each contender, in the order in which they are printed."""
    results, growth = report["contenders"], report["growth"]
    return [
        _cold(results),
        Comparison(
            "Cold start under TLS, ms: S3 is read by HTTPS",
            [Column("whole", _labelled(report["tls"]))],
        ),
        _warm(results),
        _batch(results),
        _sizes(results),
        Comparison(
            "Warm request by length, µs: MiniLM reads no more than 256 tokens",
            _by_group(growth["lengths"], "characters"),
        ),
        Comparison(
            "Text of a mail, µs: all get the text in it",
            _by_group(report["mails"]["as_text"], "kB"),
        ),
        Comparison(
            "Mail as it was sent, µs: only this project reads mails",
            _by_group(report["mails"]["as_mail"], "kB"),
        ),
        _libraries(report["libraries"]),
        _quality(report["quality"]),
    ]


def unseen_comparisons(report: Mapping[str, Any]) -> list[Comparison]:
    """Return the comparisons of figures that the report prints in other tables."""
    return [*_vocabularies(report["growth"]["vocabularies"]), _kinds(report["kinds"])]


def _labelled(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return figures by label instead of name, in the order of the contenders."""
    return {label: figures[name] for name, label in LABELS.items() if name in figures}


def _column(
    name: str,
    results: Mapping[str, Any],
    *path: str,
    highest: bool = False,
    digits: int = 0,
    scale: float = 1,
    ranks: bool = True,
) -> Column:
    """Return the column of the figures at a path of keys in each contender's results."""
    figures = {each: reduce(getitem, path, result) for each, result in results.items()}
    if scale != 1:
        figures = {each: figure / scale for each, figure in figures.items()}
    return Column(name, _labelled(figures), highest, digits, ranks)


def _cold(results: Mapping[str, Any]) -> Comparison:
    phases = [_column(phase, results, "cold", "parts", phase, ranks=False) for phase in PHASES]
    return Comparison(
        "Cold start, ms: process start to first response",
        [_column("whole", results, "cold", "ms"), *phases],
    )


def _warm(results: Mapping[str, Any]) -> Comparison:
    names = (f"p{percent:g}" for percent in PERCENTILES)
    return Comparison(
        "Warm request, µs: the handler alone",
        [_column(name, results, "warm", "us", name) for name in names],
    )


def _batch(results: Mapping[str, Any]) -> Comparison:
    return Comparison(
        "Texts per second, by texts per request: only this project takes arrays",
        [
            _column(f"{size:,}", results, "warm", "texts_per_second", str(size), highest=True)
            for size in ARRAY_SIZES
        ],
    )


def _sizes(results: Mapping[str, Any]) -> Comparison:
    return Comparison(
        "Memory and package, MB: without the model, and with the one that this project's brings",
        [
            _column("at rest", results, "warm", "rest_mb", digits=1),
            _column("peak", results, "warm", "peak_mb", digits=1),
            *(
                _column(name, results, "package", key, scale=MEGABYTE, digits=2)
                for name, key in PACKAGES.items()
            ),
        ],
    )


def _by_group(times: Mapping[str, Any], unit: str) -> list[Column]:
    groups = next(iter(times.values()))
    return [_column(_group_name(group, unit), times, group) for group in groups]


def _group_name(group: str, unit: str) -> str:
    """Return the heading of a group, whose key is a number and perhaps more.

    >>> _group_name("1000", "characters"), _group_name("1000 with €", "characters")
    ('1,000 characters', '1,000 characters with €')
    """
    number, *rest = group.split(" ", 1)
    return " ".join([f"{int(number):,}", unit, *rest])


def _libraries(results: Mapping[str, Any]) -> Comparison:
    return Comparison(
        "The library alone: no app",
        [
            _column("model, bytes", results, "bytes"),
            _column("loading, ms", results, "load_ms", digits=1),
            _column("a text, µs", results, "us", digits=1),
        ],
    )


def _quality(models: Mapping[str, Any]) -> Comparison:
    """Return the table of quality; spam caught and blocked ham rank nobody: each is easy alone."""
    by_label = {label: models[name] for name, label in MODELS.items() if name in models}
    return Comparison(
        "Quality on texts held out, %: not of the contenders, but of their models",
        [
            Column(
                metric.replace("_", " ").replace("mcc", "MCC x 100"),
                {label: each[metric] * 100 for label, each in by_label.items()},
                highest=True,
                digits=2,
                ranks=metric in ("accuracy", "mcc"),
            )
            for metric in METRICS
        ],
    )


def _vocabularies(figures: Mapping[str, Any]) -> list[Comparison]:
    """Return a comparison for each kind of model, which the names of the figures end with."""
    kinds = dict.fromkeys(name.rpartition(", ")[2] for name in figures)
    return [
        Comparison(
            f"{kind} model with many terms",
            [
                Column(
                    f"{int(size):,} terms, {unit}",
                    {
                        name: _figure(each.get(size), key)
                        for name, each in figures.items()
                        if name.endswith(kind)
                    },
                )
                for size in next(iter(figures.values()))
                for key, unit in (("us", "µs"), ("load_ms", "loading"), ("peak_mb", "MB"))
            ],
        )
        for kind in kinds
    ]


def _figure(figures: Mapping[str, Any] | None, key: str) -> Any:
    return None if figures is None else figures[key]


def _kinds(costs: Mapping[str, Any]) -> Comparison:
    measured: Sequence[tuple[str, Any]] = [
        (name, cost) for name, cost in costs.items() if not isinstance(cost, str)
    ]
    return Comparison(
        "Kind of classifier",
        [
            Column(
                f"{name}, {part}, µs",
                {
                    OURS: getattr(cost, ours) * 1e6,
                    "its library": getattr(cost, theirs) * 1e6,
                },
            )
            for name, cost in measured
            for part, ours, theirs in (
                ("alone", "service", "library"),
                ("whole", "whole_service", "whole_library"),
            )
        ],
    )
