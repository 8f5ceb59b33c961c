"""A store as it will be once planned files are written, so that a dry run can check them."""

from collections.abc import Iterable

from chalicelib.store.base import StoreReader, TaggedBytes, check_size
from train.registry.versions import PlannedFile


class PlannedStore:
    """Reads planned files as if the store had them, and everything else from the store."""

    def __init__(self, store: StoreReader, plan: Iterable[PlannedFile]) -> None:
        self.uri = store.uri
        self._store = store
        self._planned = {each.key: each.raw for each in plan}

    def read(self, key: str, max_bytes: int) -> bytes:
        """Return the bytes of a file; raises as `StoreReader.read`."""
        raw = self._planned.get(key)
        if raw is None:
            return self._store.read(key, max_bytes)
        check_size(key, len(raw), max_bytes)
        return raw

    def read_changed(self, key: str, max_bytes: int, tag: str | None) -> TaggedBytes | None:
        """Return the bytes of a file of the store that may change, such as the pointer."""
        return self._store.read_changed(key, max_bytes, tag)
