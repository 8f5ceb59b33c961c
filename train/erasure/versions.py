"""Find texts in the versions of a store, and replace versions by copies without them.

A version never changes. So a file that holds a text is erased by publishing a copy of the version
without the text, letting the pointer name the copy, and deleting the version. If this is
interrupted, doing it again completes it: the copy is the same each time.
"""

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.errors import ServiceError, StoreError
from chalicelib.manifest import Manifest
from chalicelib.registry.fetch import fetch_file
from chalicelib.version_names import is_version, version_key
from train.erasure.model_files import SEARCHED, FoundInFiles, search_files
from train.erasure.sought_texts import SoughtTexts
from train.errors import InputError
from train.registry.bundle import Bundle, with_files
from train.registry.deletion import delete, plan_deletion
from train.registry.pointer_moves import move_pointer, plan_move, read_current
from train.registry.predictions_key import find_key
from train.registry.published_version import list_versions, pointer_states
from train.registry.versions import create_once, fetch_bundle, plan_publication
from train.registry.writable_store import StoreWriter

SIGNATURE = "manifest.sig"
INCOMPLETE = "deleted or incomplete, but files or old object versions remain"


@dataclass(frozen=True, slots=True)
class SearchedVersion:
    """A version that was searched, what was found, and whether its corpus held a text."""

    manifest: Manifest
    state: str
    found: FoundInFiles
    had_corpus: bool


@dataclass(frozen=True, slots=True)
class SearchedStore:
    """The versions of a store, and what could not be searched, in words."""

    versions: list[SearchedVersion]
    unsearched: list[str]


def search_store(
    writer: StoreWriter, sought: SoughtTexts, digests: Collection[str]
) -> SearchedStore:
    """Search every version of a store.

    `digests` are what manifests say of corpora that hold a text: `data.sha256`.
    """
    searched = SearchedStore([], [])
    # What is left of a version that the pointer names, and that is missing, is a trace (below).
    listed = [each for each in list_versions(writer) if not each.is_missing]
    for published in listed:
        version, manifest = published.version, published.manifest
        try:
            if manifest is None:
                raise StoreError(published.fault)
            found = _search(writer, manifest, sought)
        except ServiceError as exc:
            searched.unsearched.append(f"{version}: not searched: {exc}; {_hint(version)}")
            continue
        had_corpus = _corpus_digest(manifest) in digests
        searched.versions.append(SearchedVersion(manifest, published.state, found, had_corpus))
    known = {published.version for published in listed}
    for version in filter(is_version, writer.versions_with_traces()):
        if version not in known:
            searched.unsearched.append(f"{version}: not searched: {INCOMPLETE}; {_hint(version)}")
    return searched


def _hint(version: str) -> str:
    return f"'python -m train delete {version}' erases it"


def _search(writer: StoreWriter, manifest: Manifest, sought: SoughtTexts) -> FoundInFiles:
    names = [name for name in SEARCHED if name in manifest.files]
    files = {name: fetch_file(writer, manifest, name) for name in names}
    return search_files(files, sought, find_key(os.environ))


def _corpus_digest(manifest: Manifest) -> object:
    data = manifest.document.get("data")
    return data.get("sha256") if isinstance(data, dict) else None


def refuse_signed(versions: Iterable[SearchedVersion], writer: StoreWriter) -> None:
    """Refuse to replace a signed version: its copy would be unsigned, and not be served.

    Raises
    ------
    InputError
        If a version is signed.
    """
    for each in versions:
        version = each.manifest.version
        if version_key(version, SIGNATURE) in writer.files(version_key(version, "")):
            raise InputError(
                f"{version}: is signed, so no copy without the text can replace it; train and sign "
                "a new version, then delete this one"
            )


def replace_versions(
    versions: Sequence[SearchedVersion], writer: StoreWriter, now: datetime
) -> dict[str, str]:
    """Replace versions by copies with their redacted files; return the copies' names by theirs.

    Raises
    ------
    StoreError, FormatError
        If a version is damaged, or the store cannot be written.
    InputError
        If somebody promotes another version meanwhile.
    """
    copies = {each.manifest.version: _publish_copy(each, writer) for each in versions}
    _repoint(copies, writer, now)
    for version in copies:
        delete(plan_deletion(version, writer), writer)
    return {version: copy.version for version, copy in copies.items()}


def _publish_copy(searched: SearchedVersion, writer: StoreWriter) -> Manifest:
    bundle: Bundle = with_files(fetch_bundle(searched.manifest, writer), searched.found.redacted)
    for key, raw in plan_publication(bundle):
        create_once(writer, key, raw)
    return bundle.manifest


def _repoint(copies: dict[str, Manifest], writer: StoreWriter, now: datetime) -> None:
    """Let the pointer name the copies of the versions that it names."""
    pointer, tag = read_current(writer)
    if pointer is None or not pointer_states(pointer).keys() & copies.keys():
        return
    trial, names = pointer.trial, {name: copy.version for name, copy in copies.items()}
    if trial is not None:
        manifest = copies.get(trial.manifest.version, trial.manifest)
        trial = trial._replace(manifest=manifest)
    repointed = pointer._replace(
        manifest=copies.get(pointer.manifest.version, pointer.manifest),
        previous=pointer.previous and names.get(pointer.previous, pointer.previous),
        earlier=pointer.earlier and names.get(pointer.earlier, pointer.earlier),
        trial=trial,
    )
    move_pointer(plan_move(repointed, tag, now), writer)
