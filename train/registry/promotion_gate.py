"""Decide whether a version may be promoted: not if it is worse or has other classes."""

import os

from chalicelib.errors import ServiceError
from chalicelib.manifest import Manifest
from chalicelib.registry.fetch import fetch_manifest
from train.errors import InputError
from train.evaluation.comparison import Comparison, compare, worse_beyond_chance
from train.registry.predictions_key import find_key
from train.registry.stored_predictions import fetch_predictions, with_same_keys
from train.registry.versions import read_current
from train.registry.writable_store import StoreWriter


def refuse_worse(version: str, writer: StoreWriter) -> str:
    """Refuse to promote a version that is worse than the promoted one; return what was compared.

    The two are compared on the texts that both predicted and neither was fitted to. Without such
    texts, or without predictions, the version is not refused.

    Raises
    ------
    InputError
        If the classes differ, the version is significantly worse (`worse_beyond_chance`), or the
        predictions of the two have different keys.
    """
    pointer = read_current(writer).pointer
    if pointer is None or pointer.manifest.version == version:
        return ""
    current, manifest = pointer.manifest, fetch_manifest(writer, version)
    if manifest.classes != current.classes:
        raise InputError(
            f"{version} was not promoted: its classes are {', '.join(manifest.classes)}; those of "
            f"the current version {current.version} are {', '.join(current.classes)}, and a "
            "running service keeps its model until it is redeployed; --force promotes it anyway"
        )
    try:
        comparison = compare_versions(writer, manifest, current)
    except InputError as exc:
        raise InputError(f"{version} was not promoted: {exc}; --force promotes it anyway") from exc
    if comparison is None or not comparison.texts:
        return f"not compared with {current.version}: no texts in common to compare them on"
    if worse_beyond_chance(comparison):
        raise InputError(_refusal(version, current.version, comparison))
    return f"not significantly worse than {current.version} on {comparison.texts} texts"


def _refusal(version: str, current: str, comparison: Comparison) -> str:
    return (
        f"{version} was not promoted: of {comparison.texts} texts that neither was fitted to, "
        f"{comparison.only_second} are labelled right only by the current version {current} and "
        f"{comparison.only_first} only by the new one: the new one is significantly worse; "
        "--force promotes it anyway"
    )


def compare_versions(writer: StoreWriter, first: Manifest, second: Manifest) -> Comparison | None:
    """Compare two published versions; return None if one has no predictions.

    Raises
    ------
    InputError
        If their predictions have different keys.
    """
    predictions = fetch_predictions(writer, first)
    try:
        current_predictions = fetch_predictions(writer, second)
    except ServiceError:  # a damaged current version must not block the promotion of another
        return None
    if predictions is None or current_predictions is None:
        return None
    return compare(*with_same_keys(predictions, current_predictions, find_key(os.environ)))
