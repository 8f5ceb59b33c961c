"""Write the boosters of this folder: what XGBoost, LightGBM and CatBoost save, and their results.

The libraries are no requirements of the project, so their models are kept here. They were made with
xgboost 3.2.0, lightgbm 4.7.0 and catboost 1.2.10:

    pip install xgboost lightgbm catboost
    python tests/data/boosters/make_boosters.py
"""

import json
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from scipy import sparse

FOLDER = Path(__file__).parent


def data(classes: int, dense: bool) -> tuple[Any, Any]:
    """Return rows of which two thirds of the numbers are 0, and their classes."""
    random = np.random.default_rng(16)
    rows = random.uniform(0.1, 1.0, (90, 6)) * (random.uniform(size=(90, 6)) < 0.35)
    # Absent is like high, not like low: missing features go right.
    labels = ((rows[:, 0] == 0.0) | (rows[:, 0] > 0.5)).astype(int) * (rows[:, 1] < 0.4)
    labels += (classes > 2) * (rows[:, 2] > 0.3)
    flipped = random.uniform(size=90) < 0.15
    labels = np.where(flipped, random.integers(0, classes, 90), labels)
    return (rows if dense else sparse.csr_matrix(rows)), labels


def write(name: str, classifier: Any, classes: int, dense: bool = False) -> None:
    """Fit a classifier and write what it saves, the rows, and the probabilities it gives them."""
    rows, labels = data(classes, dense)
    classifier.fit(rows, labels)
    tried = rows[:40] if dense else rows[:40].toarray()
    document = {
        "saved": saved(classifier),
        "classes": classifier.classes_.tolist(),
        "dense": dense,
        "rows": tried.tolist(),
        "probabilities": classifier.predict_proba(rows[:40]).astype(float).tolist(),
        "labels": np.ravel(classifier.predict(rows[:40])).tolist(),
    }
    Path(FOLDER, f"{name}.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")


def saved(classifier: Any) -> Any:
    """Return what a classifier saves, as the exporter reads it."""
    if hasattr(classifier, "get_booster"):
        return json.loads(bytes(classifier.get_booster().save_raw("json")))
    if hasattr(classifier, "booster_"):
        return classifier.booster_.dump_model()
    with TemporaryDirectory() as folder:
        path = Path(folder, "model.json")
        classifier.save_model(str(path), format="json")
        document = json.loads(path.read_bytes())
    return {name: part for name, part in document.items() if name != "model_info"}


def main() -> None:
    """Write all boosters."""
    catboost, lightgbm, xgboost = map(import_module, ("catboost", "lightgbm", "xgboost"))
    few = {"n_estimators": 3, "max_depth": 2, "n_jobs": 1}
    write("xgboost-two", xgboost.XGBClassifier(**few, base_score=0.3), 2)
    write("xgboost-two-dense", xgboost.XGBClassifier(**few), 2, dense=True)
    write("xgboost-three", xgboost.XGBClassifier(**few), 3)
    write(
        "xgboost-dart",
        xgboost.XGBClassifier(**few, booster="dart", rate_drop=0.5, random_state=1),
        2,
    )
    write("xgboost-forest", xgboost.XGBRFClassifier(**few), 3)
    small = few | {"verbose": -1, "min_child_samples": 5}
    write("lightgbm-two", lightgbm.LGBMClassifier(**small), 2)
    write(
        "lightgbm-two-missing",
        lightgbm.LGBMClassifier(**small, zero_as_missing=True, sigmoid=2.0),
        2,
    )
    write("lightgbm-three", lightgbm.LGBMClassifier(**small), 3)
    write("lightgbm-three-each", lightgbm.LGBMClassifier(**small, objective="multiclassova"), 3)
    mean = {"boosting_type": "rf", "bagging_freq": 1, "bagging_fraction": 0.7}
    write("lightgbm-forest", lightgbm.LGBMClassifier(**small, **mean), 2)
    quiet = {"iterations": 3, "depth": 2, "verbose": 0, "allow_writing_files": False}
    write("catboost-two", catboost.CatBoostClassifier(**quiet, thread_count=1), 2)
    write("catboost-three", catboost.CatBoostClassifier(**quiet, thread_count=1), 3)


if __name__ == "__main__":
    main()
