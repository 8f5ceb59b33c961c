"""Figures as small tables for the terminal: of a model, of two, and of the published versions."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from train.evaluation.comparison import Comparison

_NOT_FIGURES = (
    "protocol",
    "texts",
    "classes",
    "confusion",
    "folds",
    "cross_validation",
    "recipe",
    "data",
)


def table(metrics: dict[str, Any]) -> str:
    """Lay out a model's metrics, with their `protocol`.

    A figure over folds is a mean and a standard deviation; the accuracy of a single test is given
    in full. Where there is a cross-validation as well, its figures stand beside the others.
    """
    folds = metrics.get("cross_validation", {})
    rows = [
        ("texts", f"{metrics['texts']} ({metrics['protocol']})"),
        *([("", f"in brackets: {folds['protocol']}")] if folds else []),
        *(
            (name, f"{_shown(name, figure):<19}({_shown(name, other)})" if folds else shown)
            for name, figure, other in _figures(metrics, folds)
            for shown in [_shown(name, figure)]
        ),
    ]
    confusion = _confusion(metrics["classes"], metrics["confusion"])
    width = max(18, *(len(name) for name, _ in (*rows, *confusion)))
    figures = [f"{name:<{width}} {shown}" for name, shown in rows]
    return "\n".join([*figures, "", *(f"{name:<{width}}{shown}" for name, shown in confusion)])


def _figures(metrics: dict[str, Any], folds: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield each figure's name, its value, and its value in the cross-validation."""
    for name, value in metrics.items():
        if name in _NOT_FIGURES:
            continue
        other = folds.get(name)
        if isinstance(value, dict) and value.keys() != {"mean", "std"}:
            for label in value:
                yield f"{name} {label}", value[label], None if other is None else other[label]
        else:
            yield name, value, other


def _shown(name: str, figure: Any) -> str:
    if isinstance(figure, dict):
        if figure["std"] is None:
            return _shown(name, figure["mean"])
        return f"{figure['mean']:.4f} \N{PLUS-MINUS SIGN} {figure['std']:.4f}"
    if figure is None:
        return "-"
    return repr(figure) if name == "accuracy" else f"{figure:.4f}"


def _confusion(classes: Sequence[str], rows: Sequence[Sequence[int]]) -> list[tuple[str, str]]:
    width = max(8, *(len(name) + 2 for name in classes))
    return [("true \\ predicted", "".join(name.rjust(width) for name in classes))] + [
        (name, "".join(str(count).rjust(width) for count in row))
        for name, row in zip(classes, rows, strict=True)
    ]


def comparison_table(comparison: "Comparison") -> str:
    """Lay out how many of the common texts each of two models has right, and the p-value."""
    return "\n".join(
        [
            f"texts in common    {comparison.texts}",
            f"both right         {comparison.both_right}",
            f"only first right   {comparison.only_first}",
            f"only second right  {comparison.only_second}",
            f"both wrong         {comparison.both_wrong}",
            f"McNemar's p        {comparison.p_value:.4f}",
        ]
    )


def version_table(versions: Sequence[dict[str, Any]]) -> str:
    """Lay out what `train.registry.versions.Listed.facts` returns, a line per version."""
    head = ("version", "created", "recipe", "accuracy", "mcc", "texts", "")
    rows = [head, *(tuple(map(_cell, version.values())) for version in versions)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def attack_table(**shares: Mapping[str, float]) -> str:
    """Lay out the shares of spam caught that `under_attack` returns, a column per model.

    >>> print(attack_table(caught={"none": 1.0, "dots": 3 / 4}))
    attack             caught
    none               1.0000
    dots               0.7500
    """
    names = list(next(iter(shares.values())))
    width = max(18, *map(len, names))
    lines = [f"{'attack':<{width}} {' '.join(shares)}"]
    for name in names:
        figures = " ".join(f"{column[name]:<{len(title)}.4f}" for title, column in shares.items())
        lines.append(f"{name:<{width}} {figures}".rstrip())
    return "\n".join(lines)
