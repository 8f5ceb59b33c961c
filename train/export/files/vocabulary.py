"""Take a vocabulary that was dumped alone for the CountVectorizer that code makes of it again."""

from collections.abc import Mapping
from numbers import Integral
from typing import Any

from sklearn.feature_extraction.text import CountVectorizer

from train.errors import InputError

LEAST_TERMS = 11
"""Smaller dictionaries are more often names of labels."""
TAKEN = (
    "holds a dict that numbers strings; if no file holds a vectorizer, it is taken as the "
    "vocabulary of CountVectorizer(vocabulary=...) with the default parameters"
)


def is_vocabulary(value: Any) -> bool:
    """Return whether an object is a `vocabulary_`: a column for each term, from 0 without gaps.

    >>> is_vocabulary({f"term{column}": column for column in range(20)})
    True
    >>> is_vocabulary({f"word{index}": index for index in range(1, 21)})  # Keras counts from 1
    False
    """
    if not isinstance(value, Mapping) or len(value) < LEAST_TERMS:
        return False
    terms_only = all(isinstance(term, str) for term in value)
    columns = {*filter(lambda each: isinstance(each, Integral), value.values())}
    return terms_only and columns == {*range(len(value))}


def counter_of(vocabulary: Mapping[str, int]) -> CountVectorizer:
    """Return the vectorizer that counts the terms."""
    return CountVectorizer(vocabulary={**vocabulary}).fit([""])


def can_follow(counter: CountVectorizer, estimator: Any) -> bool:
    """Return whether an estimator may be given what the vectorizer counts.

    A Pipeline that was not fitted to as many columns begins with a step that takes texts itself.
    """
    width = getattr(estimator, "n_features_in_", None)
    return not hasattr(estimator, "steps") or width == len(counter.vocabulary_)


def check_counter(where: str, counter: CountVectorizer) -> None:
    """Check that the default parameters can find each term.

    Raises
    ------
    InputError
        If one cannot be found, so the vectorizer that learned the vocabulary had other parameters.
    """
    analyze = counter.build_analyzer()
    lost = [term for term in counter.vocabulary_ if analyze(term) != [term]]
    if lost:
        raise InputError(
            f"{where}: is a vocabulary with {lost[0]!r}, which CountVectorizer does not find with "
            "its default parameters; dump the vectorizer that your code makes of it, "
            "CountVectorizer(vocabulary=...) with its parameters, instead"
        )
