"""skops files run no code; types that skops does not trust are refused by name.

skops itself is not needed: a stand-in shows what is asked of it. Where skops is installed, a file
of its own is loaded, too.
"""

import io
import string
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from tests.support.parity import LABELS, TRAINING
from train.errors import InputError
from train.export.files.estimators import load_estimators
from train.export.files.loading import Loading

PIPELINE = make_pipeline(TfidfVectorizer(preprocessor=string.capwords), LogisticRegression()).fit(
    TRAINING, LABELS
)
UNTRUSTED = "string.capwords"


def fake_skops(monkeypatch: pytest.MonkeyPatch, loads: Callable[..., Any]) -> None:
    def get_untrusted_types(*, data: bytes) -> list[str]:
        assert data.startswith(b"PK")
        return [UNTRUSTED]

    package, module = ModuleType("skops"), ModuleType("skops.io")
    vars(module).update(get_untrusted_types=get_untrusted_types, loads=loads)
    vars(package).update(io=module)
    monkeypatch.setitem(sys.modules, "skops", package)
    monkeypatch.setitem(sys.modules, "skops.io", module)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("schema.json", "{}")
    (tmp_path / "model.skops").write_bytes(buffer.getvalue())
    return tmp_path / "model.skops"


def test_untrusted_types_are_refused_by_name_and_trusted_if_named(
    monkeypatch: pytest.MonkeyPatch, path: Path
) -> None:
    def loads(data: bytes, trusted: Sequence[str]) -> Any:
        assert list(trusted) == [UNTRUSTED]
        return PIPELINE

    fake_skops(monkeypatch, loads)
    with pytest.raises(InputError, match=f"does not trust: {UNTRUSTED}; .*--trust {UNTRUSTED}"):
        load_estimators([path])
    told: list[str] = []
    assert load_estimators([path], Loading(told.append, trust=[UNTRUSTED])) == [PIPELINE]
    assert told[0].endswith("skops): runs no code of the file")


def test_a_file_that_skops_cannot_load_is_refused(
    monkeypatch: pytest.MonkeyPatch, path: Path
) -> None:
    def loads(data: bytes, trusted: Sequence[str]) -> Any:
        raise KeyError("__class__")

    fake_skops(monkeypatch, loads)
    with pytest.raises(InputError, match=r"skops cannot load it .KeyError: '__class__'"):
        load_estimators([path], Loading(trust=[UNTRUSTED]))


def test_without_skops_the_command_that_installs_it_is_shown(
    monkeypatch: pytest.MonkeyPatch, path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "skops", None)
    with pytest.raises(InputError, match=r"model.skops: needs skops, .*: pip install skops"):
        load_estimators([path])


def test_a_file_of_skops_itself_is_loaded(tmp_path: Path) -> None:
    skops_io = pytest.importorskip("skops.io")
    skops_io.dump(PIPELINE, tmp_path / "model.skops")
    with pytest.raises(InputError, match=f"does not trust: {UNTRUSTED}"):
        load_estimators([tmp_path / "model.skops"])
    (loaded,) = load_estimators([tmp_path / "model.skops"], Loading(trust=[UNTRUSTED]))
    found = loaded.predict_proba(TRAINING)
    np.testing.assert_array_equal(found, PIPELINE.predict_proba(TRAINING))
