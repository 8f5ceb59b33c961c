"""Check an exported model against the labels that its author's code gave to raw texts."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from train.checking.causes import likely_cause
from train.checking.comparison import (
    Check,
    Classify,
    Difference,
    check_probabilities,
    classify_with,
    differences,
    shown,
    with_several,
)
from train.checking.own_labels import own_labels
from train.checking.raw_texts import RawTexts
from train.corpus.labels.cleaning import WHOLE_FLOAT
from train.errors import InputError
from train.export.exported import Export
from train.export.warnings import booster_notes, loose_warnings


def check_export(
    export: Export,
    estimators: Sequence[Any],
    raw: RawTexts,
    threshold: float | None,
    positive: str | None,
    given: Sequence[str] = (),
) -> dict[str, object]:
    """Return what was checked, for the manifest, if the model agrees on every text.

    The `estimators` that were exported, in the order of `load_estimators`, tell a fault of the
    export from what the author's code does around them. `raw` are the texts with what that code
    gave. `threshold` and `positive` are those that the model is served with, and `given` are the
    steps of `--clean`.

    Raises
    ------
    InputError
        If any text gets another label, or a probability that differs by more than its rounding and
        1e-6; names the first texts and the likely cause.
    """
    classifier, classes = export.read_classifier, export.read_classifier.classes
    raw = _with_labels_of(raw, export)
    _check_known(raw, classes, several=export.several)
    check_probabilities(raw.texts, classes, able=classifier.has_probabilities)
    classify = classify_with(export, threshold, positive)
    found = differences(raw.texts, [classify(text.text) for text in raw.texts], classes)
    if found:
        cause = _cause(export, estimators, raw, classify, positive, given)
        raise InputError(_refusal(found, raw, cause))
    return {"texts": len(raw.texts), "sha256": raw.sha256, "differences": 0}


def _with_labels_of(raw: RawTexts, export: Export) -> RawTexts:
    """Return the texts with their labels as the model has them."""
    if export.several:
        raw = raw._replace(texts=[*map(with_several, raw.texts)])
    # A file's `1.0` is read as `1`, which may be the model's class `1.0`.
    classes = export.read_classifier.classes
    names = {whole[1]: name for name in classes if (whole := WHOLE_FLOAT.fullmatch(name))}
    return raw._replace(texts=[e._replace(label=names.get(e.label, e.label)) for e in raw.texts])


def _check_known(raw: RawTexts, classes: Sequence[str], *, several: bool) -> None:
    """Refuse a label that the model does not know, unless it knows none of the labels."""
    unknown = [text for text in raw.texts if text.label not in classes]
    if unknown and len(unknown) < len(raw.texts) and not several:
        raise InputError(
            f"{unknown[0].where}: the label is {unknown[0].label!r}; the model knows "
            f"{', '.join(classes)}; if your code gives it to texts that the model is unsure of, "
            "leave these out of the file: the service's word for them is unsure, by a policy "
            "(docs/policies.md#the-unsure-band)"
        )


def _cause(
    export: Export,
    estimators: Sequence[Any],
    raw: RawTexts,
    classify: Classify,
    positive: str | None,
    given: Sequence[str],
) -> str:
    """Return why the model most likely differs from the author's code."""
    classes = export.read_classifier.classes
    plain = classify_with(export, export.threshold, positive)
    own = partial(own_labels, estimators, classes=classes)
    ties = loose_warnings(estimators)
    check = Check(
        raw.texts, classify, plain, classes, positive, own, tuple(given), export.several, ties
    )
    return "; or ".join([*booster_notes(estimators), likely_cause(check)])


def _refusal(found: Sequence[Difference], raw: RawTexts, cause: str) -> str:
    return (
        f"{len(found):,} of {len(raw.texts):,} texts differ from what your code gave: "
        f"{shown(found)}; likely cause: {cause}"
    )
