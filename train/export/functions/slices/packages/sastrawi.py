"""Write Sastrawi's stemmer of Indonesian: a copy of its rules, with the root words as data."""

import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from train.export.functions.data_modules import DataModule, data_module

if TYPE_CHECKING:
    from train.export.functions.slices.slicing import Slicer

_HOME = "chalicelib.scoring.sastrawi_parts"
_LARGE = 1000
"""How many words are written as data; a list of stop words has fewer."""


def sastrawi_source(slicer: "Slicer", value: Any) -> str | None:
    """Return an expression for a stemmer, its factory or its root words, or None for the rest."""
    kind = type(value)
    if not kind.__module__.startswith("Sastrawi."):
        return None
    if kind.__name__ == "StemmerFactory":
        made = slicer.expression(value.create_stemmer(), "stemmer", {})
        return f"{slicer.imports.name(_HOME, kind.__name__)}({made})"
    if kind.__name__ == "CachedStemmer":
        normalize = sys.modules[kind.__module__].TextNormalizer.normalize_text
        parts = (normalize, "normalize"), (value.delegatedStemmer, "stemmer")
        made = ", ".join(slicer.expression(each, hint, {}) for each, hint in parts)
        return f"{slicer.imports.name(_HOME, kind.__name__)}({made})"
    if kind.__name__ == "ArrayDictionary" and value.count() > _LARGE:
        data = _root_words(frozenset(value.words))
        return f"{slicer.imports.name(_HOME, 'RootWords')}({slicer.data_name(data)})"
    return None


@lru_cache(maxsize=4)
def _root_words(words: frozenset[str]) -> DataModule:
    return data_module("indonesian_words", "Root words of Sastrawi", sorted(words))
