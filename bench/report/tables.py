"""The results as tables for a terminal; they are valid Markdown."""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.measure.kinds import Cost
from bench.report.budgets import Budget
from bench.report.comparison import Place, places
from bench.report.comparisons import LABELS, comparisons, unseen_comparisons

KIND_HEADS = (
    "classifier", "file, MB", "load, ms",
    "classifier, µs", "its library", "whole text, µs", "its library",
)  # fmt: skip


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; all columns but the first hold numbers and are right-aligned.

    >>> print(table(["what", "ms"], [["cold", "1,250"], ["warm", "7"]]))
    | what |    ms |
    | ---- | ----: |
    | cold | 1,250 |
    | warm |     7 |
    """
    columns = list(zip(headers, *rows, strict=True))
    widths = [max(len(cell) for cell in (*column, "---:")) for column in columns]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    lines = [headers, rule, *rows]
    return "\n".join("| " + " | ".join(_aligned(line, widths)) + " |" for line in lines)


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    first = cells[0].ljust(widths[0])
    rest = zip(cells[1:], widths[1:], strict=True)
    return [first, *(cell.rjust(width) for cell, width in rest)]


def tables(report: Mapping[str, Any]) -> dict[str, str]:
    """Return the tables of a report by heading; in each column that compares, the first is bold."""
    compared = comparisons(report)
    ranked = [*places([*compared, *unseen_comparisons(report)])]
    first = sum(place.is_first for place in ranked)
    heads = {each.heading: [each.name for each in each.columns] for each in compared}
    found = {
        each.heading: table(["contender", *heads[each.heading]], each.cells()) for each in compared
    }
    found |= {
        "Explanation, µs, by characters: p50 / p99; no other contender has one": _explanations(
            report["explanations"]
        ),
        "Kinds of classifier: the model's part of a text, and a whole text": kinds_table(
            report["kinds"]
        ),
        "By terms of the vocabulary: µs per request / loading, ms / peak MB": _terms(
            report["growth"]["vocabularies"]
        ),
        "Labels": _same_labels(report["answers"]),
        "Budgets": budget_table(report["budgets"]),
    }
    if report["skipped"]:
        rows = [[label, why] for label, why in report["skipped"].items()]
        found["Skipped"] = table(["contender", "reason"], rows)
    heading = f"First in {first} of {len(ranked)} figures that a peer has, too. Not first"
    return found | {heading: not_first(ranked)}


def not_first(ranked: Sequence[Place]) -> str:
    """Return the table of the figures in which a peer is ahead."""
    rows = [
        [each.measure, each.ours, _short(each.figure), each.peer, _short(each.best)]
        for each in ranked
        if not each.is_first
    ]
    return table(["measure", "contender", "figure", "first", "its figure"], rows)


def _short(figure: float) -> str:
    return f"{figure:,.0f}" if abs(figure) >= 100 else f"{figure:.3g}"


def _explanations(figures: Mapping[str, Any]) -> str:
    lengths = list(next(iter(figures.values())))
    rows = [
        [
            LABELS[name],
            *(" / ".join(f"{us:,.0f}" for us in each[size].values()) for size in lengths),
        ]
        for name, each in figures.items()
    ]
    return table(["contender", *(f"{int(length):,}" for length in lengths)], rows)


def _terms(figures: Mapping[str, Any]) -> str:
    sizes = list(next(iter(figures.values())))
    rows = [
        [name, *(_term_cell(each[size]) if size in each else "not tried" for size in sizes)]
        for name, each in figures.items()
    ]
    return table(["contender", *(f"{int(size):,}" for size in sizes)], rows)


def _term_cell(figures: Mapping[str, Any] | None) -> str:
    if figures is None:
        return "failed"
    return f"{figures['us'].median:,.0f} / {figures['load_ms']:,.0f} / {figures['peak_mb']:,.0f}"


def kinds_table(costs: Mapping[str, Cost | str]) -> str:
    """Return the table of the costs."""
    empty = [""] * (len(KIND_HEADS) - 2)
    return table(
        KIND_HEADS,
        [
            [name, cost, *empty] if isinstance(cost, str) else [name, *_cells(cost)]
            for name, cost in costs.items()
        ],
    )


def _cells(cost: Cost) -> list[str]:
    times = (f"{each * 1e6:,.0f}" for each in cost[2:])
    return [f"{cost.size / 1e6:.2f}", f"{cost.load * 1e3:,.0f}", *times]


def _same_labels(comparisons: Mapping[str, Any]) -> str:
    rows = [
        [LABELS[name], LABELS[each["as"]], f"{each['texts']:,}", f"{each['different']:,}"]
        for name, each in comparisons.items()
    ]
    return table(["contender", "same model as", "texts", "different"], rows)


def budget_table(budgets: Sequence[Budget]) -> str:
    """Return the table of the budgets.

    >>> print(budget_table([Budget("package: MB", 0.25, 2.0, at_least=False)]))
    | budget      | measured |  limit | holds |
    | ----------- | -------: | -----: | ----: |
    | package: MB |     0.25 | <= 2.0 |   yes |
    """
    rows = [
        [
            each.promise,
            f"{each.figure:,.2f}",
            f"{'>=' if each.at_least else '<='} {each.limit}",
            "yes" if each.holds else "NO",
        ]
        for each in budgets
    ]
    return table(["budget", "measured", "limit", "holds"], rows)
