"""Delete versions: plan first, then carry out, and never what the pointer names.

The manifest of a version is deleted first. A version without one does not exist for readers, so a
version that is deleted halfway is neither listed nor promoted, and deleting it again finishes. (The
pointer holds the manifest of the current version, and readers check each file against it: forced to
delete that one, they find the whole version or an error.)
"""

from collections.abc import Collection
from dataclasses import dataclass

from chalicelib.version_names import is_version, version_key
from train.errors import InputError
from train.registry.bundle import MANIFEST
from train.registry.pointer_moves import read_current
from train.registry.published_version import list_versions, pointer_states
from train.registry.writable_store import StoreWriter


@dataclass(frozen=True, slots=True)
class Deletion:
    """The version to delete, the keys of its files in the order of deletion, and its folder."""

    version: str
    keys: tuple[str, ...]
    is_forced: bool

    @property
    def folder(self) -> str:
        """The folder of the version."""
        return version_key(self.version, "")


def plan_deletion(version: str, writer: StoreWriter, *, force: bool = False) -> Deletion:
    """Return the deletion of a version; what is left of one that was deleted halfway counts, too.

    Raises
    ------
    InputError
        If there is no such version, or the pointer names it and `force` is false.
    """
    if not is_version(version):
        raise InputError(
            f"version is {version[:60]!r}; expected a name such as 20260131T093000Z-0123456789ab"
        )
    if not force:
        _refuse_if_named(version, writer)
    keys = writer.files(version_key(version, ""))
    if not keys and version not in writer.versions():
        raise InputError(f"{writer.uri}/{version_key(version, '')}: no such version")
    manifest = version_key(version, MANIFEST)
    return Deletion(version, tuple(sorted(keys, key=lambda key: (key != manifest, key))), force)


def delete(deletion: Deletion, writer: StoreWriter) -> None:
    """Carry a deletion out, unless the version has been promoted since it was planned.

    Raises
    ------
    InputError
        If it has.
    StoreError
        If a file cannot be deleted.
    """
    if not deletion.is_forced:
        _refuse_if_named(deletion.version, writer)
    for key in (*deletion.keys, deletion.folder):
        writer.delete(key)


def plan_pruning(writer: StoreWriter, keep_last: int, keep: Collection[str] = ()) -> list[Deletion]:
    """Return the deletions of all versions but the last ones, the named ones and the pointer's.

    A damaged or incomplete version is neither counted nor deleted: it may be a publication that
    is not finished.

    Raises
    ------
    InputError
        If a version to keep is not in the store.
    """
    listed = list_versions(writer)
    if missing := sorted(set(keep) - {published.version for published in listed}):
        raise InputError(f"{writer.uri}: no such version: {', '.join(missing)}")
    whole = [each for each in listed if each.manifest and not each.is_missing]
    last = whole[len(whole) - keep_last :] if keep_last < len(whole) else whole
    kept = {*keep, *(each.version for each in last)}
    return [
        plan_deletion(each.version, writer)
        for each in whole
        if not each.state and each.version not in kept
    ]


def _refuse_if_named(version: str, writer: StoreWriter) -> None:
    pointer = read_current(writer).pointer
    if pointer is None:
        return
    state = pointer_states(pointer).get(version)
    if state is not None:
        on_trial = pointer.trial is not None and pointer.trial.kind == state
        remedy = "'promote --end-trial'" if on_trial else "promote another one"
        raise InputError(
            f"{version} was not deleted: it is the {state} version; {remedy} "
            "first, or --force deletes it anyway"
        )
