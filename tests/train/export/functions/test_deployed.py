"""A model with functions is served by a process that has Chalice's two files and nothing else."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import chalice
import numpy as np
import pytest
from hypothesis import given, settings
from nltk.tokenize import word_tokenize
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

import chalicelib.functions
from chalicelib.errors import FormatError
from emulation.servers import ROOT
from tests.support import author_functions as authors
from tests.support.nltk_data import only_nltk_data, write_nltk_data
from tests.support.parity import LABELS, TEXTS, TRAINING, any_text
from tests.support.stores import promote, publish
from train.export.exporter import export_model
from train.export.functions.exporter import FunctionExporter
from train.registry.bundle import Bundle, make_bundle
from train.registry.writable_store import DirectoryWriter

SERVE = """
import json, sys
sys.path.insert(0, sys.argv[1])
from app import app, model_cache
from chalicelib.errors import ServiceError
try:
    model = model_cache.model()
except ServiceError as exc:
    sys.exit(str(exc))
assert not {"numpy", "sklearn", "scipy"} & set(sys.modules)
for line in sys.stdin:
    classified = [model.classify(text) for text in json.loads(line)]
    print(json.dumps(classified), flush=True)
"""


class Deployment:
    """A copy of what is deployed, and a store with a promoted model."""

    def __init__(self, directory: Path) -> None:
        self.project = directory / "task"
        self.store = directory / "store"
        ignored = shutil.ignore_patterns("__pycache__", "functions")
        shutil.copytree(ROOT / "chalicelib", self.project / "chalicelib", ignore=ignored)
        shutil.copy(ROOT / "app.py", self.project)
        self.functions = self.project / "chalicelib" / "functions"
        self.functions.mkdir()
        shutil.copy(ROOT / "chalicelib" / "functions" / "__init__.py", self.functions)
        (self.project / "chalice").mkdir()
        for name in ("__init__.py", "app.py"):
            shutil.copy(Path(chalice.__file__).parent / name, self.project / "chalice")

    def start(self) -> "subprocess.Popen[str]":
        """Start the service without any installed package."""
        return subprocess.Popen(  # noqa: S603 - this interpreter, code from above
            [sys.executable, "-I", "-S", "-c", SERVE, str(self.project)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"MODEL_URI": str(self.store)},
            text=True,
        )


@pytest.fixture(scope="module")
def nltk_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("nltk_data")
    write_nltk_data(folder)
    with only_nltk_data(folder):
        yield


@pytest.fixture(scope="module")
def pipeline(nltk_data: None) -> Pipeline:
    del nltk_data
    """Return a pipeline whose vectorizers call functions of every kind."""
    vectorizer = FeatureUnion(
        [
            ("tokens", TfidfVectorizer(tokenizer=authors.tokens, token_pattern=None)),
            ("terms", CountVectorizer(analyzer=authors.stems_of_terms)),
            ("char", TfidfVectorizer(analyzer="char_wb", preprocessor=authors.steps)),
            ("words", CountVectorizer(tokenizer=authors.Words(9), token_pattern=None)),
            ("nltk", CountVectorizer(tokenizer=word_tokenize, token_pattern=None)),
        ]
    )
    return Pipeline([("v", vectorizer), ("c", LogisticRegression())]).fit(TRAINING, LABELS)


@pytest.fixture(scope="module")
def functions() -> FunctionExporter:
    return FunctionExporter()


@pytest.fixture(scope="module")
def bundle(pipeline: Pipeline, functions: FunctionExporter) -> Bundle:
    export = export_model(pipeline["v"], pipeline["c"], functions=functions)
    facts = {"recipe": "x", "data": None, "metrics": None, "positive": None, "threshold": 0.5}
    return make_bundle(export, (pipeline["v"], pipeline["c"]), facts, datetime.now(UTC))


@pytest.fixture(scope="module")
def deployment(
    bundle: Bundle, functions: FunctionExporter, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    made = Deployment(tmp_path_factory.mktemp("deployed"))
    functions.write(made.project)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chalicelib.functions, "__path__", [str(made.functions)])
        writer = DirectoryWriter(made.store)
        promote(publish(bundle, writer), writer)
        yield made


@pytest.fixture(scope="module")
def service(deployment: Deployment) -> Iterator["subprocess.Popen[str]"]:
    with deployment.start() as process:
        yield process
        process.kill()


def served(service: "subprocess.Popen[str]", texts: list[str]) -> tuple[list[str], Any]:
    assert service.stdin is not None
    assert service.stdout is not None
    service.stdin.write(json.dumps(texts) + "\n")
    service.stdin.flush()
    labels, probabilities = zip(*json.loads(service.stdout.readline()), strict=True)
    return [*labels], np.array(probabilities)


@settings(max_examples=30, deadline=None)
@given(text=any_text)
def test_the_service_agrees_with_scikit_learn(
    service: "subprocess.Popen[str]", pipeline: Pipeline, text: str
) -> None:
    texts = [text, *TEXTS[:3]]
    labels, probabilities = served(service, texts)
    np.testing.assert_allclose(probabilities, pipeline.predict_proba(texts), atol=1e-9)
    assert labels == [*pipeline.predict(texts)]


def test_the_manifest_names_each_module_once(bundle: Bundle, functions: FunctionExporter) -> None:
    assert bundle.manifest.functions == functions.digests
    assert len(functions.digests) == 6  # NLTK's function has a module of data


def test_a_model_is_not_published_if_its_functions_are_missing_here(
    bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chalicelib.functions, "__path__", [str(tmp_path)])
    with pytest.raises(FormatError, match="not part of this deployment; run 'python -m train"):
        publish(bundle, DirectoryWriter(tmp_path / "store"))


def test_a_deployment_without_the_functions_serves_no_such_model(
    deployment: Deployment, tmp_path: Path
) -> None:
    bare = Deployment(tmp_path)
    shutil.copytree(deployment.store, bare.store)
    assert "is not part of this deployment; run 'python -m train export'" in refusal(bare)


def test_a_deployment_without_the_data_of_a_function_serves_no_such_model(
    deployment: Deployment, tmp_path: Path
) -> None:
    other = Deployment(tmp_path)
    shutil.copytree(deployment.store, other.store)
    shutil.copytree(deployment.functions, other.functions, dirs_exist_ok=True)
    (data,) = other.functions.glob("data_of_*.py")
    data.unlink()
    assert f"module '{data.stem}' is not part of this deployment; run 'python -m" in refusal(other)


def refusal(deployment: Deployment) -> str:
    """Return why a deployment serves no model."""
    with deployment.start() as process:
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    return str(errors)
