"""Decide whether a version may be promoted: not if it is worse, nor if nobody can tell.

It is compared with the current version on the texts that both predicted and neither was fitted to:
all mistakes first, then blocked ham alone, because a model that makes fewer mistakes in all may
block more ham.
"""

import os
from typing import NamedTuple, NoReturn

from chalicelib.errors import ServiceError
from chalicelib.manifest import Manifest
from chalicelib.registry.fetch import fetch_manifest
from chalicelib.store.base import StoreReader
from train.errors import InputError
from train.evaluation.comparison import (
    LEAST_TEXTS,
    Comparison,
    compare,
    compare_blocked_ham,
    worse_beyond_chance,
)
from train.evaluation.predictions import Predictions
from train.registry.pointer_moves import read_current
from train.registry.predictions_key import find_key
from train.registry.stored_predictions import fetch_predictions, with_same_keys

FORCE = "--force promotes it anyway"


class _Gate(NamedTuple):
    """The manifests of the version to promote and of the current one."""

    version: Manifest
    current: Manifest

    def refuse(self, reason: str) -> NoReturn:
        """Raise InputError with the reason."""
        raise InputError(f"{self.version.version} was not promoted: {reason}; {FORCE}")


def refuse_worse(version: str, store: StoreReader) -> str:
    """Refuse to promote a version that may be worse than the current one; return the comparison.

    Without a current version, or if it is the same one, nothing is compared.

    Raises
    ------
    InputError
        If the classes differ, the two cannot be compared, or the version is significantly worse
        (`worse_beyond_chance`) on all texts or on ham alone.
    """
    pointer = read_current(store).pointer
    if pointer is None or pointer.manifest.version == version:
        return ""
    gate = _Gate(fetch_manifest(store, version), pointer.manifest)
    _check_classes(gate)
    both = _predictions(gate, store)
    found = _check_mistakes(gate, compare(*both))
    blocked = compare_blocked_ham(*both) if gate.version.positive else None
    return found if blocked is None else f"{found}; {_check_blocked_ham(gate, blocked)}"


def _check_classes(gate: _Gate) -> None:
    if gate.version.classes != gate.current.classes:
        gate.refuse(
            f"its classes are {', '.join(gate.version.classes)}; those of the current version "
            f"{gate.current.version} are {', '.join(gate.current.classes)}, and a running service "
            "keeps its model until it is redeployed"
        )
    if gate.version.several != gate.current.several:
        gate.refuse(
            f"it gives {_labels(gate.version)} to each text and the current version "
            f"{gate.current.version} {_labels(gate.current)}, and a running service keeps its "
            "model until it is redeployed"
        )
    if gate.version.positive != gate.current.positive:
        gate.refuse(
            f"its positive class is {gate.version.positive}; that of the current version "
            f"{gate.current.version} is {gate.current.positive}"
        )


def _labels(manifest: Manifest) -> str:
    return "several labels" if manifest.several else "one label"


def _predictions(gate: _Gate, store: StoreReader) -> tuple[Predictions, Predictions]:
    """Fetch the predictions of both versions; refuse if one has none."""
    found = fetch_predictions(store, gate.version)
    try:
        current = fetch_predictions(store, gate.current)
    except ServiceError as exc:  # a damaged current version can be replaced only with --force
        gate.refuse(_incomparable(gate, str(exc)))
    if found is None or current is None:
        lacking = gate.version.version if found is None else gate.current.version
        gate.refuse(
            _incomparable(gate, f"{lacking} has no predictions; 'export --test' makes them")
        )
    try:
        return with_same_keys(found, current, find_key(os.environ))
    except InputError as exc:
        gate.refuse(str(exc))


def _check_mistakes(gate: _Gate, comparison: Comparison) -> str:
    texts = comparison.texts
    if texts < LEAST_TEXTS:
        gate.refuse(_incomparable(gate, _too_few(texts, "texts")))
    figures = (
        f"of {texts} texts that neither was fitted to, it labels {comparison.right_of_first} "
        f"right and {gate.current.version} {comparison.right_of_second}"
    )
    if worse_beyond_chance(comparison):
        gate.refuse(f"it is significantly worse than the current version: {figures}")
    return f"not significantly worse: {figures}"


def _check_blocked_ham(gate: _Gate, comparison: Comparison) -> str:
    """Refuse a version that blocks significantly more ham, however many mistakes it makes in all.

    On ham alone a text that is labelled right is one that is not blocked.
    """
    spam = str(gate.version.positive)
    ham = next(label for label in gate.version.classes if label != spam)
    texts = comparison.texts
    if texts < LEAST_TEXTS:
        gate.refuse(_incomparable(gate, _too_few(texts, f"texts of class {ham!r}")))
    figures = (
        f"of the {texts} that are {ham!r}, it labels {texts - comparison.right_of_first} as "
        f"{spam!r} and {gate.current.version} {texts - comparison.right_of_second}"
    )
    if worse_beyond_chance(comparison):
        gate.refuse(
            f"it blocks significantly more ham than the current version: {figures}, among texts "
            "that neither was fitted to"
        )
    return figures


def _incomparable(gate: _Gate, reason: str) -> str:
    return f"it cannot be compared with the current version {gate.current.version}: {reason}"


def _too_few(found: int, what: str) -> str:
    return f"found {found} {what} that both predicted; expected at least {LEAST_TEXTS}"
