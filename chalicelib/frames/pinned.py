"""Name one version of a model and the policy in force, so that every process uses the same."""

import os
from typing import NamedTuple

from chalicelib.errors import NotInStoreError, SettingError
from chalicelib.pointer import MAX_POINTER_BYTES, POINTER_KEY, Pointer, read_pointer
from chalicelib.registry.fetch import fetch_manifest
from chalicelib.serving.model_loader import ModelLoader
from chalicelib.serving.served_model import Servable
from chalicelib.settings import read_settings
from chalicelib.store.location import parse_uri
from chalicelib.store.opening import open_reader

PUBLIC_KEY = "MODEL_PUBLIC_KEY"


class Pinned(NamedTuple):
    """Where a process finds the same model as another one; only strings, so it is small to send.

    Attributes
    ----------
    uri
        The store: an absolute directory or `s3://bucket/prefix`.
    version
        The version.
    policy
        The policy in force when the version was pinned, or None.
    public_key
        The value of `MODEL_PUBLIC_KEY` where it was pinned. A process that has none itself checks
        signatures with this one.
    """

    uri: str
    version: str
    policy: str | None
    public_key: str


def pin(uri: str | os.PathLike[str], version: str | None) -> Pinned:
    """Pin a version or, if it is None, the promoted one with the policy in force.

    As in the service, a version that is named has no policy.

    Raises
    ------
    SettingError
        If the URI or the version has a wrong form or type.
    StoreError
        If the store cannot be read, or no version is promoted.
    FormatError
        If the pointer is refused.
    """
    uri, key = _absolute(uri), os.environ.get(PUBLIC_KEY) or ""
    if not isinstance(version, str | None):
        raise SettingError(
            f"version is of type {type(version).__name__}; expected a name such as "
            "'20260131T093000Z-0123456789ab', or None for the promoted version"
        )
    if version is not None:
        return Pinned(uri, version, None, key)
    pointer = _fetch_pointer(uri)
    policy = pointer.policy and pointer.policy.id
    return Pinned(uri, pointer.manifest.version, policy, key)


def _fetch_pointer(uri: str) -> Pointer:
    try:
        raw = open_reader(uri).read(POINTER_KEY, MAX_POINTER_BYTES)
    except NotInStoreError as exc:
        _check_directory(uri)
        raise NotInStoreError(
            f"{uri}: found no promoted version ({POINTER_KEY}); promote one with "
            f"'python -m train promote VERSION --to {uri}', or name a version"
        ) from exc
    return read_pointer(raw)


def fetch(pinned: Pinned) -> Servable:
    """Fetch what is pinned and check every digest and, with a public key, the signatures.

    Raises
    ------
    SettingError
        If the public key cannot be read.
    StoreError
        If the store cannot be read, or does not have the version or the policy.
    FormatError
        If a check fails.
    """
    key = os.environ.get(PUBLIC_KEY) or pinned.public_key
    loader = ModelLoader(read_settings({"MODEL_URI": pinned.uri, PUBLIC_KEY: key}))
    try:
        manifest = fetch_manifest(loader.store(), pinned.version)
    except NotInStoreError as exc:
        _check_directory(pinned.uri)
        raise NotInStoreError(
            f"{pinned.uri}: found no version {pinned.version}; 'python -m train list --to "
            f"{pinned.uri}' lists the versions"
        ) from exc
    model = loader.checked(manifest)
    if pinned.policy is None:
        return model
    # Imported here because many stores have no policy.
    from chalicelib.registry.policies import fetch_policy

    return loader.governed(model, fetch_policy(loader.store(), pinned.policy))


def _absolute(uri: str | os.PathLike[str]) -> str:
    """Return a directory's absolute path: another process may run in another directory."""
    name = os.fspath(uri) if isinstance(uri, os.PathLike) else uri
    if not isinstance(name, str):
        raise SettingError(
            f"store is of type {type(name).__name__}; expected a directory or s3://bucket/prefix"
        )
    location = parse_uri(name)
    if isinstance(location, tuple):
        return name
    return str(location.absolute())


def _check_directory(uri: str) -> None:
    """Raise `NotInStoreError` if the store is a directory that does not exist."""
    location = parse_uri(uri)
    if not isinstance(location, tuple) and not location.exists():
        raise NotInStoreError(
            f"{uri}: no such directory; expected a store that 'python -m train publish' has "
            "written to"
        )
