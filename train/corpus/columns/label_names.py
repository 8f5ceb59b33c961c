"""Take the column with a usual name of the label, unless another one has clearer labels."""

import re
from collections.abc import Mapping, Sequence

from train.corpus.columns.guessing import are_usual_classes
from train.corpus.columns.judging import (
    LABEL_NAMES,
    by_name,
    may_be_label,
    normalized,
)
from train.corpus.labels.class_names import are_class_names, is_class_name
from train.corpus.paths.label_folders import is_part

WEAKEST_NAMES = frozenset({"target", "score", "tag", "group", "type", "y"})
VAGUE = frozenset({"group", "tag", "type"})
WEAK_NAMES = WEAKEST_NAMES | {"category", "topic", "rating", "stars", "overall"}
"""Usual names of the label that other columns have, too: a target may be what a text is about."""
FURTHER_NAMES = re.findall(
    r"\w+", "verdict decision judgement judgment annotation ground_truth truth outcome subreddit"
)
"""Names of the label that come before the weakest ones; alone, the content decides."""
MOSTLY = 0.9
LEAST_VALUES = 10


def is_weak(column: str) -> bool:
    """Return whether another column may be the label although this one has a usual name."""
    return normalized(column) in WEAK_NAMES


def is_ambiguous(label: str, columns: Sequence[str], values: Mapping[str, Sequence[str]]) -> bool:
    """Return whether another column has as vague a name: help desks have a type and a group."""
    vague = [name for name in (label, *columns) if normalized(name).split("_")[-1] in VAGUE]
    may_be = {column for column in vague if may_be_label(values[column])}
    clear = [column for column in may_be if all(map(is_class_name, set(values[column])))]
    return label in may_be and len(may_be) > 1 and len(clear) != 1


def is_sure(column: str) -> bool:
    """Return whether a column has a usual name of the label that few others have."""
    return normalized(column) in LABEL_NAMES and not is_weak(column)


def better_label(
    label: str, columns: Sequence[str], values: Mapping[str, Sequence[str]]
) -> str | None:
    """Return the column that is the label rather than one with a weak name, or None.

    Another one has usual names of classes (`ham`, `spam`) and this one has not; it has a name that
    says more, such as `verdict` and not `score`; or this one has no labels: the same value in all
    rows, one of its own in most, or parts of a corpus such as `train`.
    """
    if not is_weak(label) or are_class_names(set(values[label])):
        return None
    fit = [name for name in columns if name != label and _fits(values[name], values[label])]
    clear = [name for name in fit if are_usual_classes(set(values[name]))]
    if normalized(label) not in WEAKEST_NAMES:
        clear = [name for name in clear if all(map(is_class_name, set(values[name])))]
    if clear:
        return by_name(clear, [*FURTHER_NAMES, *LABEL_NAMES]) or clear[0]
    further = by_name(fit, FURTHER_NAMES)
    if further and normalized(label) in WEAKEST_NAMES:
        return further
    if not _has_no_labels(values[label]):
        return None
    return by_name(fit, [*LABEL_NAMES, *FURTHER_NAMES]) or (fit[0] if len(fit) == 1 else None)


def _fits(values: Sequence[str], others: Sequence[str]) -> bool:
    """Return whether values may be labels; a column of a few remarks is none."""
    return 2 * len(values) > len(others) and may_be_label(values) and not _divide(values)


def _has_no_labels(values: Sequence[str]) -> bool:
    distinct = len(set(values))
    none = distinct == 1 or distinct > MOSTLY * len(values)
    return _divide(values) or (len(values) >= LEAST_VALUES and none)


def _divide(values: Sequence[str]) -> bool:
    """Return whether values divide the texts, such as `train` and `test`."""
    return bool(values) and all(map(is_part, set(values)))
