"""Pinning: one version for all processes, its policy, its signatures, and clear errors."""

import pickle
import shutil
from pathlib import Path

import pytest

from chalicelib.errors import FormatError, NotInStoreError, SettingError
from chalicelib.frames import load
from chalicelib.frames.column_model import load_pinned
from chalicelib.pointer import POINTER_KEY
from emulation.s3.server import URI, FaultyS3
from tests.support.policies import lists, put_in_force
from tests.support.signing_keys import public_pem, sign, signer
from tests.support.stores import AnyWriter, promote, publish
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter

SPAM = "free prize call now"


@pytest.fixture(autouse=True)
def _no_model_is_kept() -> None:
    load_pinned.cache_clear()


@pytest.fixture
def store(tmp_path: Path) -> DirectoryWriter:
    return DirectoryWriter(tmp_path / "models")


def test_the_promoted_version_is_loaded_once(
    writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    promote(publish(tutorial_bundle, writer), writer)
    first = load(writer.uri)
    assert load(writer.uri) is first
    promote(publish(default_bundle, writer), writer)
    assert load(writer.uri).version == default_bundle.manifest.version
    assert load(writer.uri, first.version) is first


def test_a_process_that_is_sent_a_model_uses_its_version_whatever_is_promoted(
    writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    promote(publish(tutorial_bundle, writer), writer)
    sent = pickle.dumps(load(writer.uri))
    promote(publish(default_bundle, writer), writer)
    load_pinned.cache_clear()  # as in a new process
    received = pickle.loads(sent)  # noqa: S301 - made above
    assert received.version == tutorial_bundle.manifest.version
    assert received.label(SPAM) == tutorial_bundle.model().predict(SPAM)


def test_a_directory_is_found_from_another_one(
    published: DirectoryWriter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(Path(published.uri).parent)
    sent = pickle.dumps(load(Path(published.uri).name))
    load_pinned.cache_clear()
    monkeypatch.chdir(tmp_path)
    assert pickle.loads(sent).label(SPAM) == "spam"  # noqa: S301 - made above


def test_a_path_names_a_directory(published: DirectoryWriter) -> None:
    assert load(Path(published.uri)) is load(published.uri)


def test_a_tilde_is_the_home_directory(
    published: DirectoryWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Path(published.uri)
    monkeypatch.setenv("HOME", str(store.parent))
    assert load(f"~/{store.name}") is load(published.uri)
    with pytest.raises(NotInStoreError, match="/~no-such-user/models: no such directory"):
        load("~no-such-user/models")


def test_s3_is_read_as_the_service_reads_it(
    faulty_s3: FaultyS3, default_bundle: Bundle, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    del way
    faulty_s3.promote(default_bundle)
    environ = {"AWS_ENDPOINT_URL": faulty_s3.endpoint, "AWS_REGION": "eu-west-1"}
    environ |= {"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret"}
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert load(URI).label(SPAM) == "spam"


def test_the_policy_in_force_decides_here_and_where_it_is_sent(
    writer: AnyWriter, default_bundle: Bundle
) -> None:
    version = publish(default_bundle, writer)
    policy = put_in_force(writer, version, allow=lists(phrases=["free prize"]))
    model = load(writer.uri)
    assert (model.policy, model.label(SPAM)) == (policy.id, "ham")
    sent = pickle.dumps(model)
    put_in_force(writer, version)
    load_pinned.cache_clear()
    assert pickle.loads(sent).label(SPAM) == "ham"  # noqa: S301 - made above
    assert load(writer.uri).label(SPAM) == "spam"


def test_a_version_that_is_named_has_no_policy(writer: AnyWriter, default_bundle: Bundle) -> None:
    version = publish(default_bundle, writer)
    put_in_force(writer, version, allow=lists(phrases=["free prize"]))
    model = load(writer.uri, version)
    assert (model.policy, model.label(SPAM)) == (None, "spam")


def test_signatures_are_checked_with_the_key_of_the_driver_too(
    store: DirectoryWriter, default_bundle: Bundle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    promote(publish(default_bundle, store), store)
    sign(store, default_bundle.manifest, signer(tmp_path, "ed25519"))
    monkeypatch.setenv("MODEL_PUBLIC_KEY", public_pem("ed25519"))
    sent = pickle.dumps(load(store.uri))
    monkeypatch.delenv("MODEL_PUBLIC_KEY")
    next(store.root.glob("versions/*/manifest.sig")).unlink()
    load_pinned.cache_clear()
    with pytest.raises(FormatError, match="is unsigned; expected a signature with the key"):
        pickle.loads(sent)  # noqa: S301 - made above


def test_the_policy_must_be_signed_too(
    store: DirectoryWriter, default_bundle: Bundle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    version = publish(default_bundle, store)
    sign(store, default_bundle.manifest, signer(tmp_path, "ed25519"))
    policy = put_in_force(store, version, threshold=0.9)
    monkeypatch.setenv("MODEL_PUBLIC_KEY", public_pem("ed25519"))
    with pytest.raises(FormatError, match=f"{policy.id} is unsigned"):
        load(store.uri)
    assert load(store.uri, version).label(SPAM) == "spam"


def test_a_key_of_the_worker_comes_before_that_of_the_driver(
    published: DirectoryWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = pickle.dumps(load(published.uri))
    load_pinned.cache_clear()
    monkeypatch.setenv("MODEL_PUBLIC_KEY", public_pem("ed25519"))
    with pytest.raises(FormatError, match="is unsigned"):
        pickle.loads(sent)  # noqa: S301 - made above
    monkeypatch.setenv("MODEL_PUBLIC_KEY", "no key")
    with pytest.raises(SettingError, match="MODEL_PUBLIC_KEY"):
        pickle.loads(sent)  # noqa: S301 - made above


def test_without_a_promoted_version_the_error_says_how_to_promote_one(
    writer: AnyWriter, default_bundle: Bundle
) -> None:
    version = publish(default_bundle, writer)
    expected = "found no promoted version .current.json.; promote one with 'python -m train promote"
    with pytest.raises(NotInStoreError, match=expected):
        load(writer.uri)
    assert load(writer.uri, version).label(SPAM) == "spam"


@pytest.mark.parametrize("version", [None, "20260131T093000Z-0123456789ab"])
def test_a_directory_that_does_not_exist_is_no_store(tmp_path: Path, version: str | None) -> None:
    message = f"^{tmp_path / 'nostore'}: no such directory; expected a store that"
    with pytest.raises(NotInStoreError, match=message):
        load(tmp_path / "nostore", version)


def test_an_unknown_version_is_named_with_how_to_list_them(published: DirectoryWriter) -> None:
    version = "20260131T093000Z-0123456789ab"
    with pytest.raises(NotInStoreError, match=f"found no version {version}; 'python -m train list"):
        load(published.uri, version)
    with pytest.raises(FormatError, match="version is 'prod'; expected a name such as"):
        load(published.uri, "prod")


def test_a_changed_byte_is_refused(published: DirectoryWriter, tmp_path: Path) -> None:
    shutil.copytree(published.uri, tmp_path / "copy")
    artifact = next(tmp_path.glob("copy/versions/*/classifier.safetensors"))
    artifact.write_bytes(artifact.read_bytes()[:-1] + b"\x01")
    with pytest.raises(FormatError, match="the manifest says"):
        load(str(tmp_path / "copy"))


def test_another_form_of_a_store_is_refused(store: DirectoryWriter) -> None:
    with pytest.raises(SettingError, match="expected a directory or s3://bucket/prefix"):
        load("s3:/models")
    for uri in (None, 3, b"models"):
        with pytest.raises(SettingError, match=f"^store is of type {type(uri).__name__}; expected"):
            load(uri)  # type: ignore[arg-type]
    with pytest.raises(SettingError, match=r"^version is of type int; expected a name"):
        load(store.uri, 5)  # type: ignore[arg-type]
    store.create(POINTER_KEY, b"{}")
    with pytest.raises(FormatError, match=POINTER_KEY):
        load(store.uri)
