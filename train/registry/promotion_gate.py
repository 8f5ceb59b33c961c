"""What a version must not be for it to be promoted: worse than the current one, or for others."""

from chalicelib.errors import ServiceError
from chalicelib.manifest import Manifest
from chalicelib.registry.fetch import fetch_file, fetch_manifest
from chalicelib.store.base import StoreReader
from train.errors import InputError
from train.evaluation.comparison import Comparison, compare, worse_beyond_chance
from train.evaluation.predictions import FILE_NAME, Predictions, read_predictions
from train.registry.versions import read_current
from train.registry.writable_store import StoreWriter


def refuse_worse(version: str, writer: StoreWriter) -> str:
    """Refuse a version that should not take the place of the promoted one; say what was compared.

    Two versions are compared on the texts that neither was fitted to and both were measured on;
    where there are none, or a version carries no predictions, nothing is known against it.

    Raises
    ------
    InputError
        When the classes differ, or the version is worse beyond chance (`worse_beyond_chance`).
    """
    pointer, _ = read_current(writer)
    if pointer is None or pointer.manifest.version == version:
        return ""
    current, manifest = pointer.manifest, fetch_manifest(writer, version)
    if manifest.classes != current.classes:
        raise InputError(
            f"{version} was not promoted: its classes are {', '.join(manifest.classes)}; those of "
            f"{current.version}, which is promoted, are {', '.join(current.classes)}, and a "
            "running service keeps its model until it is deployed anew; --force promotes it"
        )
    comparison = compare_versions(writer, manifest, current)
    if comparison is None or not comparison.texts:
        return f"not compared with {current.version}: no text that both were measured on"
    if worse_beyond_chance(comparison):
        raise InputError(
            f"{version} was not promoted: of {comparison.texts} texts that neither was fitted to, "
            f"{current.version}, which is promoted, has {comparison.only_second} right that it "
            f"has wrong, and it has {comparison.only_first} right that the other has wrong: "
            "that is worse beyond chance; --force promotes it"
        )
    return f"not worse than {current.version} beyond chance on {comparison.texts} texts"


def compare_versions(writer: StoreWriter, first: Manifest, second: Manifest) -> Comparison | None:
    """Compare two published versions, or return None where one carries no predictions."""
    ours = predictions_of(writer, first)
    try:
        theirs = predictions_of(writer, second)
    except ServiceError:  # the promoted one is damaged: that must not keep another from its place
        return None
    return None if ours is None or theirs is None else compare(ours, theirs)


def predictions_of(store: StoreReader, manifest: Manifest) -> Predictions | None:
    """Read the predictions that a version carries, None where it was published without."""
    if FILE_NAME not in manifest.files:
        return None
    return read_predictions(fetch_file(store, manifest, FILE_NAME))
