"""Export boosters as `xgb.train` and `lgb.train` return them."""

from typing import Any

from train.export.forms.node import Node
from train.export.forms.trees import lightgbm, xgboost
from train.export.space import Space

LIBRARIES = {"lightgbm": lightgbm.export_booster, "xgboost": xgboost.export_booster}


def _booster(classifier: Any, space: Space) -> Node:
    return LIBRARIES[classifier.library](classifier, space)


EXPORTERS = {"train.Booster": _booster}
