"""A store that reads one key before it is asked for: S3 responds while Python imports the rest."""

from functools import partial

from chalicelib.store.base import StoreReader, TaggedBytes
from chalicelib.store.in_background import InBackground


class ReadAhead:
    """A store whose first read of `key`, of at most `max_bytes`, began when this was created.

    The first reader of the key gets the result of that read, its error included. All other reads
    go to the store.
    """

    def __init__(self, store: StoreReader, key: str, max_bytes: int) -> None:
        self.uri = store.uri
        self._store = store
        self._sought = key, max_bytes
        read = partial(store.read_changed, key, max_bytes, None)
        self._begun: InBackground[TaggedBytes | None] | None = InBackground(key, read)
        self._begun.start()

    @property
    def is_reading(self) -> bool:
        """Whether nobody has asked for the key yet."""
        return self._begun is not None

    def read(self, key: str, max_bytes: int) -> bytes:
        """Return the bytes stored under a key, see `StoreReader.read`."""
        ahead = self._take(key, max_bytes)
        return self._store.read(key, max_bytes) if ahead is None else ahead.raw

    def read_changed(self, key: str, max_bytes: int, tag: str | None) -> TaggedBytes | None:
        """Return the stored bytes if their tag changed, see `StoreReader.read_changed`."""
        ahead = self._take(key, max_bytes)
        if ahead is None:
            return self._store.read_changed(key, max_bytes, tag)
        return None if ahead.tag == tag else ahead

    def _take(self, key: str, max_bytes: int) -> TaggedBytes | None:
        """Return the object that was read ahead, once, or raise its error; None for another."""
        begun = self._begun
        if begun is None or self._sought != (key, max_bytes):
            return None
        self._begun = None
        begun.join()
        return begun.result()
