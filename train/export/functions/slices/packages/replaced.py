"""Write what a slice has in place of an object of a package, such as a stemmer of NLTK's."""

from typing import TYPE_CHECKING, Any

from chalicelib.scoring.cleaning.regex_patterns import compile_as_regex
from train.errors import InputError
from train.export.functions.nltk_parts.missing_data import reading
from train.export.functions.slices.packages import textblob
from train.export.functions.slices.packages.sastrawi import sastrawi_source
from train.export.functions.slices.packages.stemmers import is_language_class, stemmer_source
from train.export.functions.trials import stand_ins
from train.export.functions.trials.nltk_patterns import mend

if TYPE_CHECKING:
    from train.export.functions.slices.slicing import Slicer

_READING = (
    "nltk.sentiment.vader.SentimentIntensityAnalyzer",
    "nltk.stem.rslp.RSLPStemmer",
    "Sastrawi.Stemmer.StemmerFactory.StemmerFactory",
)
"""Classes that read files."""
_PATTERNS = ("nltk.redos.TimedPattern", "_regex.Pattern")
_RE_FLAGS = 0b1011010
"""`re.I`, `re.M`, `re.S` and `re.X`, which have the same numbers in the module `regex`."""


def replaced_source(slicer: "Slicer", value: Any) -> str | None:
    """Return an expression for what stands for an object of a package, or None if nothing does.

    Raises
    ------
    InputError
        If it depends on data that is not on this machine, or cannot be written.
    """
    if full_name(type(value)) in _PATTERNS:
        return _pattern(slicer, value)
    if isinstance(value, type) and full_name(value) in _READING:
        return _made_now(slicer, value)
    if isinstance(value, type) and full_name(value) in textblob.CLASSES:
        return textblob.textblob_source(slicer, value)
    if (found := stand_ins.object_of(value, slicer.attributes)) is not None:
        given = [found.arguments, *map(slicer.data_name, found.data)]
        return f"{slicer.imports.name(found.module, found.name)}({', '.join(filter(None, given))})"
    return stemmer_source(slicer, value) or sastrawi_source(slicer, value)


def is_made_by_function(kind: type) -> bool:
    """Return whether a slice calls a function in place of a class of a package.

    The class, if the slice has it too, is that of instances only.
    """
    return is_language_class(kind) or full_name(kind) in _READING


def full_name(kind: type) -> str:
    """Return the name of a class with that of its module."""
    return f"{kind.__module__}.{kind.__qualname__}"


def _made_now(slicer: "Slicer", kind: Any) -> str:
    """Return what gives an instance that is made now, because its class reads files."""
    with reading(kind.__name__):
        made = kind()
    slicer.called.discard(kind)
    return f"lambda: {slicer.expression(made, kind.__name__.lower(), {})}"


def _pattern(slicer: "Slicer", value: Any) -> str:
    mend(value)
    try:
        compile_as_regex(value.pattern)
    except ValueError as exc:
        raise InputError(f"a pattern of NLTK's cannot be deployed: {exc}") from exc
    arguments = f"({value.pattern!r}, {int(value.flags) & _RE_FLAGS})"
    return f"{slicer.imports.stand_in('compile_as_regex')}{arguments}"
