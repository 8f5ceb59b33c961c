"""Figures as small tables for the terminal: of a model, and of the published versions."""

from collections.abc import Iterator, Sequence
from typing import Any

_NOT_FIGURES = ("protocol", "texts", "accuracy", "classes", "confusion")


def table(metrics: dict[str, Any]) -> str:
    """Lay out a model's metrics, with their `protocol`; the accuracy is given in full."""
    rows = [
        ("texts", f"{metrics['texts']} ({metrics['protocol']})"),
        ("accuracy", repr(metrics["accuracy"])),
        *(
            row
            for name in metrics
            if name not in _NOT_FIGURES
            for row in _rows(name, metrics[name])
        ),
    ]
    confusion = _confusion(metrics["classes"], metrics["confusion"])
    width = max(18, *(len(name) for name, _ in (*rows, *confusion)))
    figures = [f"{name:<{width}} {shown}" for name, shown in rows]
    return "\n".join([*figures, "", *(f"{name:<{width}}{shown}" for name, shown in confusion)])


def _rows(name: str, value: Any) -> Iterator[tuple[str, str]]:
    figures = value.items() if isinstance(value, dict) else [("", value)]
    for label, figure in figures:
        yield f"{name} {label}".rstrip(), "-" if figure is None else f"{figure:.4f}"


def _confusion(classes: Sequence[str], rows: Sequence[Sequence[int]]) -> list[tuple[str, str]]:
    width = max(8, *(len(name) + 2 for name in classes))
    return [("true \\ predicted", "".join(name.rjust(width) for name in classes))] + [
        (name, "".join(str(count).rjust(width) for count in row))
        for name, row in zip(classes, rows, strict=True)
    ]


def version_table(versions: Sequence[dict[str, Any]]) -> str:
    """Lay out what `train.registry.Listed.facts` returns, a line per version."""
    head = ("version", "created", "recipe", "accuracy", "mcc", "texts", "")
    rows = [head, *(tuple(map(_shown, version.values())) for version in versions)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _shown(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.4f}" if isinstance(value, float) else str(value)
