"""Write NLTK's Snowball stemmers: a copy of the code of those languages that a slice names."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from train.errors import InputError
from train.export.functions.nltk_parts.languages import OPTION, SNOWBALL_LANGUAGES
from train.export.functions.nltk_parts.missing_data import reading

if TYPE_CHECKING:
    from train.export.functions.slices.slicing import Slicer

_HOME = "chalicelib.scoring.nltk_parts.stemmers"
_CLASS = "SnowballStemmer"


def stemmer_source(slicer: "Slicer", value: Any) -> str | None:
    """Return an expression for a stemmer of one language, or for a class; else None.

    Raises
    ------
    InputError
        If stop words are needed that are not on this machine, or the stemmer is the Arabic one.
    """
    kind = value if isinstance(value, type) else type(value)
    if not kind.__module__.startswith("nltk.stem") or not kind.__name__.endswith("Stemmer"):
        return None
    if kind is not value:
        return _of_object(slicer, value)
    if kind.__name__ == _CLASS:
        return _of_class(slicer, kind)
    if not is_language_class(kind):
        return None
    slicer.called.discard(kind)  # its stemmers are made without `__init__`
    made = [slicer.expression(each, "stemmer", {}) for each in _variants(slicer, kind)]
    return f"{slicer.imports.name(_HOME, 'stemmers_of_language')}({', '.join(made)})"


def is_language_class(kind: type) -> bool:
    """Return whether a class is NLTK's stemmer of one language, such as `GermanStemmer`."""
    language = kind.__name__.removesuffix("Stemmer").lower()
    return kind.__module__.startswith("nltk.stem") and language in SNOWBALL_LANGUAGES


def _of_object(slicer: "Slicer", value: Any) -> str | None:
    name = type(value).__name__
    if name == "ArabicStemmer":
        raise InputError(
            "NLTK's Arabic SnowballStemmer gives a word another stem after other words; use NLTK's "
            "ISRIStemmer, or the package snowballstemmer, and fit again"
        )
    return slicer.expression(value.stemmer, "stemmer", {}) if name == _CLASS else None


def _of_class(slicer: "Slicer", kind: Any) -> str:
    """Return what gives the stemmers of the languages that the slice names."""
    known: list[dict[str, Any]] = [{}, {}]
    for language in sorted(SNOWBALL_LANGUAGES & slicer.attributes):
        stemmers = _variants(slicer, partial(kind, language))
        for group, stemmer in zip(known, stemmers, strict=False):
            group[language] = stemmer
    made = [slicer.expression(group, "stemmers", {}) for group in known]
    return f"{slicer.imports.name(_HOME, 'stemmers_by_language')}({', '.join(made)})"


def _variants(slicer: "Slicer", make: Callable[..., Any]) -> list[Any]:
    """Return the stemmer that a class makes, and the one that leaves stop words if it is used."""
    if OPTION not in slicer.attributes:
        return [make()]
    with reading(OPTION):
        return [make(), make(True)]
