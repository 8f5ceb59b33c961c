"""Write NLTK's lemmatizers, their class and its `wordnet` as the project's own lemmatizer."""

from collections.abc import Set
from typing import Any

from train.export.functions.nltk_parts.lemma_calls import parts_given
from train.export.functions.nltk_parts.wordnet import is_wordnet, lemma_data
from train.export.functions.trials.stand_in import StandIn

_MODULE = "chalicelib.scoring.nltk_parts.wordnet"
_CLASS = "WordNetLemmatizer"


def lemmatizer_of(value: Any, names: Set[str]) -> StandIn | None:
    """Return what stands for a lemmatizer, for the class or for `wordnet`, with its data.

    Parameters
    ----------
    value
        Any value.
    names
        The names that the slice uses, with the marks of `call_marks`.
    """
    kind = value if isinstance(value, type) else type(value)
    is_lemmatizer = kind.__module__ == "nltk.stem.wordnet" and kind.__name__ == _CLASS
    if not is_lemmatizer and not is_wordnet(value):
        return None
    parts = parts_given(names)
    name = "lemmatizer_class" if kind is value else _CLASS
    return StandIn(_MODULE, name, repr(parts), lemma_data(f"NLTK's {_CLASS}", parts))
