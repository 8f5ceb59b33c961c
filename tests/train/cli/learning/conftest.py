"""A store with a version that was fitted to the first rows of the embedded corpus."""

import csv
from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.learn_command import BASE, KEY, Setup, fitted_to
from tests.support.stores import promote, publish
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter, open_writer


@pytest.fixture(scope="package")
def bundle() -> Bundle:
    return fitted_to(BASE)


@pytest.fixture
def setup(run: Run, bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setup:
    monkeypatch.setenv("PREDICTIONS_KEY", KEY)
    store = open_writer(str(tmp_path / "models"))
    assert isinstance(store, DirectoryWriter)
    promote(publish(bundle, store), store)
    base = tmp_path / "base.csv"
    with base.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("label", "text"), *BASE])
    return Setup(store, base)
