"""Open the store that a URI names, to read from it.

On S3 `chalicelib.store.s3_reader` reads if the environment holds the credentials, as it does in
Lambda. Otherwise boto3 finds them. `train/registry/writable_store.py` writes.
"""

import os

from chalicelib.store.base import StoreReader
from chalicelib.store.directory import DirectoryReader
from chalicelib.store.location import parse_uri


def open_reader(uri: str) -> StoreReader:
    """Return the store at a URI: a directory or `s3://bucket/prefix`. Nothing is read yet.

    S3 is read without boto3 where the environment names credentials and region, as in Lambda.

    Raises
    ------
    SettingError
        For an address of another form.
    StoreError
        When the way to S3 cannot be set up as the environment says.
    """
    place = parse_uri(uri)
    if not isinstance(place, tuple):
        return DirectoryReader(place)
    from chalicelib.store.s3_config import read_access

    access = read_access(os.environ)
    if access is None:
        from chalicelib.store.boto3_reader import Boto3Reader, s3_client

        return Boto3Reader(s3_client(), *place)
    from chalicelib.store.s3_reader import S3Reader

    return S3Reader(access, *place)
