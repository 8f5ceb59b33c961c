"""MLflow folders and directories of model files are read."""

import re
import sys
from pathlib import Path
from typing import Any

import cloudpickle
import joblib
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from tests.support.parity import LABELS, TRAINING
from train.errors import InputError
from train.export.files.estimators import load_estimators
from train.export.files.folders import model_files
from train.export.files.loading import Loading

MLMODEL = """\
artifact_path: model
flavors:
  python_function:
    env: {conda: conda.yaml}
    loader_module: mlflow.sklearn
    model_path: model.pkl
    python_version: 3.11.7
  sklearn:
    code: CODE
    pickled_model: model.pkl
    serialization_format: cloudpickle
    sklearn_version: 1.9.1
utc_time_created: '2026-11-01 10:00:00.000000'
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a folder as MLflow does, with code that the pickle imports."""
    model: Any = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(TRAINING, LABELS)
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "cuts_of_mlflow.py").write_text("def cut(text):\n    return [text]\n")
    sys.path.insert(0, str(tmp_path / "code"))
    try:
        from cuts_of_mlflow import cut  # type: ignore[import-not-found]

        model[0].tokenizer = cut
        (tmp_path / "model.pkl").write_bytes(cloudpickle.dumps(model))
    finally:
        sys.path.pop(0)
        del sys.modules["cuts_of_mlflow"]
    (tmp_path / "MLmodel").write_text(MLMODEL.replace("CODE", "code"))
    (tmp_path / "conda.yaml").write_text("{}")
    return tmp_path


@pytest.mark.parametrize("name", ["", "MLmodel"])
def test_an_mlflow_folder_is_read_with_its_code(folder: Path, name: str) -> None:
    told: list[str] = []
    before = list(sys.path)
    (loaded,) = load_estimators([folder / name], Loading(told.append))
    assert loaded[0].tokenizer("a b") == ["a b"]
    assert told[0].endswith("names model.pkl, which scikit-learn 1.9.1 made")
    assert sys.path == before


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "sklearn:",
            "keras:",
            "has the flavors python_function, keras; expected one of sklearn, xg",
        ),
        ("pickled_model: model.pkl", "x: 1", "pickled_model is None; expected the name of a file"),
        ("pickled_model: model.pkl", "pickled_model: ../x", "expected a name within the folder"),
        ("pickled_model: model.pkl", "pickled_model: x.pkl", "no such file: download the whole"),
        (MLMODEL, "- a", "the document is list; expected a mapping"),
        (MLMODEL, "flavors: [1]", "flavors is list; expected a mapping"),
        (MLMODEL, "a: b: c", "expected YAML as MLflow writes it"),
        (MLMODEL, "flavors: !!python/object:os.system {}", "expected YAML as MLflow writes it"),
    ],
)
def test_a_broken_mlmodel_is_refused(folder: Path, old: str, new: str, message: str) -> None:
    (folder / "MLmodel").write_text(MLMODEL.replace("CODE", "null").replace("code: CODE", ""))
    text = MLMODEL.replace(old, new, 1).replace("CODE", "null")
    (folder / "MLmodel").write_text(text)
    with pytest.raises(InputError, match=message) as refusal:
        load_estimators([folder])
    assert "\n" not in str(refusal.value)


def test_a_directory_is_read_for_its_model_files(tmp_path: Path) -> None:
    for name in ("vectorizer.pkl", "model.joblib"):
        joblib.dump(TfidfVectorizer() if name[0] == "v" else LogisticRegression(), tmp_path / name)
    (tmp_path / "notes.txt").write_text("x")
    told: list[str] = []
    found = load_estimators([tmp_path], Loading(told.append))
    assert [type(each).__name__ for each in found] == ["TfidfVectorizer", "LogisticRegression"]
    assert told[0] == f"{tmp_path}: ignored notes.txt"


@pytest.mark.parametrize(
    ("name", "message"),
    [("saved_model.pb", "is a TensorFlow model"), ("a.txt", "holds no model; expected pickles")],
)
def test_a_directory_without_model_files_is_refused(
    tmp_path: Path, name: str, message: str
) -> None:
    (tmp_path / name).write_text("x")
    with pytest.raises(InputError, match=message):
        model_files(tmp_path, print)


@pytest.mark.parametrize(
    ("flavor", "version"), [("xgboost", "xgb_version"), ("lightgbm", "lgb_version")]
)
def test_the_booster_of_an_mlflow_folder_is_read(tmp_path: Path, flavor: str, version: str) -> None:
    library = pytest.importorskip(flavor)
    rows = TfidfVectorizer().fit_transform(TRAINING)
    numbers = [int(label == "spam") for label in LABELS]
    if flavor == "xgboost":
        fixed = {"objective": "binary:logistic", "nthread": 1}
        booster = library.train(fixed, library.DMatrix(rows, numbers), 1)
    else:
        fixed = {"objective": "binary", "num_threads": 1, "verbose": -1}
        booster = library.train(fixed, library.Dataset(rows, numbers), 1)
    booster.save_model(str(tmp_path / "model.json"))
    document = f"flavors:\n  {flavor}:\n    data: model.json\n    {version}: '3.0'\n"
    (tmp_path / "MLmodel").write_text(document)
    told: list[str] = []
    (found,) = load_estimators([tmp_path], Loading(told.append))
    assert type(found).__name__ == "Booster"
    assert re.fullmatch(rf".*MLmodel: names model.json, which {flavor} 3.0 made", told[0], re.I)
