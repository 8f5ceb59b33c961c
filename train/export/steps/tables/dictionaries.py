"""Follow a DictVectorizer after a transformer of the author's that makes a dictionary of a text."""

from typing import Any

from sklearn.preprocessing import FunctionTransformer

from train.errors import InputError
from train.export.functions.trials.originals import original_of
from train.export.functions.trials.texts import TEXTS
from train.export.steps.names import name_of, shown
from train.export.steps.own_steps import numbers
from train.export.steps.stream import Stream
from train.export.steps.walker import Text, Walker


def of_dictionaries(step: Any, text: Text, walker: Walker) -> Stream:
    """Return the vector that a DictVectorizer makes: the numbers of a dictionary, by name.

    Raises
    ------
    InputError
        If another step follows, or the dictionaries have other keys from text to text, or words.
    """
    if name_of(step) != "sklearn.DictVectorizer":
        raise InputError(
            f"{shown(text.made_by)} makes a dictionary of a text, and {shown(step)} follows; "
            "expected DictVectorizer"
        )
    names = tuple(step.feature_names_)
    _check(text.made_by, names)
    is_function = isinstance(text.made_by, FunctionTransformer)
    function = text.made_by if is_function else text.made_by.transform
    reference = walker.functions.reference(function, batch=not is_function, cells=names)
    stream = numbers("DictVectorizer", reference, len(names), Text(text.cleaning), walker)
    return stream.made(dense=not step.sparse)


def _check(transformer: Any, names: tuple[str, ...]) -> None:
    make = original_of(transformer)
    for text in TEXTS:
        try:
            row = make(text)
        except Exception:  # noqa: BLE001, S112 - the trial of the function says so
            continue
        if not all(isinstance(row.get(name), int | float) for name in names):
            raise InputError(
                f"{shown(transformer)} makes {dict(list(row.items())[:3])} of a text, and the "
                f"columns of DictVectorizer are {', '.join(names[:5])}; expected a number for "
                "each column in the dictionary of each text"
            )
