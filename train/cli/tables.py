"""Tables for the terminal: a model's metrics, a comparison, the published versions, the attacks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from train.evaluation.shown_metrics import hidden_metrics, is_spam_or_ham
from train.report.visible_text import visible_line

if TYPE_CHECKING:
    from train.evaluation.comparison import Comparison

MIN_NAME_WIDTH = 18
MIN_COUNT_WIDTH = 8
VALUE_WIDTH = 19
MOST_CONFUSED = 20
"""With more classes, the confusion matrix is not shown: its rows would not fit on a screen."""
FEW_TEXTS = 100
"""With fewer held-out texts, a text that is wrong moves each metric by more than 0.01."""
_NOT_METRICS = (
    "protocol",
    "texts",
    "classes",
    "confusion",
    "folds",
    "cross_validation",
    "without_copies",
    "recipe",
    "data",
    "positive",
)


class _Line(NamedTuple):
    """A line of a table: a name and what is printed after it."""

    name: str
    value: str


class _Metric(NamedTuple):
    """A metric's name, its value, and its value in the cross-validation."""

    name: str
    value: Any
    cross_validated: Any


def metrics_table(metrics: dict[str, Any]) -> str:
    """Lay out a model's metrics.

    A metric over folds is shown as mean and standard deviation; the accuracy of a single test is
    shown with all digits, so that it can be compared with another program's. The metrics of a
    cross-validation follow in brackets; a line says to go by them if there are fewer than
    `FEW_TEXTS` held-out texts. More than `MOST_CONFUSED` classes have no confusion matrix.
    """
    folds = metrics.get("cross_validation", {})
    lines = [_Line("texts", f"{metrics['texts']:,} ({metrics['protocol']})")]
    if folds:
        lines.append(_Line("", f"in brackets: {folds['protocol']}"))
        if metrics["texts"] < FEW_TEXTS:
            lines.append(
                _Line("", "few texts are held out: rely on the cross-validated figures in brackets")
            )
    for name, value, cross_validated in _metrics(metrics, folds):
        shown = _shown(name, value)
        if folds:
            shown = f"{shown:<{VALUE_WIDTH}}({_shown(name, cross_validated)})"
        lines.append(_Line(name, shown))
    confusion = _confusion(metrics["classes"], metrics["confusion"])
    width = max(MIN_NAME_WIDTH, *(len(line.name) for line in (*lines, *confusion)))
    return "\n".join(
        [
            *(f"{line.name:<{width}} {line.value}" for line in lines),
            "",
            *(f"{line.name:<{width}}{line.value}" for line in confusion),
        ]
    )


def _metrics(metrics: dict[str, Any], folds: dict[str, Any]) -> Iterator[_Metric]:
    """Yield each metric; one by class, such as recall, is yielded once per class."""
    classes, positive = metrics["classes"], metrics["positive"]
    left_out = {*_NOT_METRICS, *hidden_metrics(classes, positive)}
    for name, value in metrics.items():
        if name in left_out:
            continue
        cross_validated = folds.get(name)
        if isinstance(value, dict) and value.keys() != {"mean", "std"}:
            for label in value:
                of_label = None if cross_validated is None else cross_validated[label]
                yield _Metric(f"{name} {label}", value[label], of_label)
        elif name == "blocked_ham" and not is_spam_or_ham(classes):
            yield _Metric(f"false positive rate {positive}", value, cross_validated)
        else:
            yield _Metric(name, value, cross_validated)


def _shown(name: str, value: Any) -> str:
    if isinstance(value, dict):
        if value["std"] is None:
            return _shown(name, value["mean"])
        return f"{value['mean']:.4f} \N{PLUS-MINUS SIGN} {value['std']:.4f}"
    if value is None:
        return "-"
    return repr(value) if name == "accuracy" else f"{value:.4f}"


def _confusion(classes: Sequence[str], rows: Sequence[Sequence[int]]) -> list[_Line]:
    if len(classes) > MOST_CONFUSED:
        hidden = f" not shown: {len(classes):,} classes, more than {MOST_CONFUSED}"
        return [_Line("confusion matrix", hidden)]
    width = max(MIN_COUNT_WIDTH, *(len(name) + 2 for name in classes))
    return [_Line("true \\ predicted", "".join(name.rjust(width) for name in classes))] + [
        _Line(name, "".join(str(count).rjust(width) for count in row))
        for name, row in zip(classes, rows, strict=True)
    ]


def comparison_table(comparison: "Comparison") -> str:
    """Lay out how many of the common texts each of two models labels right, and the p-value."""
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
    """Lay out what `train.registry.versions.PublishedVersion.facts` returns, a line per version."""
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
    return f"{value:.4f}" if isinstance(value, float) else visible_line(str(value))


def attack_table(**shares: Mapping[str, float]) -> str:
    """Lay out the shares of spam caught by attack, a column per model.

    >>> print(attack_table(caught={"none": 1.0, "dots": 3 / 4}))
    attack             caught
    none               1.0000
    dots               0.7500
    """
    names = list(next(iter(shares.values())))
    width = max(MIN_NAME_WIDTH, *map(len, names))
    lines = [f"{'attack':<{width}} {' '.join(shares)}"]
    for name in names:
        cells = " ".join(f"{column[name]:<{len(title)}.4f}" for title, column in shares.items())
        lines.append(f"{name:<{width}} {cells}".rstrip())
    return "\n".join(lines)
