"""A service with `MODEL_PUBLIC_KEY` serves what a key signed, and nothing else."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from chalice.test import Client

from chalicelib.errors import FormatError, StoreError
from chalicelib.manifest import read_manifest
from chalicelib.registry.signature import FILE_NAME
from chalicelib.serving.model_cache import Downgrade, ModelCache
from chalicelib.serving.model_loader import ModelLoader
from chalicelib.settings import read_settings
from chalicelib.version_names import version_key, version_of
from emulation.s3.server import URI, FaultyS3
from emulation.servers import ROOT
from tests.support.signing_keys import NAMES, public_pem, sign, signature_of, signer
from tests.support.stores import AnyWriter, promote, publish
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter


def loader(writer: AnyWriter, key: str, version: str = "") -> ModelLoader:
    environ = {"MODEL_URI": writer.uri, "MODEL_PUBLIC_KEY": key, "MODEL_VERSION": version}
    return ModelLoader(read_settings(environ))


def publish_signed(bundle: Bundle, writer: AnyWriter, directory: Path, name: str = "rsa") -> str:
    sign(writer, bundle.manifest, signer(directory, name))
    return publish(bundle, writer)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("is_pinned", [False, True], ids=["promoted", "pinned"])
def test_a_signed_version_is_served(
    writer: AnyWriter, tutorial_bundle: Bundle, tmp_path: Path, name: str, is_pinned: bool
) -> None:
    version = publish_signed(tutorial_bundle, writer, tmp_path, name)
    if not is_pinned:
        promote(version, writer)
    loaded = loader(writer, public_pem(name), version if is_pinned else "").fetch(None)
    assert loaded is not None
    assert loaded.model.manifest.version == version


@pytest.mark.parametrize("is_pinned", [False, True], ids=["promoted", "pinned"])
@pytest.mark.parametrize("number", [None, 1], ids=["unsigned", "another-key"])
def test_any_other_version_is_refused(
    writer: AnyWriter, tutorial_bundle: Bundle, tmp_path: Path, is_pinned: bool, number: int | None
) -> None:
    if number is not None:
        sign(writer, tutorial_bundle.manifest, signer(tmp_path, "rsa", number))
    version = publish(tutorial_bundle, writer)
    promote(version, writer)
    message = "is unsigned; expected" if number is None else "signed with the key .*; expected"
    with pytest.raises(FormatError, match=message):
        loader(writer, public_pem("rsa"), version if is_pinned else "").fetch(None)


def test_the_signature_of_another_version_is_refused(
    writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle, tmp_path: Path
) -> None:
    signed = publish_signed(tutorial_bundle, writer, tmp_path)
    other = publish(default_bundle, writer)
    writer.create(version_key(other, FILE_NAME), signature_of(writer, signed))
    promote(other, writer)
    with pytest.raises(FormatError, match="the signature is not one of"):
        loader(writer, public_pem("rsa")).fetch(None)


def test_without_the_setting_a_wrong_signature_is_not_read(
    writer: AnyWriter, tutorial_bundle: Bundle
) -> None:
    version = publish(tutorial_bundle, writer)
    writer.create(version_key(version, FILE_NAME), b"{")
    promote(version, writer)
    assert loader(writer, "").fetch(None) is not None


def test_an_error_of_the_store_is_not_an_unsigned_version(
    tmp_path: Path, tutorial_bundle: Bundle
) -> None:
    writer = DirectoryWriter(tmp_path)
    version = publish(tutorial_bundle, writer)
    promote(version, writer)
    (tmp_path / version_key(version, FILE_NAME)).mkdir()
    with pytest.raises(StoreError, match=r"manifest\.sig: Is a directory"):
        loader(writer, public_pem("rsa")).fetch(None)


@pytest.fixture
def client(load_app: Callable[..., ModuleType], tmp_path: Path) -> Client:
    """Return a client of a service that trusts one key, over an empty store."""
    uri, key = str(tmp_path / "models"), public_pem("rsa")
    app = load_app(MODEL_URI=uri, MODEL_PUBLIC_KEY=key, MODEL_REFRESH_SECONDS="1")
    return Client(app.app, project_dir=str(ROOT))


def served(client: Client, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    """Request the served version, long after the last refresh; return the log line."""
    client.http.get("/health")
    line: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return line


def test_an_unsigned_first_model_is_503(
    client: Client,
    tmp_path: Path,
    tutorial_bundle: Bundle,
    capsys: pytest.CaptureFixture[str],
) -> None:
    writer = DirectoryWriter(tmp_path / "models")
    promote(publish(tutorial_bundle, writer), writer)
    line = served(client, capsys)
    assert (line["status"], line["version"], line["FailedRefreshes"]) == (503, None, 1)
    assert "is unsigned; expected a signature with the key" in str(line["refresh_error"])


def test_an_unsigned_new_model_keeps_the_current_one(
    tmp_path: Path, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    writer, now = DirectoryWriter(tmp_path / "models"), [0.0]
    version = publish_signed(tutorial_bundle, writer, tmp_path)
    promote(version, writer)
    model_cache = ModelCache(loader(writer, public_pem("rsa")).fetch, 60, lambda: now[0])
    model_cache.model()
    promote(publish(default_bundle, writer), writer)
    now[0] += 60
    assert model_cache.model().manifest.version == version
    assert "is unsigned" in str(model_cache.events()[-1])
    sign(writer, default_bundle.manifest, signer(tmp_path, "rsa"))  # signing it later suffices
    now[0] += 60
    assert model_cache.model().manifest == default_bundle.manifest


def test_a_pointer_to_an_older_signed_version_is_followed_and_reported(
    tmp_path: Path, tutorial_bundle: Bundle
) -> None:
    writer, now = DirectoryWriter(tmp_path / "models"), [0.0]
    versions = []
    for created in ("20260131T093000Z", "20260214T093000Z"):
        bundle = dated(tutorial_bundle, created)
        versions.append(publish_signed(bundle, writer, tmp_path))
    promote(versions[1], writer)
    model_cache = ModelCache(loader(writer, public_pem("rsa")).fetch, 60, lambda: now[0])
    model_cache.model()
    promote(versions[0], writer)
    now[0] += 60
    assert model_cache.model().manifest.version == versions[0]
    assert model_cache.events() == [None, Downgrade(versions[1], versions[0])]


def dated(bundle: Bundle, created: str) -> Bundle:
    """Return the bundle as one that was made at another time."""
    document = bundle.manifest.document | {"created": created}
    return Bundle(read_manifest(document, version_of(document), "manifest"), bundle.files)


def test_the_signature_is_one_more_request_and_only_with_the_setting(
    faulty_s3: FaultyS3,
    tutorial_bundle: Bundle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    del way
    environ = {
        "AWS_ENDPOINT_URL": faulty_s3.endpoint,
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "AKID",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    faulty_s3.promote(tutorial_bundle)
    file = signer(tmp_path, "ed25519").file(tutorial_bundle.manifest)
    faulty_s3.objects[file.key] = file.raw
    settings = {"MODEL_URI": URI, "MODEL_PUBLIC_KEY": public_pem("ed25519")}
    for environ, requests in (({"MODEL_URI": URI}, 3), (settings, 4)):
        faulty_s3.requested_keys.clear()
        assert ModelLoader(read_settings(environ)).fetch(None) is not None
        assert len(faulty_s3.requested_keys) == requests
