"""Say why a value cannot be in a slice."""

from types import FunctionType
from typing import Any, NoReturn

from train.errors import InputError
from train.export.functions.origins import Origin, origin_of, requirement
from train.export.functions.trials import stand_ins


def is_fitted(value: Any) -> bool:
    """Return whether a value is a model or a vectorizer, such as a script loads from a file."""
    return not isinstance(value, type) and any(
        callable(getattr(value, name, None)) for name in ("predict", "fit_transform")
    )


def refuse(value: Any, hint: str) -> NoReturn:
    """Refuse a value; `hint` is the name by which a function uses it.

    Raises
    ------
    InputError
        Always.
    """
    if (advice := stand_ins.needs_data(value)) is not None:
        raise InputError(f"{hint!r} needs the data files of NLTK; {advice}")
    if is_fitted(value):
        raise InputError(
            f"it uses {hint!r}, a {type(value).__name__}; expected a function that returns the "
            "cleaned text, such as def clean(text): ..., and leaves vectors and labels to the model"
        )
    kind = value if isinstance(value, type | FunctionType) else type(value)
    if origin_of(kind.__module__) is Origin.INSTALLED:
        requirement(kind.__module__)  # says why, if the package is one to do without
    raise InputError(
        f"it uses {hint!r}, which is no plain data but a {kind.__module__}.{kind.__qualname__}; "
        "expected data, functions and classes that are written in Python"
    )
