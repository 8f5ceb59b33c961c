"""The results as tables for a terminal; they are valid Markdown."""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.contenders.catalog import CONTENDERS
from bench.measure.cold import PHASES
from bench.measure.warm import ARRAY_SIZES, PERCENTILES
from bench.report.budgets import MEGABYTE, Budget


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
    """Return the tables of a report by heading."""
    results = report["contenders"]
    return {
        "Cold start, ms: process start to first response": _cold(results),
        "Warm request, µs: the handler alone": _warm(results),
        "Texts per second, by texts per request (* has no arrays: one request per text)": _batch(
            results
        ),
        "Memory and package, MB": _sizes(results),
        "Warm request, µs, by characters": _lengths(report["growth"]["lengths"]),
        "By terms of the vocabulary: µs per request / loading, ms / peak MB": _terms(
            report["growth"]["vocabularies"]
        ),
        "Labels": _same_labels(report["answers"]),
        "Budgets": budget_table(report["budgets"]),
    }


def _labelled(results: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(each.label, results[each.name]) for each in CONTENDERS if each.name in results]


def _cold(results: Mapping[str, Any]) -> str:
    rows = [
        [label, result["cold"]["ms"].show()]
        + [f"{result['cold']['parts'][phase].median:,.0f}" for phase in PHASES]
        for label, result in _labelled(results)
    ]
    return table(["contender", "whole", *PHASES], rows)


def _warm(results: Mapping[str, Any]) -> str:
    names = [f"p{percent:g}" for percent in PERCENTILES]
    rows = [
        [label, *(result["warm"]["us"][name].show() for name in names)]
        for label, result in _labelled(results)
    ]
    return table(["contender", *names], rows)


def _batch(results: Mapping[str, Any]) -> str:
    with_arrays = {each.label for each in CONTENDERS if each.accepts_arrays}
    rows = [
        [label if label in with_arrays else f"{label} *"]
        + [result["warm"]["texts_per_second"][str(size)].show() for size in ARRAY_SIZES]
        for label, result in _labelled(results)
    ]
    return table(["contender", *(f"{size:,}" for size in ARRAY_SIZES)], rows)


def _sizes(results: Mapping[str, Any]) -> str:
    rows = [
        [label, result["warm"]["rest_mb"].show(1), result["warm"]["peak_mb"].show(1)]
        + [f"{result['package'][form] / MEGABYTE:,.2f}" for form in ("unpacked", "zipped")]
        for label, result in _labelled(results)
    ]
    return table(["contender", "at rest", "peak", "package", "zipped"], rows)


def _lengths(times: Mapping[str, Any]) -> str:
    labels = {each.name: each.label for each in CONTENDERS}
    lengths = list(next(iter(times.values())))
    rows = [
        [labels[name], *(each[length].show() for length in lengths)] for name, each in times.items()
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


def _same_labels(comparisons: Mapping[str, Any]) -> str:
    labels = {each.name: each.label for each in CONTENDERS}
    rows = [
        [labels[name], labels[each["as"]], f"{each['texts']:,}", f"{each['different']:,}"]
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
