"""Pickles of the default recipe from before version 1.0.0 load, and export to the same bytes."""

import copy
import pickle
import sys
from collections.abc import Callable
from dataclasses import make_dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import joblib
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.pipeline import Pipeline

from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.normalizer import Normalizer
from tests.support.parity import LABELS, TRAINING
from train.export.estimators import split_estimators
from train.export.exporter import export_model
from train.export.files.estimators import load_estimators
from train.export.old_pickles import OLD_MODULES, load_pickle
from train.recipes.catalog import RECIPES
from train.recipes.fitted import Fitted


def as_named_tuple(kind: Any, name: str) -> Any:
    """Return a class as it was last in the earlier module."""
    return type(kind.__name__, (kind,), {"__module__": name, "__slots__": ()})


def as_dataclass(kind: Any, name: str) -> Any:
    """Return a class as it was first: a frozen dataclass with slots."""
    former = make_dataclass(
        kind.__name__, kind._fields, namespace={"__call__": print}, frozen=True, slots=True
    )
    former.__module__ = name
    return former


formers = pytest.mark.parametrize(
    "former",
    [pytest.param(as_named_tuple, id="named-tuple"), pytest.param(as_dataclass, id="dataclass")],
)
Former = Callable[[Any, str], Any]


def dump_as_before(estimator: Any, former: Former, path: Path) -> Path:
    """Pickle an estimator with its analyzers made of the former classes."""
    modules = {name: ModuleType(name) for name in OLD_MODULES}
    analyzer, normalizer = (
        former(kind, name) for kind, name in zip((Analyzer, Normalizer), modules, strict=True)
    )
    vars(modules["chalicelib.analyzer"])["Analyzer"] = analyzer
    vars(modules["chalicelib.normalizer"])["Normalizer"] = normalizer
    old = copy.deepcopy(estimator)
    for block in blocks(old):
        rules = block.analyzer.normalizer
        block.analyzer = analyzer(*block.analyzer._replace(normalizer=normalizer(*rules)))
    with pytest.MonkeyPatch.context() as patch:
        for name, module in modules.items():
            patch.setitem(sys.modules, name, module)
        joblib.dump(old, path)
    return path


def blocks(estimator: Any) -> list[Any]:
    union = estimator.steps[0][1] if isinstance(estimator, Pipeline) else estimator
    return [block for _, block in union.transformer_list]


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    return RECIPES["default"].fit(TRAINING * 4, LABELS * 4)


@formers
def test_an_old_vectorizer_exports_to_the_same_bytes(
    former: Former, fitted: Fitted, tmp_path: Path
) -> None:
    old = dump_as_before(fitted.vectorizer, former, tmp_path / "vectorizer.pkl")
    joblib.dump(fitted.classifier, tmp_path / "classifier.pkl")
    loaded = export_model(*split_estimators(load_estimators([old, tmp_path / "classifier.pkl"])))
    expected = export_model(fitted.vectorizer, fitted.classifier)
    assert (loaded.vectorizer, loaded.classifier) == (expected.vectorizer, expected.classifier)


@formers
def test_an_old_pipeline_exports_to_the_same_bytes(
    former: Former, fitted: Fitted, tmp_path: Path
) -> None:
    pipeline = Pipeline([("terms", fitted.vectorizer), ("svm", fitted.classifier)])
    old = dump_as_before(pipeline, former, tmp_path / "pipeline.pkl")
    loaded = export_model(*split_estimators(load_estimators([old])))
    expected = export_model(fitted.vectorizer, fitted.classifier)
    assert (loaded.vectorizer, loaded.classifier) == (expected.vectorizer, expected.classifier)


def loaded_from(path: Path) -> Any:
    with path.open("rb") as file:
        return load_pickle(file)


@formers
def test_a_loaded_analyzer_has_the_present_class(
    former: Former, fitted: Fitted, tmp_path: Path
) -> None:
    loaded = loaded_from(dump_as_before(fitted.vectorizer, former, tmp_path / "vectorizer.pkl"))
    for block, expected in zip(blocks(loaded), blocks(fitted.vectorizer), strict=True):
        assert type(block.analyzer) is Analyzer
        assert type(block.analyzer.normalizer) is Normalizer
        assert block.analyzer == expected.analyzer


def test_scikit_learns_own_analyzers_stay(tmp_path: Path) -> None:
    joblib.dump(CountVectorizer(analyzer="char_wb"), tmp_path / "vectorizer.pkl")
    assert loaded_from(tmp_path / "vectorizer.pkl").analyzer == "char_wb"


@formers
def test_the_earlier_modules_are_gone_after_loading(
    former: Former, fitted: Fitted, tmp_path: Path
) -> None:
    loaded_from(dump_as_before(fitted.vectorizer, former, tmp_path / "vectorizer.pkl"))
    assert OLD_MODULES.keys() & sys.modules.keys() == set()
    with pytest.raises(ModuleNotFoundError):
        pickle.loads(b"cchalicelib.analyzer\nAnalyzer\n.")  # noqa: S301 - finds no module
