"""A package that brings the accelerator uses it, unless it is for another processor."""

import hashlib
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from chalicelib.scoring import model_builder
from chalicelib.scoring.accelerated import accelerated_scorer
from chalicelib.scoring.model import Model
from chalicelib.scoring.model_builder import build_model, text_scorer
from chalicelib.scoring.vectorizer import FILE_NAME
from deploy.packaging.vectorizer_index import write_index
from tests.support.accelerators import USUAL, compiled, small
from tests.support.crafting import block, classifier_file, manifest, vectorizer_file

HAS_COMPILER = sys.platform == "linux" and shutil.which("cc") is not None
pytestmark = pytest.mark.skipif(not HAS_COMPILER, reason="no C compiler is installed")


@pytest.fixture(scope="module")
def accelerator(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return compiled(tmp_path_factory.mktemp("accelerator"))


@pytest.fixture
def installed(accelerator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_builder, "ACCELERATOR", accelerator.__file__)
    monkeypatch.setitem(sys.modules, "chalicelib.scoring.accelerator", accelerator)


def built(index: bytes | None = None) -> Model:
    raw = vectorizer_file(block(**USUAL))
    files = {FILE_NAME: {"size": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}}
    return build_model(raw, classifier_file(), manifest(threshold=None, files=files), index=index)


@pytest.mark.usefixtures("installed")
def test_a_package_with_the_accelerator_uses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert type(built().scorer).__name__ == "builtin_function_or_method"
    assert built().scores("free see") == text_scorer(*small())("free see")
    assert built().accelerated
    monkeypatch.setenv("ACCELERATOR", "off")
    assert not built().accelerated
    assert type(built().scorer).__name__ != "builtin_function_or_method"


def test_an_accelerator_for_another_processor_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_builder, "ACCELERATOR", str(tmp_path))
    monkeypatch.setitem(sys.modules, "chalicelib.scoring.accelerator", None)
    assert type(built().scorer).__name__ != "builtin_function_or_method"


@pytest.mark.usefixtures("installed")
def test_the_accelerator_reads_the_terms_of_an_index() -> None:
    raw = vectorizer_file(block(**USUAL))
    indexed = built(write_index(raw))
    assert indexed.accelerated
    for text in ("free free see", "see", "zzz"):
        assert indexed.scores(text) == built().scores(text)
    assert dict(indexed.vectorizer.blocks[0].columns) == {"free": 0, "see": 1}
    scorer = accelerated_scorer(indexed.vectorizer, indexed.classifier)
    assert scorer is not None
    assert scorer("see") == scorer("see") == built().scores("see")
