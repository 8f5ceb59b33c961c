"""Say why a classifier cannot be exported, and what its author can do about it."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from train.errors import InputError
from train.export.steps.names import name_of

ENSEMBLE = (
    'VotingClassifier([("a", FrozenEstimator(a)), ("b", FrozenEstimator(b))], voting="soft"), '
    "which fits nothing again (docs/export.md#an-ensemble-of-your-own)"
)
"""What an author makes of fitted classifiers whose probabilities the code averages."""
WITHIN = (
    "tried on vectors, it does not predict as that one does, even if each column is multiplied by "
    "a number; if it does so for texts, dump that one instead"
)
MOST_SHOWN = 5


def unsupported(classifier: Any, known: Collection[str]) -> InputError:
    """Return the refusal of a classifier; `known` are the classes that can be exported.

    These have the name of their top-level package, as in "sklearn.SVC".
    """
    name, kind = type(classifier).__name__, type(classifier)
    base = next((each for each in kind.__mro__ if _qualified(each) in known), None)
    if base is not None:
        return InputError(
            f"{kind.__module__}.{name} is not supported, only {_qualified(base)}, which it is "
            "based on: its methods are not exported; if it predicts as that does, set "
            f"model.__class__ = {base.__name__} before you dump it"
        )
    members = [
        type(each).__name__
        for each in {id(one): one for one in held_classifiers(classifier)}.values()
    ]
    if members:
        shown = ", ".join(members[:MOST_SHOWN]) + ", ..." * (len(members) > MOST_SHOWN)
        way = f"if it takes the mean of their probabilities, dump a {ENSEMBLE}"
        return InputError(
            f"classifier {name} is not supported: what it makes of {shown} is code, which is not "
            f"exported; {way if len(members) > 1 else WITHIN}"
        )
    supported = ", ".join(sorted({key.partition(".")[2] for key in known}))
    return InputError(f"classifier {name} is not supported; expected one of {supported}")


def _qualified(kind: type) -> str:
    return f"{kind.__module__.partition('.')[0]}.{kind.__name__}"


def held_classifiers(classifier: Any) -> Iterator[Any]:
    """Yield the fitted classifiers that an object of the author's own class holds."""
    if name_of(classifier).startswith(("sklearn.", "imblearn.")):
        return
    for value in vars(classifier).values():
        inner = [*value.values()] if isinstance(value, Mapping) else value
        for each in inner if isinstance(inner, list | tuple) else [inner]:
            found = each[-1] if isinstance(each, tuple) and each else each
            if hasattr(found, "predict") and (hasattr(found, "classes_")):
                yield found
