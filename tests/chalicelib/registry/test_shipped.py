"""The artifacts that a package contains: used only if the manifest names their digest."""

from pathlib import Path
from typing import Any

import pytest

from chalicelib import strict_json
from chalicelib.errors import NotInStoreError
from chalicelib.registry import shipped
from chalicelib.registry.fetch import fetch_model, shipped_model
from chalicelib.scoring import classifier, vectorizer
from chalicelib.scoring.term_index import IndexedColumns
from deploy.packaging.shipped_model import ship
from tests.support.stores import AnyWriter, promote, publish
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter

FILES = (vectorizer.FILE_NAME, classifier.FILE_NAME)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a deployment's copy, whose shipped files this process reads."""
    monkeypatch.setattr(shipped, "FOLDER", str(tmp_path / "copy" / "chalicelib" / "shipped"))
    return tmp_path / "copy"


def test_a_shipped_model_is_not_read_from_the_store(
    writer: AnyWriter, tutorial_bundle: Bundle, package: Path, tmp_path: Path
) -> None:
    version = publish(tutorial_bundle, writer)
    promote(version, writer)
    assert version in ship(writer, None, package)
    empty = DirectoryWriter(tmp_path / "empty")
    model = fetch_model(empty, tutorial_bundle.manifest)
    assert model.predict("free prize") == tutorial_bundle.model().predict("free prize")


def test_the_terms_of_a_shipped_model_are_found_in_its_index(
    writer: AnyWriter, default_bundle: Bundle, package: Path
) -> None:
    promote(publish(default_bundle, writer), writer)
    ship(writer, None, package)
    model, expected = fetch_model(writer, default_bundle.manifest), default_bundle.model()
    kinds = {type(block.columns) for block in model.vectorizer.blocks}
    assert kinds == {IndexedColumns}
    for text in ("Free prize, call 0900 now", "see you at home", "Free prize, call 0900 now"):
        assert model.scores(text) == expected.scores(text)


def test_a_model_with_a_damaged_index_is_built_from_its_file(
    writer: AnyWriter, default_bundle: Bundle, package: Path
) -> None:
    promote(publish(default_bundle, writer), writer)
    ship(writer, None, package)
    [index] = Path(shipped.FOLDER).glob("*.index")
    index.write_bytes(index.read_bytes()[:-1])
    model = fetch_model(writer, default_bundle.manifest)
    assert {type(block.columns) for block in model.vectorizer.blocks} == {dict}


def test_a_version_that_is_not_shipped_comes_from_the_store(
    writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle, package: Path
) -> None:
    promote(publish(tutorial_bundle, writer), writer)
    ship(writer, None, package)
    publish(default_bundle, writer)
    assert fetch_model(writer, default_bundle.manifest).manifest == default_bundle.manifest


@pytest.mark.parametrize(
    "change",
    [bytes.upper, lambda raw: raw[:-1], lambda raw: raw + b" "],
    ids=["changed", "short", "long"],
)
def test_a_damaged_file_is_read_from_the_store(
    writer: AnyWriter, tutorial_bundle: Bundle, package: Path, tmp_path: Path, change: Any
) -> None:
    promote(publish(tutorial_bundle, writer), writer)
    ship(writer, None, package)
    for path in Path(shipped.FOLDER).iterdir():
        path.write_bytes(change(path.read_bytes()))
    assert fetch_model(writer, tutorial_bundle.manifest).manifest == tutorial_bundle.manifest
    with pytest.raises(NotInStoreError):
        fetch_model(DirectoryWriter(tmp_path / "empty"), tutorial_bundle.manifest)


def test_a_pinned_version_is_shipped(
    writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle, package: Path
) -> None:
    pinned = publish(tutorial_bundle, writer)
    promote(publish(default_bundle, writer), writer)
    assert pinned in ship(writer, pinned, package)
    shas = {tutorial_bundle.manifest.files[name].sha256 for name in FILES}
    assert {path.stem for path in Path(shipped.FOLDER).iterdir()} == {*shas, "manifest"}


def test_the_shipped_model_is_that_of_the_shipped_manifest(
    writer: AnyWriter, tutorial_bundle: Bundle, package: Path
) -> None:
    assert shipped_model() is None
    promote(publish(tutorial_bundle, writer), writer)
    ship(writer, None, package)
    found = shipped_model()
    assert found is not None
    assert found.manifest == tutorial_bundle.manifest
    assert found.scores("free prize") == tutorial_bundle.model().scores("free prize")


@pytest.mark.parametrize("ending", ["manifest.json", ".safetensors"])
def test_there_is_no_shipped_model_if_a_file_is_damaged(
    writer: AnyWriter, tutorial_bundle: Bundle, package: Path, ending: str
) -> None:
    promote(publish(tutorial_bundle, writer), writer)
    ship(writer, None, package)
    for path in Path(shipped.FOLDER).iterdir():
        if path.name.endswith(ending):
            path.write_bytes(path.read_bytes()[:-1])
    assert shipped_model() is None


def test_a_shipped_model_that_calls_functions_is_not_built_ahead(
    writer: AnyWriter, tutorial_bundle: Bundle, package: Path
) -> None:
    promote(publish(tutorial_bundle, writer), writer)
    ship(writer, None, package)
    sha256 = "0123456789ab" + "0" * 52
    document = tutorial_bundle.manifest.document | {"functions": {"words_0123456789ab": sha256}}
    Path(shipped.FOLDER, shipped.MANIFEST_NAME).write_bytes(strict_json.canonical(document))
    assert shipped_model() is None
