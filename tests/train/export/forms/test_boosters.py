"""Boosters of XGBoost, LightGBM and CatBoost give the same results after export.

tests/data/boosters has what they saved, and their probabilities. The last tests need a library.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.form_files import assert_several_agree, form_case
from tests.support.parity import LABELS, TEXTS, THIRD, TRAINING
from tests.support.tree_files import vector_of, written_and_read
from tests.support.tree_models import assert_same as assert_same_texts
from tests.support.tree_models import fit_trees
from train.errors import InputError
from train.export.forms.node import Node
from train.export.forms.registry import exporters
from train.export.forms.trees import catboost, lightgbm, xgboost
from train.export.space import Space, plain_space

FOLDER = Path("tests/data/boosters")
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
COLUMNS = 6


def document(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_bytes())
    return loaded


def exported(name: str, found: dict[str, Any], space: Space) -> Node:
    saved, classes = found["saved"], tuple(found["classes"])
    if name.startswith("catboost"):
        loss = "Logloss" if len(classes) == 2 else "MultiClass"
        return catboost.export_saved(saved, loss, space, classes)
    if name.startswith("lightgbm"):
        return lightgbm.export_dumped(saved, space, classes)
    return xgboost.export_saved(saved, space, classes)


def assert_same(name: str, space: Space, columns: Callable[[int], int] = lambda at: at) -> None:
    found = document(name)
    read = written_and_read(exported(name, found, space), space.width)
    rows = [
        {columns(at): value / space.scale[at] for at, value in enumerate(row) if value}
        for row in found["rows"]
    ]
    scores = [read.scores(vector_of(row)) for row in rows]
    probabilities = np.array([each.probabilities for each in scores], dtype=float)
    tolerance = 1e-6 if name.startswith("xgboost") else 1e-12
    np.testing.assert_allclose(probabilities, found["probabilities"], rtol=0, atol=tolerance)
    assert [read.label(each) for each in scores] == [str(label) for label in found["labels"]]


@pytest.mark.parametrize("name", NAMES)
def test_labels_and_probabilities_agree(name: str) -> None:
    assert_same(name, plain_space(COLUMNS, document(name)["dense"]))


@pytest.mark.parametrize("name", NAMES)
def test_selected_and_scaled_columns_lead_to_the_same_leaves(name: str) -> None:
    columns, scale = np.array([4, 0, 7, 2, 5, 1]), np.array([2.0, -2.0, 1.0, 0.5, -1.0, 4.0])
    space = Space(8, columns, scale, np.zeros(6), document(name)["dense"])
    assert_same(name, space, lambda at: int(columns[at]))


def test_an_absent_feature_is_missing_unless_the_rows_are_known_to_be_dense() -> None:
    found = document("xgboost-two")
    spaces = [plain_space(COLUMNS, dense) for dense in (None, False, True)]
    nodes = [exported("xgboost-two", found, space) for space in spaces]
    unknown, sparse, dense = (node.tensors["column"].tolist() for node in nodes)
    assert unknown == sparse
    assert sparse != dense


def test_centred_rows_are_dense() -> None:
    found = document("xgboost-two-dense")
    shift = np.linspace(-0.3, 0.2, COLUMNS)
    space = Space(COLUMNS, np.arange(COLUMNS), np.ones(COLUMNS), shift)
    read = written_and_read(exported("xgboost-two-dense", found, space), COLUMNS)
    rows = [dict(enumerate((np.array(row) - shift).tolist())) for row in found["rows"]]
    scores = [read.scores(vector_of(row)) for row in rows]
    probabilities = np.array([each.probabilities for each in scores], dtype=float)
    np.testing.assert_allclose(probabilities, found["probabilities"], rtol=0, atol=1e-6)


def test_trees_after_the_best_iteration_are_left_out() -> None:
    found = document("xgboost-three")
    found["saved"]["learner"]["attributes"] = {"best_iteration": "1"}
    assert len(exported("xgboost-three", found, plain_space(COLUMNS)).tensors["root"]) == 6


def booster(saved: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = saved["learner"]["gradient_booster"]
    return found


def several_linear(saved: dict[str, Any]) -> None:
    booster(saved).update(name="gblinear")
    saved["learner"]["learner_model_param"]["num_target"] = "2"


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        pytest.param("xgboost-two", lambda saved: several_linear(saved),
                     "XGBoost with booster='gblinear' and several labels.*'gbtree' or 'dart'",
                     id="linear"),
        pytest.param("xgboost-two",
                     lambda saved: booster(saved)["model"]["trees"][0]["tree_param"].update(
                         size_leaf_vector="2"),
                     "multi_strategy='multi_output_tree'.*'one_output_per_tree'", id="leaves"),
        pytest.param("xgboost-two",
                     lambda saved: saved["learner"]["objective"].update(name="binary:hinge"),
                     "objective='binary:hinge'", id="hinge"),
        pytest.param("xgboost-two",
                     lambda saved: booster(saved)["model"]["trees"][0].update(split_type=[1]),
                     "XGBoost with a categorical feature", id="xgboost-category"),
        pytest.param("lightgbm-two", lambda saved: saved.update(objective="regression"),
                     "LightGBM with objective='regression'", id="regression"),
        pytest.param("lightgbm-two", lambda saved: saved.pop("objective"),
                     "LightGBM with objective='a'", id="function"),
        pytest.param("lightgbm-two",
                     lambda saved: root(saved).update(decision_type="=="),
                     "LightGBM with a categorical feature", id="lightgbm-category"),
        pytest.param("lightgbm-two",
                     lambda saved: root(saved)["left_child"].update(leaf_coeff=[1.0]),
                     "linear_tree=True", id="linear-tree"),
        pytest.param("catboost-two", lambda saved: saved.pop("oblivious_trees"),
                     "CatBoost with another grow_policy.*'SymmetricTree'", id="policy"),
        pytest.param("catboost-two",
                     lambda saved: saved["oblivious_trees"][0]["splits"][0].update(
                         split_type="OnlineCtr"),
                     "CatBoost with a non-numeric feature", id="ctr"),
    ],
)  # fmt: skip
def test_what_the_format_cannot_express_is_refused_by_name(
    name: str, change: Callable[[Any], Any], message: str
) -> None:
    found = document(name)
    change(found["saved"])
    with pytest.raises(InputError, match=message):
        exported(name, found, plain_space(COLUMNS))


def root(saved: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = saved["tree_info"][0]["tree_structure"]
    return found


def test_another_loss_is_refused_by_name() -> None:
    found = document("catboost-two")
    with pytest.raises(InputError, match="loss_function='MultiClassOneVsAll'"):
        catboost.export_saved(found["saved"], "MultiClassOneVsAll", plain_space(6), (0, 1))


def test_zero_as_missing_after_centring_is_refused() -> None:
    found = document("lightgbm-two-missing")
    space = Space(COLUMNS, np.arange(COLUMNS), np.ones(COLUMNS), np.ones(COLUMNS))
    with pytest.raises(InputError, match="zero_as_missing=True after a transformer"):
        exported("lightgbm-two-missing", found, space)


NUMBERS = [["ham", "prize", "spam"].index(label) for label in THIRD]
FEW = {"n_estimators": 4, "n_jobs": 1}


@pytest.mark.filterwarnings("ignore:`XGBRFClassifier` is deprecated:FutureWarning")
@pytest.mark.parametrize("labels", [[int(label == "spam") for label in LABELS], NUMBERS])
def test_xgboost_itself_agrees(labels: list[int]) -> None:
    library = pytest.importorskip("xgboost")
    for classifier in (library.XGBClassifier(**FEW), library.XGBRFClassifier(**FEW)):
        assert_same_texts(fit_trees(classifier, labels), TEXTS, 1e-6)


@pytest.mark.filterwarnings("ignore:.*booster=gblinear.* is deprecated:UserWarning")
@pytest.mark.parametrize("labels", [[int(label == "spam") for label in LABELS], NUMBERS])
def test_a_linear_booster_of_xgboost_agrees(labels: list[int]) -> None:
    library = pytest.importorskip("xgboost")
    classifier = library.XGBClassifier(**FEW, booster="gblinear", learning_rate=0.9)
    assert_same_texts(fit_trees(classifier, labels), TEXTS, 2e-6)


@pytest.mark.parametrize("mode", ["sparse", "dense"])
def test_several_labels_of_xgboost_agree(mode: str) -> None:
    library = pytest.importorskip("xgboost")
    table = np.array([["free" in text, "see" in text, "call" in text] for text in TRAINING])
    case = form_case(library.XGBClassifier(**FEW, max_depth=2), table.astype(int), mode)
    assert case.read.several
    assert_several_agree(case, [text for text in TEXTS if len(text) < 1000] + TRAINING, 1e-5)


@pytest.mark.parametrize("labels", [LABELS, THIRD])
def test_lightgbm_itself_agrees(labels: list[str]) -> None:
    library = pytest.importorskip("lightgbm")
    classifier = library.LGBMClassifier(**FEW, min_child_samples=2, verbose=-1)
    assert_same_texts(fit_trees(classifier, labels), TEXTS)


def test_a_catboost_classifier_saves_itself() -> None:
    found = document("catboost-two")

    class Saving:
        classes_ = (0, 1)

        def save_model(self, path: str, format: str) -> None:
            assert format == "json"
            Path(path).write_text(json.dumps(found["saved"]))

        def get_all_params(self) -> dict[str, str]:
            return {"loss_function": "Logloss"}

    node = exporters()["catboost.CatBoostClassifier"](Saving(), plain_space(COLUMNS))
    expected = exported("catboost-two", found, plain_space(COLUMNS))
    assert node.config == expected.config
    assert [*node.tensors] == [*expected.tensors]


def test_a_model_of_catboost_over_other_features_is_refused() -> None:
    found = document("catboost-two")
    with pytest.raises(InputError, match="features or more and the vectorizer 2 terms"):
        exported("catboost-two", found, plain_space(2))
