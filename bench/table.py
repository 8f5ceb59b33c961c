"""Figures as tables for a terminal; they are Markdown as well."""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.budgets import MEGABYTE, Budget
from bench.cold import PARTS
from bench.contender import CONTENDERS
from bench.warm import ARRAYS, PERCENTILES

Rows = list[list[str]]


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; all columns but the first are numbers, and stand to the right.

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
    """Return the tables of a report, by their headings."""
    results = report["contenders"]
    return {
        "Cold start, ms: process start to first answer": _cold(results),
        "Warm request, µs: the handler alone": _warm(results),
        "Texts per second, by texts per request (* has no arrays: one request per text)": _batch(
            results
        ),
        "Memory and package, MB": _sizes(results),
        "Warm request, µs, by characters": _lengths(report["growth"]["lengths"]),
        "By terms of the vocabulary: µs per request / loading, ms / peak MB": _terms(
            report["growth"]["vocabularies"]
        ),
        "Answers": _answers(report["answers"]),
        "Budgets": budget_table(report["budgets"]),
    }


def _labels(results: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(each.label, results[each.name]) for each in CONTENDERS if each.name in results]


def _cold(results: Mapping[str, Any]) -> str:
    rows = [
        [label, found["cold"]["ms"].show()]
        + [f"{found['cold']['parts'][part].median:,.0f}" for part in PARTS]
        for label, found in _labels(results)
    ]
    return table(["contender", "whole", *PARTS], rows)


def _warm(results: Mapping[str, Any]) -> str:
    names = [f"p{percent:g}" for percent in PERCENTILES]
    rows = [
        [label, *(found["warm"]["us"][name].show() for name in names)]
        for label, found in _labels(results)
    ]
    return table(["contender", *names], rows)


def _batch(results: Mapping[str, Any]) -> str:
    arrays = {each.label for each in CONTENDERS if each.arrays}
    rows = [
        [label if label in arrays else f"{label} *"]
        + [found["warm"]["texts_per_second"][str(size)].show() for size in ARRAYS]
        for label, found in _labels(results)
    ]
    return table(["contender", *(f"{size:,}" for size in ARRAYS)], rows)


def _sizes(results: Mapping[str, Any]) -> str:
    rows = [
        [label, found["warm"]["rest_mb"].show(1), found["warm"]["peak_mb"].show(1)]
        + [f"{found['package'][of] / MEGABYTE:,.2f}" for of in ("unpacked", "zipped")]
        for label, found in _labels(results)
    ]
    return table(["contender", "at rest", "peak", "package", "zipped"], rows)


def _lengths(found: Mapping[str, Any]) -> str:
    labels = {each.name: each.label for each in CONTENDERS}
    columns = list(next(iter(found.values())))
    rows = [[labels[name], *(each[at].show() for at in columns)] for name, each in found.items()]
    return table(["contender", *(f"{int(at):,}" for at in columns)], rows)


def _terms(found: Mapping[str, Any]) -> str:
    columns = list(next(iter(found.values())))
    rows = [
        [name, *(_term_cell(each[at]) if at in each else "not tried" for at in columns)]
        for name, each in found.items()
    ]
    return table(["contender", *(f"{int(at):,}" for at in columns)], rows)


def _term_cell(found: Mapping[str, Any] | None) -> str:
    if found is None:
        return "failed"
    return f"{found['us'].median:,.0f} / {found['load_ms']:,.0f} / {found['peak_mb']:,.0f}"


def _answers(found: Mapping[str, Any]) -> str:
    labels = {each.name: each.label for each in CONTENDERS}
    rows = [
        [labels[name], labels[each["as"]], f"{each['texts']:,}", f"{each['different']:,}"]
        for name, each in found.items()
    ]
    return table(["contender", "same model as", "texts", "different"], rows)


def budget_table(found: Sequence[Budget]) -> str:
    """Return the budgets as a table.

    >>> print(budget_table([Budget("package: MB", 0.25, 2.0, at_least=False)]))
    | budget      | measured |  limit | holds |
    | ----------- | -------: | -----: | ----: |
    | package: MB |     0.25 | <= 2.0 |   yes |
    """
    rows = [
        [
            each.what,
            f"{each.figure:,.2f}",
            f"{'>=' if each.at_least else '<='} {each.limit}",
            "yes" if each.holds else "NO",
        ]
        for each in found
    ]
    return table(["budget", "measured", "limit", "holds"], rows)
