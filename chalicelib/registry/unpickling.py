"""Unpickle estimators of scikit-learn, whichever version made them; runs the code in the file.

Modules have moved between versions, and a pickle names a class by its module. joblib is imported
only by a call, and scikit-learn by the pickle.
"""

import importlib
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any, BinaryIO, NamedTuple

from chalicelib.errors import FormatError

MAX_REASON_CHARACTERS = 150
_WAY_OUT = "if another version of scikit-learn made it, fit the model again"


class Unpickled(NamedTuple):
    """An unpickled object, and which other versions of scikit-learn made the estimators in it.

    `made_by` has the version by the name of the class; it is empty if the installed version made
    all. `installed` is that version.
    """

    value: Any
    made_by: Mapping[str, str]
    installed: str


class LostClass:
    """Stands for a class that no version needs to predict, such as a loss; accepts any state."""

    def __init__(self, *_: object) -> None:
        """Accept what the lost class accepted."""

    def __setstate__(self, _: object) -> None:
        """Drop the state."""


class _Moved(ModuleType):
    """A module by its former name: finds its classes in `present`, if there is such a module."""

    def __init__(self, name: str, present: str | None) -> None:
        super().__init__(name)
        self.present = present

    def __getattr__(self, name: str) -> Any:
        if self.present is None:
            return LostClass
        return getattr(importlib.import_module(self.present), name)


_MODELS = "sklearn.linear_model"
MOVED: Mapping[str, str | None] = {
    # Until scikit-learn 0.21, modules had public names.
    f"{_MODELS}.logistic": f"{_MODELS}._logistic",
    f"{_MODELS}.perceptron": f"{_MODELS}._perceptron",
    f"{_MODELS}.ridge": f"{_MODELS}._ridge",
    f"{_MODELS}.stochastic_gradient": f"{_MODELS}._stochastic_gradient",
    "sklearn.preprocessing.label": "sklearn.preprocessing._label",
    "sklearn.svm.classes": "sklearn.svm._classes",
    # Until 0.22, joblib was a part of scikit-learn.
    "sklearn.externals.joblib.numpy_pickle": "joblib.numpy_pickle",
    # The losses, which only fitting needs.
    f"{_MODELS}.sgd_fast": None,
    "_loss": None,
}
_LOSSES = f"{_MODELS}._sgd_fast"
"""The present module of some losses; the others have left it."""


def unpickle(file: BinaryIO) -> Unpickled:
    """Load a joblib file or a pickle.

    Raises
    ------
    FormatError
        If it cannot be loaded; the message does not name the file.
    """
    try:
        return _unpickled(file)
    except (ImportError, AttributeError, TypeError) as exc:
        raise FormatError(f"needs code that is not installed here ({exc}); {_WAY_OUT}") from exc
    except (Exception, SystemExit) as exc:  # a pickle's code may raise anything
        reason = next(iter(str(exc).splitlines()), "")[:MAX_REASON_CHARACTERS]
        raise FormatError(
            f"a pickle cannot be loaded ({type(exc).__name__}: {reason}); expected a whole file "
            f"of pickle or joblib; {_WAY_OUT}"
        ) from exc


def _unpickled(file: BinaryIO) -> Unpickled:
    """Load a file; if a class is not where the file says, look where it is now."""
    import joblib

    try:
        return noting_versions(lambda: joblib.load(file))
    except (ImportError, AttributeError):
        file.seek(0)
        with _former_modules():
            return noting_versions(lambda: joblib.load(file))


def noting_versions(load: Callable[[], Any]) -> Unpickled:
    """Load an object; scikit-learn warns of each estimator of another version."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        value = load()
    found = [vars(warning.message) for warning in caught]
    made_by = {
        str(message["estimator_name"]): str(message["original_sklearn_version"])
        for message in found
        if "original_sklearn_version" in message
    }
    return Unpickled(value, made_by, _installed())


def _installed() -> str:
    """Return the version of scikit-learn, or "" if nothing has imported it."""
    return str(getattr(sys.modules.get("sklearn"), "__version__", ""))


@contextmanager
def _former_modules() -> Iterator[None]:
    """Let a pickle find the modules of earlier versions by their names, within the block."""
    importlib.import_module(_MODELS)  # before its module of losses is replaced
    losses = sys.modules[_LOSSES]
    moved = {name: _Moved(name, present) for name, present in MOVED.items()}
    sys.modules.update(moved | {_LOSSES: _Moved(_LOSSES, None)})
    try:
        yield
    finally:
        sys.modules[_LOSSES] = losses
        for name in moved:
            del sys.modules[name]
