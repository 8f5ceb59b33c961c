"""Open the store at a URI for writing.

`train.registry.writable_store` adds what publishing needs besides: listing and deletion.
"""

from typing import Protocol

from chalicelib.store.base import StoreReader
from chalicelib.store.location import parse_uri


class KeyWriter(StoreReader, Protocol):
    """A store in which single keys can be written."""

    def create(self, key: str, raw: bytes) -> bool:
        """Write a new file; return False, and write nothing, if the key is taken.

        It may be taken by these very bytes: a repeated request finds the file that the first one
        wrote. So the caller compares the bytes.

        Raises
        ------
        StoreError
            If the store cannot be written.
        """
        ...

    def replace_if_unchanged(self, key: str, raw: bytes, tag: str | None) -> bool:
        """Replace the file that was read with this tag; without a tag, create the file.

        Return False, and write nothing, if the file has been written since; see `create` for by
        whom. Readers see either the old file or the new one, never a part.

        Raises
        ------
        StoreError
            If the store cannot be written.
        """
        ...


def open_key_writer(uri: str) -> KeyWriter:
    """Return the store at a URI for writing, without reading from it.

    Raises
    ------
    SettingError
        If the URI has another form.
    StoreError
        If the environment's settings for S3 cannot be used.
    """
    location = parse_uri(uri)
    if not isinstance(location, tuple):
        from chalicelib.store.writing.file_writer import FileWriter

        return FileWriter(location)
    from chalicelib.store.boto3_reader import s3_client
    from chalicelib.store.writing.object_writer import ObjectWriter

    return ObjectWriter(s3_client(), *location)
