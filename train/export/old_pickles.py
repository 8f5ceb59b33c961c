"""Load pickles, also those of earlier releases of scikit-learn and of this project.

A pickled vectorizer of the default recipe contains an `Analyzer` and its `Normalizer`. A pickle
names a class by its module, and these two have moved. Before they became NamedTuples they were
frozen dataclasses with slots, which pickle in another way:

- a NamedTuple passes its fields to `__new__`;
- a dataclass with slots calls `__new__` without fields, then `__setstate__` with a list of them.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any, BinaryIO, ClassVar

from sklearn.feature_extraction.text import CountVectorizer
from sklearn.pipeline import FeatureUnion, Pipeline

from chalicelib.registry.old_estimators import renewed
from chalicelib.registry.unpickling import unpickle
from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.normalizer import Normalizer


class _Former:
    """A class by its earlier name: makes instances of the present class, its `present`.

    An instance of `_Former` itself exists only for a pickled dataclass. Its fields arrive after it
    was created, and a NamedTuple cannot be filled later, so `value` holds the present object.
    """

    present: ClassVar[type[Analyzer] | type[Normalizer]]
    value: Analyzer | Normalizer

    def __new__(cls, *fields: Any) -> Any:
        return cls.present(*fields) if fields else super().__new__(cls)

    def __setstate__(self, fields: Sequence[Any]) -> None:
        self.value = self.present(*map(_present, fields))


class _FormerAnalyzer(_Former):
    present = Analyzer


class _FormerNormalizer(_Former):
    present = Normalizer


def _module(name: str, **classes: type) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(classes)
    return module


OLD_MODULES = {
    "chalicelib.analyzer": _module("chalicelib.analyzer", Analyzer=_FormerAnalyzer),
    "chalicelib.normalizer": _module("chalicelib.normalizer", Normalizer=_FormerNormalizer),
}
"""The earlier modules by name, with their classes."""


def load_pickle(file: BinaryIO) -> Any:
    """Load a joblib file; bring estimators and analyzers of earlier releases up to date.

    Raises
    ------
    FormatError
        If the file cannot be loaded, or scikit-learn now predicts otherwise.
    """
    with _old_modules():
        estimator = renewed(unpickle(file))
    _replace_analyzers(estimator)
    return estimator


def _replace_analyzers(estimator: Any) -> None:
    """Replace the analyzers of the vectorizers in it, also within what one file may hold."""
    if isinstance(estimator, dict | list | tuple):
        for inner in estimator.values() if isinstance(estimator, dict) else estimator:
            _replace_analyzers(inner)
    elif isinstance(estimator, Pipeline | FeatureUnion):
        nested = estimator.steps if isinstance(estimator, Pipeline) else estimator.transformer_list
        for _, inner in nested:
            _replace_analyzers(inner)
    elif isinstance(estimator, CountVectorizer):  # the base class of TfidfVectorizer, too
        estimator.analyzer = _present(estimator.analyzer)


def _present(value: Any) -> Any:
    return value.value if isinstance(value, _Former) else value


@contextmanager
def _old_modules() -> Iterator[None]:
    """Let an import of an earlier module find its stand-in, within the block."""
    sys.modules.update(OLD_MODULES)
    try:
        yield
    finally:
        for name in OLD_MODULES:
            del sys.modules[name]
