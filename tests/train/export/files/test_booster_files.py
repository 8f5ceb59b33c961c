"""What `save_model` of XGBoost, LightGBM and CatBoost writes is read by its content."""

import functools
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import joblib
import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from tests.support.parity import LABELS, TEXTS, TRAINING
from train.__main__ import main
from train.errors import InputError
from train.export.classifiers.booster import Booster
from train.export.estimators import split_estimators
from train.export.exporter import export_model
from train.export.files.estimators import load_estimators
from train.export.files.loading import Loading

xgboost = pytest.importorskip("xgboost")
lightgbm = pytest.importorskip("lightgbm")

VECTORIZER = TfidfVectorizer().fit(TRAINING)
ROWS = VECTORIZER.transform(TRAINING)
NUMBERS = np.array([int(label == "spam") for label in LABELS])


@functools.cache
def of_xgboost() -> Any:
    parameters = {"objective": "binary:logistic", "nthread": 1}
    return xgboost.train(parameters, xgboost.DMatrix(ROWS, NUMBERS), 3)


@functools.cache
def of_lightgbm() -> Any:
    parameters = {"objective": "binary", "num_threads": 1, "verbose": -1, "min_data_in_leaf": 2}
    return lightgbm.train(parameters, lightgbm.Dataset(ROWS, NUMBERS), 3)


@functools.cache
def classifier() -> Any:
    return xgboost.XGBClassifier(n_estimators=3, n_jobs=1).fit(ROWS, NUMBERS)


def saved(model: Any, path: Path) -> Path:
    model.save_model(str(path))
    return path


@pytest.mark.parametrize(
    ("make", "name", "kind"),
    [
        (of_xgboost, "model.json", "Booster"),
        (of_xgboost, "model.ubj", "Booster"),
        (classifier, "model.json", "XGBClassifier"),
        (classifier, "model.ubj", "XGBClassifier"),
        (of_lightgbm, "model.txt", "Booster"),
    ],
)
def test_a_saved_model_is_read_and_runs_no_code(
    make: Any, name: str, kind: str, tmp_path: Path
) -> None:
    model = make()
    joblib.dump(VECTORIZER, tmp_path / "vectorizer.pkl")
    told: list[str] = []
    library = "lightgbm" if make is of_lightgbm else "xgboost"
    path = saved(model, tmp_path / name)
    for paths in ([path, tmp_path / "vectorizer.pkl"], [tmp_path]):
        found = load_estimators(paths, Loading(told.append))
        assert [type(each).__name__ for each in found] == ["TfidfVectorizer", kind]
        assert f"bytes, {library}): runs no code of the file" in "".join(told)
        export = export_model(*split_estimators(found))
        rows = VECTORIZER.transform(TEXTS)
        expected = model if kind == "XGBClassifier" else Booster(model)
        labels = [export.read_classifier.label(export.scores(text)) for text in TEXTS]
        assert labels == [*map(str, expected.predict(rows))]


def test_other_json_files_of_a_folder_are_ignored(tmp_path: Path) -> None:
    saved(of_xgboost(), tmp_path / "model.json")
    (tmp_path / "metrics.json").write_text(json.dumps({"accuracy": 0.9}))
    (tmp_path / "notes.txt").write_text("tree")
    told: list[str] = []
    (found,) = load_estimators([tmp_path], Loading(told.append))
    assert type(found) is Booster
    assert f"{tmp_path}: ignored metrics.json, notes.txt" in told


def test_a_regressor_of_xgboost_is_refused(tmp_path: Path) -> None:
    regressor = xgboost.XGBRegressor(n_estimators=2).fit(ROWS, NUMBERS)
    path = saved(regressor, tmp_path / "model.json")
    with pytest.raises(InputError, match="objective='reg:squarederror' predicts numbers"):
        load_estimators([path])


@pytest.mark.parametrize(("make", "name"), [(of_xgboost, "model.json"), (of_lightgbm, "model.txt")])
def test_a_cut_file_is_refused_in_one_line(make: Any, name: str, tmp_path: Path) -> None:
    path = saved(make(), tmp_path / name)
    path.write_bytes(path.read_bytes()[:600])
    with pytest.raises(
        InputError, match=r"model.\w+: (xgboost|lightgbm) cannot load it \("
    ) as refused:
        load_estimators([path])
    assert "\n" not in str(refused.value)


def test_a_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "catboost", None)
    (tmp_path / "model.cbm").write_bytes(b"CBM1...")
    with pytest.raises(InputError, match=r"needs catboost, .*: pip install catboost"):
        load_estimators([tmp_path / "model.cbm"])


def test_catboost_reads_its_own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in shows what is asked of the library."""

    class CatBoostClassifier:
        def load_model(self, *, blob: bytes) -> None:
            self.blob = blob

        def predict(self) -> None:
            """Make it an estimator."""

        def get_params(self) -> dict[str, Any]:
            return {}

    library = ModuleType("catboost")
    vars(library).update(CatBoostClassifier=CatBoostClassifier)
    monkeypatch.setitem(sys.modules, "catboost", library)
    (tmp_path / "model.cbm").write_bytes(b"CBM1...")
    (found,) = load_estimators([tmp_path])
    assert type(found) is CatBoostClassifier
    assert found.blob == b"CBM1..."


def test_the_doctor_reads_a_saved_booster(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    joblib.dump(VECTORIZER, tmp_path / "vectorizer.pkl")
    saved(of_lightgbm(), tmp_path / "model.txt")
    assert main(["doctor", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert f"Booster(); {ROWS.shape[1]} features; 2 classes: 0, 1" in shown
    assert "obstacles: none found" in shown
