"""Export XGBoost's classifiers from the JSON that a booster saves; the library is not imported."""

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np

from train.errors import InputError
from train.export.classifiers.booster import RAW
from train.export.classifiers.label_names import class_names
from train.export.discriminant import Discriminant, checked, folded
from train.export.forms.linear import node_of
from train.export.forms.node import Node
from train.export.forms.rows import check_width
from train.export.forms.trees.ensemble import ensemble
from train.export.forms.trees.packing import Tree
from train.export.space import Space

BINARY = ("binary:logistic", "reg:logistic")
MULTICLASS = ("multi:softprob", "multi:softmax")


def _classifier(classifier: Any, space: Space) -> Node:
    check_width(classifier, space)
    booster = classifier.get_booster()
    saved = json.loads(bytes(booster.save_raw(raw_format="json")))
    return export_saved(saved, space, tuple(classifier.classes_))


def export_booster(classifier: Any, space: Space) -> Node:
    """Export a booster as such, whose prediction takes all rounds.

    A margin above 0 is a probability above 0.5, so margins are exported with probabilities.
    """
    check_width(classifier, space)
    saved = json.loads(bytes(classifier.booster.save_raw(raw_format="json")))
    return export_saved(saved, space, tuple(classifier.classes_), of_classifier=False)


def export_saved(
    saved: dict[str, Any], space: Space, classes: tuple[Any, ...], *, of_classifier: bool = True
) -> Node:
    """Export a booster as XGBoost saves it in JSON.

    XGBoost computes in 32 bits: a node goes left if the feature, rounded, is below its threshold,
    and the sums of the leaves are rounded after each tree. `of_classifier` is whether
    `XGBClassifier` predicts, which leaves out the rounds after the best one of early stopping.

    Raises
    ------
    InputError
        If the format cannot express the booster; names the parameter, and what is expected.
    """
    learner = saved["learner"]
    parameters, objective = learner["learner_model_param"], learner["objective"]["name"]
    if objective not in BINARY + MULTICLASS and (of_classifier or objective != RAW):
        raise _refused(f"objective={objective!r}", ", ".join(BINARY + MULTICLASS))
    targets = max(1, int(parameters.get("num_target", 1)))
    start = _start(parameters, objective, len(classes) if objective in MULTICLASS else targets)
    booster = learner["gradient_booster"]
    if booster["name"] == "gblinear":
        return _linear(booster["model"], start, targets, classes, space)
    attributes = learner.get("attributes", {}) if of_classifier else {}
    trees = _trees(booster, attributes, len(start), space)
    if targets == 1:
        return ensemble(trees, space, classes, start, "softmax", turns=True)
    node = ensemble(trees, space, range(targets), start, "each", turns=True)
    return replace(node, several=True)


def _linear(
    model: dict[str, Any], start: Any, targets: int, classes: tuple[Any, ...], space: Space
) -> Node:
    """Return the discriminant function of a linear booster: the last weights are the biases.

    XGBoost adds the first number of `base_score` to all margins, unlike to those of trees.
    """
    if targets > 1:
        raise _refused("booster='gblinear' and several labels for each text", "'gbtree' or 'dart'")
    weights = np.array(model["weights"], dtype=np.float64).reshape(-1, len(start))
    names = class_names(classes)
    form = Discriminant(names, "softmax", weights[-1] + float(start[0]), weights[:-1].T)
    return node_of(folded(checked(form, "XGBoost"), space), classes)


def _trees(
    booster: dict[str, Any], attributes: dict[str, str], sums: int, space: Space
) -> list[Tree]:
    """Return the trees that predict; each adds to one sum, in turn."""
    model, weights = _model(booster)
    used = _used(model, attributes)
    # Rows that a transformer centred are dense.
    sparse = space.dense is not True and not space.shift.any()
    trees = [_tree(model["trees"][number], weights[number], sparse) for number in used]
    turns = np.argsort(np.array(model["tree_info"])[used], kind="stable")
    return [trees[i] for i in turns.reshape(sums, -1).T.reshape(-1)]


def _model(booster: dict[str, Any]) -> tuple[dict[str, Any], list[float]]:
    """Return the trees' model, and the weight of each tree."""
    if booster["name"] == "dart":
        return booster["gbtree"]["model"], booster["weight_drop"]
    model = booster["model"]
    return model, [1.0] * len(model["trees"])


def _start(parameters: dict[str, Any], objective: str, sums: int) -> Any:
    """Return the base score as margins: one number or, from XGBoost 3.1 on, one for each class."""
    scores = np.array(parameters["base_score"].strip("[]").split(","), dtype=np.float32)
    if objective in BINARY:
        scores = np.array([-math.log(1.0 / float(score) - 1.0) for score in scores], np.float32)
    return np.broadcast_to(scores, sums).astype(np.float32)


def _used(model: dict[str, Any], attributes: dict[str, str]) -> list[int]:
    """Return the numbers of the trees that predict: after early stopping those up to the best."""
    count = len(model["trees"])
    if "best_iteration" in attributes:
        count = model["iteration_indptr"][int(attributes["best_iteration"]) + 1]
    return list(range(count))


def _tree(tree: dict[str, Any], weight: float, zero_is_missing: bool) -> Tree:
    """Return a tree; with sparse rows XGBoost takes a feature that is absent as missing."""
    if int(tree["tree_param"].get("size_leaf_vector", 1)) > 1:
        raise _refused("multi_strategy='multi_output_tree'", "'one_output_per_tree'")
    if any(tree["split_type"]):
        raise _refused("a categorical feature", "numbers only")
    left = np.array(tree["left_children"])
    conditions = np.array(tree["split_conditions"], dtype=np.float32)
    below = np.nextafter(conditions, np.float32(-np.inf))
    return Tree(
        feature=np.where(left < 0, -1, np.array(tree["split_indices"])),
        threshold=below.astype(np.float64),
        left=left,
        right=np.array(tree["right_children"]),
        value=(np.float32(weight) * conditions)[:, None],
        missing_left=np.array(tree["default_left"], dtype=bool) if zero_is_missing else None,
    )


def _refused(found: str, expected: str) -> InputError:
    return InputError(f"XGBoost with {found} is not supported; expected {expected}")


EXPORTERS = {"xgboost.XGBClassifier": _classifier, "xgboost.XGBRFClassifier": _classifier}
