"""Know what a slice uses in place of NLTK and of parts of scikit-learn; NLTK is not imported."""

import sys
from typing import Any, NamedTuple

from train.export.functions.data_modules import DataModule

STAND_INS = "chalicelib.scoring.nltk_stand_ins"
_MODULES = ("nltk.stem", "nltk.tokenize")
_NAMES = (
    *("PorterStemmer", "SnowballStemmer", "EnglishStemmer", "RegexpTokenizer"),
    *("WordPunctTokenizer", "WhitespaceTokenizer", "regexp_tokenize"),
)
_NEED_DATA = {
    "word_tokenize": "use wordpunct_tokenize",
    "sent_tokenize": "split at punctuation",
    "WordNetLemmatizer": "use a stemmer",
    "pos_tag": "do without",
}
DROPPED_BASES = (
    *("BaseEstimator", "TransformerMixin", "OneToOneFeatureMixin", "ClassifierMixin"),
    *("ClassNamePrefixFeaturesOutMixin", "MetaEstimatorMixin"),
)


def stand_in_of(value: Any) -> str | None:
    """Return the name of the project's own class or function for one of NLTK's, if there is one."""
    name, module = getattr(value, "__name__", ""), str(getattr(value, "__module__", ""))
    if name not in _NAMES or not module.startswith(_MODULES):
        return None
    if name == "RegexpTokenizer" and not uses_regex():
        return "ReTokenizer"
    return str(name)


def way_out(source: str) -> str:
    """Return what to add to the message if a slice with this source fails, or an empty string."""
    if STAND_INS not in source or "SnowballStemmer(" not in source:
        return ""
    return (
        "; of NLTK's SnowballStemmer, English without ignore_stopwords is deployed: the package "
        "snowballstemmer has other languages"
    )


def needs_data(value: Any) -> str | None:
    """Return what to do instead of using a part of NLTK that needs its data files."""
    kind = value if hasattr(value, "__name__") else type(value)
    if not str(getattr(kind, "__module__", "")).startswith("nltk."):
        return None
    return _NEED_DATA.get(kind.__name__)


class StandIn(NamedTuple):
    """What stands for an object: the call of a class or a function of `module`.

    Its arguments are the `PackedData` of each module in `data`, and then `arguments`.
    """

    name: str
    arguments: str = ""
    data: tuple[DataModule, ...] = ()
    module: str = STAND_INS


def object_of(value: Any) -> StandIn | None:
    """Return what stands for one of NLTK's objects, if anything does."""
    kind = type(value)
    if not kind.__module__.startswith("nltk."):
        return None
    if kind.__name__ == "PorterStemmer":
        return StandIn(kind.__name__, repr(str(value.mode)))
    if kind.__name__ == "SnowballStemmer":
        return object_of(value.stemmer)
    if kind.__name__ == "EnglishStemmer" and not value.stopwords:
        return StandIn(kind.__name__)
    names = [each.__name__ for each in kind.__mro__]
    if "RegexpTokenizer" in names and type(value._pattern) is str:
        arguments = (value._pattern, value._gaps, value._discard_empty, int(value._flags))
        name = "RegexpTokenizer" if uses_regex() else "ReTokenizer"
        return StandIn(name, ", ".join(map(repr, arguments)))
    return None


def uses_regex() -> bool:
    """Return whether this NLTK compiles with the module `regex`."""
    return "nltk.redos" in sys.modules
