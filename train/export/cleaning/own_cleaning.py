"""How an author's cleaning is called: with a text or with several, for a text or for its tokens.

A notebook may clean a list of texts at once, `clean(texts)`, or split each text before a vectorizer
whose `tokenizer` or `analyzer` returns what it is given. The service has one text, and vectorizers
split it.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from train.export.cleaning.parsing import Written
from train.export.functions.trials.originals import OfTexts, original_of, quiet
from train.export.steps.own_steps import is_own_step
from train.export.steps.word_vectors import SPLIT, word_vectors

PROBE = "Win a FREE prize now"


def of_one_text(step: Written) -> Written:
    """Return a function of a list of texts as one of a text, and any other step as it is."""
    if not callable(step) or isinstance(_result(step, PROBE), str):
        return step
    of_texts = OfTexts(step)
    return of_texts if _is_text_or_tokens(_result(of_texts, PROBE)) else step


def split_by(steps: Sequence[Written], estimators: Sequence[Any]) -> list[Written]:
    """Let vectorizers that take tokens split texts by the last step, if it makes these.

    The parameters of the vectorizers are changed in place; what takes the mean of the vectors of
    tokens gets the function as an attribute.

    Returns
    -------
    list
        The steps before the vectorizers.
    """
    *before, last = steps or [""]
    places = [(each, _token_parameter(each)) for each in _vectorizers(estimators)]
    means = [*_means_of_vectors(estimators)]
    if not callable(last) or not (places or means) or not all(name for _, name in places):
        return [*steps]
    if not _are_tokens(_result(original_of(last), PROBE)):
        return [*steps]
    for mean in means:
        setattr(mean, SPLIT, last)
    for vectorizer, name in places:
        vectorizer.set_params(**{str(name): last})
        if name == "tokenizer":
            vectorizer.set_params(preprocessor=None, lowercase=False, strip_accents=None)
    return before


def takes_tokens(estimators: Sequence[Any]) -> bool:
    """Return whether a vectorizer takes tokens, so that `split_by` may change it."""
    return any(map(_token_parameter, _vectorizers(estimators)))


def _vectorizers(value: Any) -> Iterator[Any]:
    """Yield the vectorizers in an estimator, or in a list or tuple."""
    return _within(
        value, lambda each: hasattr(each, "build_analyzer") and hasattr(each, "tokenizer")
    )


def _means_of_vectors(value: Any) -> Iterator[Any]:
    """Yield the transformers of the author's that hold vectors of words."""
    return _within(value, lambda each: is_own_step(each) and word_vectors(each) is not None)


def _within(value: Any, is_wanted: Callable[[Any], bool]) -> Iterator[Any]:
    if is_wanted(value):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _within(each, is_wanted)
    elif hasattr(value, "get_params") and not isinstance(value, type):
        for each in vars(value).values():
            yield from _within(each, is_wanted)


def _token_parameter(vectorizer: Any) -> str | None:
    """Return the parameter that takes a function from text to tokens, if tokens were given."""
    if callable(vectorizer.analyzer):
        return "analyzer" if _changes_nothing(vectorizer.analyzer) else None
    preprocessor = vectorizer.preprocessor
    is_whole = (
        not vectorizer.lowercase and vectorizer.strip_accents is None
        if preprocessor is None
        else _changes_nothing(preprocessor)
    )
    is_given = vectorizer.analyzer == "word" and _changes_nothing(vectorizer.tokenizer)
    return "tokenizer" if is_whole and is_given else None


def _changes_nothing(function: Any) -> bool:
    tokens = ["Win", "a", "prize"]
    return callable(function) and _result(function, tokens) == tokens


def _result(function: Callable[[Any], Any], value: Any) -> Any:
    """Return what a function returns, or None if it fails; a trial will say why it does."""
    try:
        with quiet():
            return function(value)
    except Exception:  # noqa: BLE001 - the author's code may raise anything
        return None


def _is_text_or_tokens(found: Any) -> bool:
    return isinstance(found, str) or _are_tokens(found)


def _are_tokens(found: Any) -> bool:
    if isinstance(found, str | bytes | dict) or not hasattr(found, "__len__"):
        return False
    tokens = [*found]
    return bool(tokens) and all(isinstance(token, str) for token in tokens)
