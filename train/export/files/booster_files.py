"""Files in which XGBoost, LightGBM and CatBoost save a model; loading one runs no code of it."""

import json
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from train.errors import InputError
from train.export.files.recognition import ModelFile


def load_booster(file: ModelFile) -> Any:
    """Return the model in a file that is recognized as one of a library of boosters.

    Raises
    ------
    InputError
        If the library is not installed, or cannot read the file.
    """
    name = file.format
    try:
        library = import_module(name)
    except ImportError as exc:
        raise InputError(
            f"{file.path}: needs {name}, which is not installed: pip install {name}"
        ) from exc
    try:
        return _READERS[name](library, file.content)
    except Exception as exc:  # each library raises errors of its own
        reason = next(iter(str(exc).splitlines()), "")
        raise InputError(
            f"{file.path}: {name} cannot load it ({type(exc).__name__}: {reason})"
        ) from exc


def _xgboost(library: Any, content: bytes) -> Any:
    """Return a booster, or what `XGBClassifier.save_model` saved as such."""
    booster = library.Booster(model_file=bytearray(content))
    kept = json.loads(booster.attr("scikit_learn") or "{}")
    if kept.get("_estimator_type") != "classifier":
        return booster
    classifier = library.XGBClassifier()
    classifier.load_model(bytearray(content))
    return classifier


def _lightgbm(library: Any, content: bytes) -> Any:
    return library.Booster(model_str=content.decode())


def _catboost(library: Any, content: bytes) -> Any:
    classifier = library.CatBoostClassifier()
    classifier.load_model(blob=content)
    return classifier


_READERS: Mapping[str, Callable[[Any, bytes], Any]] = {
    "xgboost": _xgboost,
    "lightgbm": _lightgbm,
    "catboost": _catboost,
}
