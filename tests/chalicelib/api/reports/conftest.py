"""A service that takes reports, and the store that it writes them to."""

from pathlib import Path
from types import ModuleType

import pytest

from tests.support.several_labels import several_bundle
from tests.support.stored_reports import Load
from tests.support.stores import promote, publish
from train.registry.writable_store import DirectoryWriter


@pytest.fixture
def store(tmp_path: Path) -> DirectoryWriter:
    return DirectoryWriter(tmp_path / "reports")


@pytest.fixture
def app(load_app: Load, published: DirectoryWriter, store: DirectoryWriter) -> ModuleType:
    return load_app(MODEL_URI=published.uri, REPORTS_URI=store.uri, MAX_TEXT_BYTES="2000")


@pytest.fixture
def several_app(
    load_app: Load, store: DirectoryWriter, tmp_path_factory: pytest.TempPathFactory
) -> ModuleType:
    models = DirectoryWriter(tmp_path_factory.mktemp("several"))
    promote(publish(several_bundle(), models), models)
    return load_app(MODEL_URI=models.uri, REPORTS_URI=store.uri)
