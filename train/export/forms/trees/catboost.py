"""Export CatBoost's classifiers from the JSON that they save; the library is not imported."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from train.errors import InputError
from train.export.forms.node import Node
from train.export.forms.trees.ensemble import ensemble
from train.export.forms.trees.packing import Tree
from train.export.space import Space

LINKS = {"Logloss": "logistic", "CrossEntropy": "logistic", "MultiClass": "softmax"}


def _classifier(classifier: Any, space: Space) -> Node:
    with TemporaryDirectory() as folder:
        path = Path(folder, "model.json")
        classifier.save_model(str(path), format="json")
        saved = json.loads(path.read_bytes())
    loss = classifier.get_all_params()["loss_function"]
    return export_saved(saved, loss, space, tuple(classifier.classes_))


def export_saved(saved: dict[str, Any], loss: str, space: Space, classes: tuple[Any, ...]) -> Node:
    """Export a model as CatBoost saves it in JSON, with the name of its loss function.

    CatBoost asks whether a feature, rounded to 32 bits, is above a border. Each of the d questions
    of a symmetric tree is asked for all its nodes of one depth, so it has 2^d leaves.

    Raises
    ------
    InputError
        If the format cannot express the model; names the parameter, and what is expected.
    """
    if loss not in LINKS:
        raise _refused(f"loss_function={loss!r}", "one of " + ", ".join(LINKS))
    if "oblivious_trees" not in saved:
        raise _refused("another grow_policy", "'SymmetricTree'")
    features = saved["features_info"].get("float_features", [])
    columns = {each["feature_index"]: each["flat_feature_index"] for each in features}
    scale, start = saved["scale_and_bias"]
    trees = [_tree(tree, scale, columns, len(start)) for tree in saved["oblivious_trees"]]
    return ensemble(trees, space, classes, np.float64(start), LINKS[loss])


def _tree(tree: dict[str, Any], scale: float, columns: dict[int, int], sums: int) -> Tree:
    """Return a symmetric tree as a binary one; node i has the children 2 i + 1 and 2 i + 2.

    Bit j of a leaf's number is whether the feature is above border j. The last question is asked
    first, so the leaves are in the order of their numbers.
    """
    splits = tree["splits"][::-1]
    if any(split["split_type"] != "FloatFeature" for split in splits):
        raise _refused("a non-numeric feature", "numbers only")
    inner = 2 ** len(splits) - 1
    depths = np.repeat(np.arange(len(splits)), 2 ** np.arange(len(splits)))
    nodes = np.arange(inner)
    feature = np.array([columns[split["float_feature_index"]] for split in splits], dtype=np.int64)
    border = np.array([split["border"] for split in splits], dtype=np.float64)
    leaves = scale * np.array(tree["leaf_values"]).reshape(-1, sums)
    return Tree(
        feature=_padded(feature[depths], -1, inner + 1),
        threshold=_padded(border[depths], 0.0, inner + 1),
        left=_padded(2 * nodes + 1, -1, inner + 1),
        right=_padded(2 * nodes + 2, -1, inner + 1),
        value=np.concatenate([np.zeros((inner, sums)), leaves]),
    )


def _padded(values: NDArray[Any], value: float, count: int) -> NDArray[Any]:
    return np.concatenate([values, np.full(count, value, dtype=values.dtype)])


def _refused(found: str, expected: str) -> InputError:
    return InputError(f"CatBoost with {found} is not supported; expected {expected}")


EXPORTERS = {"catboost.CatBoostClassifier": _classifier}
