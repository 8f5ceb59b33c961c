"""Know what a slice uses in place of NLTK and of parts of scikit-learn; NLTK is not imported."""

import sys
from collections.abc import Set
from types import FunctionType
from typing import Any

from train.export.functions.nltk_parts.languages import only_english
from train.export.functions.nltk_parts.lemmatizers import lemmatizer_of
from train.export.functions.nltk_parts.taggers import tagger_of
from train.export.functions.trials.nltk_patterns import mend
from train.export.functions.trials.nltk_tokenizers import tokenizer_of
from train.export.functions.trials.stand_in import StandIn

STAND_INS = "chalicelib.scoring.nltk_stand_ins"
_MODULES = ("nltk.redos", "nltk.stem", "nltk.tokenize", "nltk.util")
_NAMES = (
    *("PorterStemmer", "RegexpTokenizer", "WordPunctTokenizer", "WhitespaceTokenizer"),
    *("regexp_tokenize",),
    *("ngrams", "bigrams", "trigrams"),
)
_ENGLISH = ("SnowballStemmer", "EnglishStemmer")
_OLDER = {
    "RegexpTokenizer": "ReTokenizer",
    "WordPunctTokenizer": "ReWordPunctTokenizer",
    "WhitespaceTokenizer": "ReWhitespaceTokenizer",
    "regexp_tokenize": "re_tokenize",
}
"""What stands for the tokenizers of NLTK before 3.10, which compiles with `re`."""
_NEED_DATA = {
    "load": "call it outside the function",
}
DROPPED_BASES = (
    *("BaseEstimator", "TransformerMixin", "OneToOneFeatureMixin", "ClassifierMixin"),
    *("ClassNamePrefixFeaturesOutMixin", "MetaEstimatorMixin"),
)


def stand_in_of(value: Any, names: Set[str] = frozenset()) -> str | None:
    """Return the name of the project's own class or function for one of NLTK's, if there is one.

    `names` are those that the slice uses, among which are languages.
    """
    name, module = getattr(value, "__name__", ""), str(getattr(value, "__module__", ""))
    if not module.startswith(_MODULES) or not isinstance(value, type | FunctionType):
        return None
    if name == "compile" and module == "nltk.redos":
        return "compile_as_regex"
    if name not in _NAMES and not (name in _ENGLISH and only_english(names)):
        return None
    return str(name) if uses_regex() else _OLDER.get(name, str(name))


def derived_from_nltk(kind: type, base: type) -> str:
    """Return what to do about an author's class that is based on one of NLTK's."""
    noun = "stemmer" if base.__name__.endswith("Stemmer") else "tokenizer"
    return (
        f"its class {kind.__name__} is derived from NLTK's {base.__name__}; expected one that has "
        f"such a {noun} in an attribute, and calls it"
    )


def needs_data(value: Any) -> str | None:
    """Return what to do instead of using a part of NLTK that needs its data files."""
    kind = value if hasattr(value, "__name__") else type(value)
    if not str(getattr(kind, "__module__", "")).startswith("nltk."):
        return None
    return _NEED_DATA.get(kind.__name__)


def object_of(value: Any, names: Set[str]) -> StandIn | None:
    """Return what stands for one of NLTK's objects, if anything does.

    `names` are those that the slice uses, among which are languages and parts of speech.
    """
    found = tokenizer_of(value, names) or lemmatizer_of(value, names) or tagger_of(value, names)
    if found is not None:
        return found
    kind = type(value)
    if not kind.__module__.startswith("nltk."):
        return None
    if kind.__name__ == "PorterStemmer":
        return StandIn(STAND_INS, kind.__name__, repr(str(value.mode)))
    if kind.__name__ == "EnglishStemmer":
        words = f", True, {sorted(value.stopwords)!r}" if value.stopwords else ""
        return StandIn(STAND_INS, "SnowballStemmer", f"'english'{words}")
    if (
        "RegexpTokenizer" in [each.__name__ for each in kind.__mro__]
        and type(value._pattern) is str
    ):
        mend(getattr(value, "_regexp", None))
        arguments = (value._pattern, value._gaps, value._discard_empty, int(value._flags))
        name = "RegexpTokenizer" if uses_regex() else "ReTokenizer"
        return StandIn(STAND_INS, name, ", ".join(map(repr, arguments)))
    return None


def uses_regex() -> bool:
    """Return whether this NLTK compiles with the module `regex`."""
    return "nltk.redos" in sys.modules
