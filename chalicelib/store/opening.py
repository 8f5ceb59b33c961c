"""Open the store at a URI for reading.

`chalicelib.store.s3_reader` reads S3 if the environment holds the credentials, as it does in
Lambda, or the address of a container's credentials. Otherwise boto3 finds them.
`chalicelib.store.writing` opens a store for writing.
"""

import os

from chalicelib.store.base import StoreReader
from chalicelib.store.location import parse_uri


def open_reader(uri: str) -> StoreReader:
    """Return the store at a URI, a directory or `s3://bucket/prefix`, without reading from it.

    Raises
    ------
    SettingError
        If the URI has another form.
    StoreError
        If the environment's settings for S3 cannot be used.
    """
    location = parse_uri(uri)
    if not isinstance(location, tuple):
        from chalicelib.store.directory import DirectoryReader  # Lambda reads S3

        return DirectoryReader(location)
    from chalicelib.store.s3_config import read_s3_config

    config = read_s3_config(os.environ)
    if config is None:
        from chalicelib.store.boto3_reader import Boto3Reader, s3_client

        return Boto3Reader(s3_client(), *location)
    from chalicelib.store.s3_reader import S3Reader

    return S3Reader(config, *location)
