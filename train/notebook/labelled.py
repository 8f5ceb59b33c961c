"""Texts and labels that a notebook passes, checked and in the forms of the commands."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from train.checking.raw_texts import RawText, RawTexts
from train.corpus.reader import Corpus
from train.counted import counted
from train.errors import InputError
from train.export.cleaning.parsing import Written
from train.notebook.given_estimators import kind_of


def checked_texts(texts: Iterable[str] | None) -> list[str]:
    """Return the texts; none if there are none.

    Raises
    ------
    InputError
        If they are a single string or a table, or one of them is no string.
    """
    if isinstance(texts, str):
        raise InputError("texts is a string; expected several, such as a list of strings")
    if isinstance(texts, Mapping) or len(getattr(texts, "shape", ())) > 1:
        raise InputError(
            f"texts is a table ({type(texts).__name__}); expected one column of it, such as "
            'df["text"]'
        )
    if texts is not None and not isinstance(texts, Iterable):
        raise InputError(f"texts is {kind_of(texts)}; expected several strings, such as a list")
    kept = [] if texts is None else list(texts)
    if texts is not None and not kept:
        raise InputError("texts is empty; expected some, or None")
    for number, text in enumerate(kept):
        if not isinstance(text, str):
            raise InputError(f"text {number} is {kind_of(text)}; expected a string")
    return kept


def checked_cleaning(
    clean: Callable[[str], str] | Sequence[Written],
) -> Callable[[str], str] | list[Written]:
    """Return how texts are cleaned: a function, or steps.

    Raises
    ------
    InputError
        If it is neither.
    """
    if callable(clean):
        return clean
    if isinstance(clean, str):
        return [clean]
    if not isinstance(clean, Sequence):
        raise InputError(f"clean is {kind_of(clean)}; expected a function, or steps")
    return [*clean]


def labelled(texts: list[str], labels: Iterable[Any] | None) -> Corpus | None:
    """Return texts with their true labels; None without labels.

    Raises
    ------
    InputError
        If there are not as many labels as texts.
    """
    if labels is None:
        return None
    if not isinstance(labels, Iterable):
        raise InputError(f"labels is {kind_of(labels)}; expected a label for each text")
    names = [str(label) for label in labels]
    if len(names) != len(texts) or not texts:
        raise InputError(
            f"found {counted(len(texts), 'text')} and {counted(len(names), 'label')}; expected a "
            "label for each text"
        )
    return Corpus(texts, names, _digest(texts + names))


def raw_texts(texts: Sequence[str], labels: Sequence[str] | None) -> RawTexts:
    """Return distinct texts with the labels that the author's own objects gave them.

    Raises
    ------
    InputError
        If these could not label the texts.
    """
    if labels is None:
        raise InputError(
            "the estimators cannot label the texts; expected texts as they are, and in clean what "
            "your code does to them before the vectorizer"
        )
    rows = {
        text: RawText(f"text {number}", text, label, {})
        for number, (text, label) in enumerate(zip(texts, labels, strict=True))
    }
    return RawTexts([*rows.values()], _digest([*texts, *labels]))


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
