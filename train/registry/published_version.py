"""The published versions as `list` shows them, and what is wrong with the versions of a store."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.errors import NotInStoreError, ServiceError
from chalicelib.manifest import Manifest
from chalicelib.pointer import Pointer
from chalicelib.registry.fetch import fetch_manifest
from chalicelib.version_names import VERSIONS, is_version
from train.registry.pointer_moves import read_current
from train.registry.trials import trial_detail
from train.registry.writable_store import StoreWriter

INCOMPLETE = (
    "incomplete, without a manifest; publish it again, or 'python -m train delete' deletes the rest"
)

MISSING = ", but missing"


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A published version, its manifest and its state.

    `state` is one of `pointer_states`, "" for any other version, "damaged" if the manifest cannot
    be read (`manifest` is then None, and `fault` says why), or ends with `MISSING` if the pointer
    names it as current or on trial, and it is not in the store. `detail` is what there is to say of
    a canary.
    """

    version: str
    manifest: Manifest | None
    state: str
    fault: str = ""
    detail: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether the pointer names the version, and it is not in the store."""
        return self.state.endswith(MISSING)

    def facts(self) -> dict[str, Any]:
        """Return what `list` shows of the version."""
        document: dict[str, Any] = {} if self.manifest is None else self.manifest.document
        metrics = _fields(document.get("metrics"))
        return {
            "version": self.version,
            "created": document.get("created"),
            "recipe": document.get("recipe"),
            "accuracy": metrics.get("accuracy"),
            "mcc": metrics.get("mcc"),
            "texts": _fields(document.get("data")).get("rows"),
            "state": f"{self.state} {self.detail}".rstrip(),
        }


def pointer_states(pointer: Pointer) -> dict[str, str]:
    """Return the state of each version that the pointer names: current, previous, or its trial."""
    named = {pointer.previous, pointer.earlier} - {None}
    states = {version: "previous" for version in named if version is not None}
    if pointer.trial is not None:
        states[pointer.trial.manifest.version] = pointer.trial.kind
    return states | {pointer.manifest.version: "current"}


def list_versions(writer: StoreWriter) -> list[PublishedVersion]:
    """Return the published versions, the oldest first, without incomplete ones."""
    pointer = read_current(writer).pointer
    names = writer.versions()
    states: dict[str, str] = {}
    details: dict[str, str] = {}
    listed: list[PublishedVersion] = []
    if pointer is not None:
        states, named = pointer_states(pointer), [pointer.manifest]
        if pointer.trial is not None:
            details = {pointer.trial.manifest.version: trial_detail(pointer.trial, writer)}
            named.append(pointer.trial.manifest)
        listed = [
            PublishedVersion(each.version, each, states[each.version] + MISSING)
            for each in named
            if each.version not in names
        ]
    for name in filter(is_version, names):
        try:
            manifest = fetch_manifest(writer, name)
        except NotInStoreError:
            continue
        except ServiceError as exc:
            listed.append(PublishedVersion(name, None, "damaged", str(exc)))
        else:
            detail = details.get(name, "")
            listed.append(PublishedVersion(name, manifest, states.get(name, ""), detail=detail))
    return listed


def _fields(value: object) -> dict[str, Any]:
    """Return the fields of a JSON object; another release may have stored something else."""
    return value if isinstance(value, dict) else {}


def faults(listed: Sequence[PublishedVersion], writer: StoreWriter) -> Iterator[str]:
    """Yield what is wrong with the listed versions, and what else is in their place."""
    yield from (published.fault for published in listed if published.fault)
    known = {published.version for published in listed}
    for name in writer.versions():
        if name not in known:
            fault = INCOMPLETE if is_version(name) else "not a version"
            yield f"{writer.uri}/{VERSIONS}{name}: {fault}"
