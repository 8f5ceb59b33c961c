"""The model that a package contains is built while the store responds; the pointer decides."""

from pathlib import Path

import pytest

from chalicelib.errors import FormatError
from chalicelib.pointer import MAX_POINTER_BYTES, POINTER_KEY
from chalicelib.registry import shipped
from chalicelib.scoring.model_builder import build_model
from chalicelib.serving.model_loader import ModelLoader
from chalicelib.settings import read_settings
from chalicelib.store.read_ahead import ReadAhead
from deploy.packaging.shipped_model import ship
from tests.support.signing_keys import public_pem, sign, signer
from tests.support.stores import promote, publish
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter


@pytest.fixture
def store(
    tmp_path: Path, tutorial_bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> DirectoryWriter:
    """Return a store with a promoted version, which the package contains."""
    monkeypatch.setattr(shipped, "FOLDER", str(tmp_path / "copy" / "chalicelib" / "shipped"))
    writer = DirectoryWriter(tmp_path / "models")
    promote(publish(tutorial_bundle, writer), writer)
    ship(writer, None, tmp_path / "copy")
    return writer


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the versions that are built, a list that grows."""
    versions: list[str] = []

    def noted(*arguments: object) -> object:
        versions.append(arguments[2].version)  # type: ignore[attr-defined]
        return build_model(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("chalicelib.registry.fetch.build_model", noted)
    return versions


def served(store: DirectoryWriter, **variables: str) -> str:
    """Return the version that a cold start serves."""
    ahead = ReadAhead(store, POINTER_KEY, MAX_POINTER_BYTES)
    loader = ModelLoader(read_settings({"MODEL_URI": store.uri} | variables), ahead)
    loaded = loader.fetch(None)
    assert loaded is not None
    return loaded.model.manifest.version


def test_the_promoted_version_is_built_once(
    store: DirectoryWriter, built: list[str], tutorial_bundle: Bundle
) -> None:
    version = tutorial_bundle.manifest.version
    assert served(store) == version
    assert built == [version]


def test_another_promoted_version_is_served(
    store: DirectoryWriter, built: list[str], tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    promote(publish(default_bundle, store), store)
    assert served(store) == default_bundle.manifest.version
    assert built == [tutorial_bundle.manifest.version, default_bundle.manifest.version]


def test_it_is_built_only_while_the_first_read_is_awaited(
    store: DirectoryWriter, built: list[str]
) -> None:
    loader = ModelLoader(read_settings({"MODEL_URI": store.uri}))
    loaded = loader.fetch(None)
    assert loaded is not None
    assert loader.fetch(loaded.tag) is None
    assert len(built) == 1


def test_a_version_that_no_key_signed_is_refused(
    store: DirectoryWriter, built: list[str], tmp_path: Path, tutorial_bundle: Bundle
) -> None:
    variables = {"MODEL_PUBLIC_KEY": public_pem("rsa")}
    with pytest.raises(FormatError, match="is unsigned"):
        served(store, **variables)
    sign(store, tutorial_bundle.manifest, signer(tmp_path, "rsa"))
    assert served(store, **variables) == tutorial_bundle.manifest.version
    assert len(built) == 2
