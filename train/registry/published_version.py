"""A published version as `list` shows it, and what is wrong with the versions of a store."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.manifest import VERSIONS, Manifest, is_version
from train.registry.writable_store import StoreWriter

INCOMPLETE = (
    "incomplete, without a manifest; publish it again, or 'python -m train delete' deletes the rest"
)


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A published version, its manifest and its state.

    `state` is "current", "previous", "" for any other version, "damaged" if the manifest cannot be
    read (`manifest` is then None, and `fault` says why), or "current, but missing" if the pointer
    names a version that is not in the store.
    """

    version: str
    manifest: Manifest | None
    state: str
    fault: str = ""

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
            "state": self.state,
        }


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
