"""Damage to a published version is found, named and never promoted."""

import re
import shutil
from pathlib import Path

import pytest

from chalicelib.errors import FormatError
from tests.support.stores import promote, publish
from train.registry.bundle import Bundle
from train.registry.current_model import fetch_current
from train.registry.pointer_moves import read_current
from train.registry.published_version import list_versions
from train.registry.versions import verify
from train.registry.writable_store import DirectoryWriter


@pytest.fixture
def directory(tmp_path: Path) -> DirectoryWriter:
    return DirectoryWriter(tmp_path / "models")


def test_a_damaged_version_is_listed_as_damaged(
    directory: DirectoryWriter, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    damaged, intact = (publish(bundle, directory) for bundle in (tutorial_bundle, default_bundle))
    (directory.root / "versions" / damaged / "manifest.json").write_text("{}")
    states = {listed.version: listed.facts()["state"] for listed in list_versions(directory)}
    assert states == {damaged: "damaged", intact: ""}


def test_a_missing_promoted_version_is_listed_as_missing(
    directory: DirectoryWriter, tutorial_bundle: Bundle
) -> None:
    version = publish(tutorial_bundle, directory)
    promote(version, directory)
    shutil.rmtree(directory.root / "versions" / version)
    (listed,) = list_versions(directory)
    assert (listed.version, listed.state) == (version, "current, but missing")


def test_a_damaged_pointer_is_named_with_its_remedy(
    directory: DirectoryWriter, tutorial_bundle: Bundle
) -> None:
    version = publish(tutorial_bundle, directory)
    directory.create("current.json", b"{")
    with pytest.raises(
        FormatError, match=r"models/current\.json: expected JSON .*; remove it, then"
    ):
        promote(version, directory)
    (directory.root / "current.json").unlink()
    promote(version, directory)
    assert fetch_current(directory).manifest.version == version


@pytest.mark.parametrize("name", ["classifier.safetensors", "tfidf_vectorizer.pkl"])
def test_a_damaged_version_is_not_promoted(
    directory: DirectoryWriter, tutorial_bundle: Bundle, name: str
) -> None:
    version = publish(tutorial_bundle, directory)
    flip(directory.root / "versions" / version / name, -1)
    with pytest.raises(FormatError, match=rf"{re.escape(name)}: \d+ bytes with sha256"):
        promote(version, directory)
    assert read_current(directory)[0] is None


@pytest.mark.parametrize(
    "name",
    ["vectorizer.safetensors", "classifier.safetensors", "metrics.json", "naive_bayes_clf.pkl"],
)
@pytest.mark.parametrize("position", [0, 100, -1])
def test_any_changed_byte_of_any_file_is_found(
    directory: DirectoryWriter, tutorial_bundle: Bundle, name: str, position: int
) -> None:
    version = publish(tutorial_bundle, directory)
    assert {state for _, state in verify(version, directory)} == {"ok"}
    flip(directory.root / "versions" / version / name, position)
    states = dict(verify(version, directory))
    assert "the manifest says" in states.pop(name)
    assert set(states.values()) == {"ok"}


def test_any_changed_byte_of_the_manifest_is_found(
    directory: DirectoryWriter, tutorial_bundle: Bundle
) -> None:
    version = publish(tutorial_bundle, directory)
    path = directory.root / "versions" / version / "manifest.json"
    raw = path.read_bytes()
    for position in range(0, len(raw), 7):
        path.write_bytes(raw)
        flip(path, position)
        with pytest.raises(FormatError):
            list(verify(version, directory))


def flip(path: Path, position: int) -> None:
    """Change one bit of a file."""
    raw = bytearray(path.read_bytes())
    raw[position] ^= 1
    path.write_bytes(raw)
