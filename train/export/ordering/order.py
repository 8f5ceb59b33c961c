"""Put estimators from files in the order in which a text passes them."""

import shlex
from collections.abc import Iterable, Sequence
from typing import Any

from train.errors import InputError
from train.export.classifiers.unsupported import ENSEMBLE
from train.export.files.part import Part, Role, inner_steps, named, role, takes_texts
from train.export.files.per_label import OPTION as PER_LABEL
from train.export.files.per_label import several_labels
from train.export.files.vocabulary import can_follow, check_counter
from train.export.ordering.features import OPTION as FEATURES
from train.export.ordering.features import joined

OPTION = "--classifier"


def in_order(
    found: Iterable[Part],
    *,
    per_label: bool = False,
    features: Sequence[str] = (),
    classifier: str | None = None,
) -> list[Any]:
    """Return each estimator once: vectorizer, transformers, classifier, encoders of labels.

    If there is a classifier `per_label`, they become one, with an encoder of the labels. What
    `features` names makes the columns together, instead of the vectorizers, see
    `train.export.ordering.features`. Of several classifiers that of the name `classifier` is kept.

    What is also a part of another one is left out, and a vocabulary if there is a vectorizer. Of
    estimators with the same role the given order stays; but of several that can predict, those that
    also transform come before the last.

    Raises
    ------
    InputError
        If there are several classifiers, or a vocabulary alone does not say how terms are found.
    """
    found = _without_assumed([*found])
    found = found if classifier is None else _with_one(found, classifier)
    if features:
        union = joined(found, features)
        others = [part for part in found if role(part.estimator) is not Role.VECTORIZER]
        found = [Part(FEATURES, union, FEATURES), *others]
    distinct = {id(part.estimator): part for part in found}
    inner = {id(step) for part in distinct.values() for step in inner_steps(part.estimator)}
    kept = [part for key, part in distinct.items() if key not in inner]
    kept = _together(kept) if per_label else kept
    passed = sorted(_with_roles(kept), key=lambda pair: pair[0])
    _check_one([part for its_role, part in passed if its_role is Role.CLASSIFIER])
    return [part.estimator for _, part in passed]


def _with_roles(kept: list[Part]) -> list[tuple[Role, Part]]:
    """Return each part with its role; only the last that can predict may also transform."""
    roles = [role(part.estimator) for part in kept]
    able = [at for at, each in enumerate(roles) if each is Role.CLASSIFIER]
    for at in able[:-1]:
        if hasattr(kept[at].estimator, "transform"):
            roles[at] = Role.TRANSFORMER
    return [*zip(roles, kept, strict=True)]


def _with_one(found: list[Part], name: str) -> list[Part]:
    """Leave out all classifiers but that of a name."""
    classifiers = [part for part in found if role(part.estimator) is Role.CLASSIFIER]
    chosen = named(name, classifiers)
    if len(chosen) != 1:
        known = ", ".join(str(part.place) for part in classifiers) or "none"
        problem = "is the name of several classifiers" if chosen else "is none of the classifiers"
        raise InputError(f"{OPTION}: {name} {problem}; expected one of {known}")
    return [
        part for part in found if part is chosen[0] or role(part.estimator) is not Role.CLASSIFIER
    ]


def _together(found: list[Part]) -> list[Part]:
    """Combine the classifiers of single labels into one classifier of several labels."""
    able = [part for part in found if role(part.estimator) is Role.CLASSIFIER]
    made = several_labels([part.place for part in able], [part.estimator for part in able])
    others = [part for part in found if role(part.estimator) is not Role.CLASSIFIER]
    return [*others, *(Part(PER_LABEL, each, PER_LABEL) for each in made)]


def _without_assumed(found: list[Part]) -> list[Part]:
    """Leave vocabularies out if no vectorizer is missing, else check them."""
    known = [part for part in found if not part.is_assumed]
    if any(takes_texts(part.estimator) for part in known):
        return known
    assumed = [
        part
        for part in found
        if part.is_assumed and all(can_follow(part.estimator, each.estimator) for each in known)
    ]
    for part in assumed:
        check_counter(part.where, part.estimator)
    return assumed + known


def _check_one(classifiers: list[Part]) -> None:
    if len(classifiers) > 1:
        shown = ", ".join(f"{type(each.estimator).__name__} ({each.where})" for each in classifiers)
        raise InputError(
            f"found {len(classifiers)} classifiers: {shown}; expected one; name the one to serve, "
            f"such as {OPTION} {shlex.quote(str(classifiers[0].place))}; if each says whether a "
            f"text has one of several labels, add {PER_LABEL}; if your code takes the mean of "
            f"their probabilities, dump a {ENSEMBLE}"
        )
