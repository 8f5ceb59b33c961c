"""A store that reads one key before it is asked for."""

import pytest

from chalicelib.errors import NotInStoreError
from chalicelib.store.base import TaggedBytes
from chalicelib.store.read_ahead import ReadAhead

KEY, MOST = "current.json", 100


class CountingStore:
    """A store of one object, which may be missing, and the keys that were read."""

    uri = "counting"

    def __init__(self, raw: bytes | None) -> None:
        self.raw = raw
        self.keys: list[str] = []

    def read(self, key: str, max_bytes: int) -> bytes:
        """Return the object."""
        self.keys.append(key)
        if self.raw is None:
            raise NotInStoreError(f"{key}: no such object")
        return self.raw[:max_bytes]

    def read_changed(self, key: str, max_bytes: int, tag: str | None) -> TaggedBytes | None:
        """Return the object, whose tag is 1."""
        raw = self.read(key, max_bytes)
        return None if tag == "1" else TaggedBytes(raw, "1")


def test_the_key_is_read_once_for_the_first_reader() -> None:
    store = CountingStore(b"first")
    ahead = ReadAhead(store, KEY, MOST)
    assert ahead.read_changed(KEY, MOST, None) == (b"first", "1")
    assert store.keys == [KEY]
    store.raw = b"second"
    assert ahead.read(KEY, MOST) == b"second"
    assert store.keys == [KEY, KEY]


def test_the_first_reader_may_know_the_tag_or_need_none() -> None:
    assert ReadAhead(CountingStore(b"raw"), KEY, MOST).read_changed(KEY, MOST, "1") is None
    assert ReadAhead(CountingStore(b"raw"), KEY, MOST).read(KEY, MOST) == b"raw"


def test_an_error_is_raised_once_and_then_read_again() -> None:
    store = CountingStore(None)
    ahead = ReadAhead(store, KEY, MOST)
    with pytest.raises(NotInStoreError, match=r"^current.json: no such object$"):
        ahead.read_changed(KEY, MOST, None)
    store.raw = b"now"
    assert ahead.read_changed(KEY, MOST, None) == (b"now", "1")


@pytest.mark.parametrize(("key", "most"), [("other", MOST), (KEY, MOST + 1)])
def test_another_read_goes_to_the_store(key: str, most: int) -> None:
    store = CountingStore(b"raw")
    ahead = ReadAhead(store, KEY, MOST)
    assert ahead.read(key, most) == b"raw"
    assert ahead.read(KEY, MOST) == b"raw"
    assert sorted(store.keys) == sorted([KEY, key])
