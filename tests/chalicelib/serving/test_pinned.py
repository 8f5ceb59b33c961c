"""A pin names what is promoted now; its model is loaded by it, whatever is promoted later."""

from pathlib import Path

import pytest

from chalicelib.errors import BulkError, FormatError, NotInStoreError, StoreError
from chalicelib.serving.model_loader import ModelLoader
from chalicelib.serving.pinned import Pin, PinnedModels
from chalicelib.settings import read_settings
from tests.support.policies import lists, put_in_force
from tests.support.signing_keys import public_pem, sign, signer
from tests.support.stores import promote, publish
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter


@pytest.fixture
def store(tmp_path: Path) -> DirectoryWriter:
    return DirectoryWriter(tmp_path / "models")


def pinned(store: DirectoryWriter, **environ: str) -> PinnedModels:
    settings = read_settings({"MODEL_URI": store.uri, **environ})
    return PinnedModels(ModelLoader(settings), settings.model_version)


def put_pickles(store: DirectoryWriter, bundle: Bundle, more: bytes = b"") -> None:
    for name in ("tfidf_vectorizer.pkl", "naive_bayes_clf.pkl"):
        key, raw = Path(store.uri) / name, bundle.files[name]
        key.parent.mkdir(exist_ok=True)
        key.write_bytes(raw + more)


def test_a_pin_keeps_its_version_and_its_policy(
    store: DirectoryWriter, default_bundle: Bundle, tutorial_bundle: Bundle
) -> None:
    version = publish(default_bundle, store)
    policy = put_in_force(store, version, deny=lists(phrases=["see you"]))
    pin = pinned(store).current()
    assert pin == Pin(version, policy)
    promote(publish(tutorial_bundle, store), store)
    models = pinned(store)
    assert models.current() == Pin(tutorial_bundle.manifest.version, policy)
    model = models.model(pin)
    assert model.manifest.version == version
    assert model.predict("see you") == "spam"
    assert models.model(Pin(version, policy)) is model
    assert models.model(Pin(version)).predict("see you") == "ham"
    assert models.model(models.current()).manifest.version == tutorial_bundle.manifest.version


def test_the_version_of_the_settings_is_pinned_without_a_policy(
    store: DirectoryWriter, default_bundle: Bundle
) -> None:
    version = publish(default_bundle, store)
    put_in_force(store, version, deny=lists(phrases=["see you"]))
    assert pinned(store, MODEL_VERSION=version).current() == Pin(version)


def test_signatures_are_checked(
    store: DirectoryWriter, tutorial_bundle: Bundle, tmp_path: Path
) -> None:
    version = publish(tutorial_bundle, store)
    policy = put_in_force(store, version)
    models = pinned(store, MODEL_PUBLIC_KEY=public_pem("ed25519"))
    with pytest.raises(FormatError, match=f"{version} is unsigned"):
        models.model(models.current())
    sign(store, tutorial_bundle.manifest, signer(tmp_path, "ed25519"))
    with pytest.raises(FormatError, match=f"{policy.id} is unsigned"):
        models.model(models.current())
    assert models.model(Pin(version)).manifest.version == version


def test_pickles_are_pinned_by_their_digest(
    store: DirectoryWriter, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    put_pickles(store, tutorial_bundle)
    models = pinned(store, ALLOW_PICKLE="1")
    pin = models.current()
    assert pin.version.startswith("pickle-")
    assert pinned(store, ALLOW_PICKLE="1").model(pin).predict("see you at eight") == "ham"
    put_pickles(store, tutorial_bundle, b"more")
    with pytest.raises(BulkError, match=rf"found the version pickle-.*; expected {pin.version}"):
        pinned(store, ALLOW_PICKLE="1").model(pin)
    promote(publish(default_bundle, store), store)
    with pytest.raises(BulkError, match=rf"found the version .*; expected {pin.version}"):
        pinned(store, ALLOW_PICKLE="1").model(pin)


def test_pickles_are_not_loaded_without_the_setting(
    store: DirectoryWriter, tutorial_bundle: Bundle
) -> None:
    put_pickles(store, tutorial_bundle)
    with pytest.raises(StoreError, match="it is refused unless ALLOW_PICKLE=1 is set"):
        pinned(store).current()


def test_a_version_that_is_gone_is_an_error(store: DirectoryWriter) -> None:
    with pytest.raises(NotInStoreError):
        pinned(store).model(Pin("20260131T093000Z-0123456789ab"))
