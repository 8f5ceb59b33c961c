"""Write NLTK's `pos_tag` and its tagger as the project's own tagger, with what was learned."""

from collections.abc import Set
from types import FunctionType
from typing import Any

from train.errors import InputError
from train.export.functions.data_modules import DataModule, data_module
from train.export.functions.nltk_parts.languages import UNIVERSAL
from train.export.functions.nltk_parts.missing_data import reading
from train.export.functions.trials.stand_in import StandIn

_MODULE = "chalicelib.scoring.nltk_parts.tagger"
_CLASS = "PerceptronTagger"
_FUNCTIONS = {"pos_tag": "pos_tag_with", "pos_tag_sents": "pos_tag_sents_with"}


def tagger_of(value: Any, names: Set[str]) -> StandIn | None:
    """Return what stands for `pos_tag`, `pos_tag_sents` or one of NLTK's taggers, with its data.

    Parameters
    ----------
    value
        Any value.
    names
        The names that the slice uses, among which is `universal` if it may ask for those tags.

    Raises
    ------
    InputError
        If the data is not on this machine, or the tagger has learned nothing.
    """
    if isinstance(value, FunctionType) and value.__module__ == "nltk.tag":
        if value.__name__ not in _FUNCTIONS:
            return None
        with reading(value.__name__):
            tagger = value.__globals__["_get_tagger"]("eng")
            tagsets = _tagsets(value.__globals__, tagger) if UNIVERSAL in names else {}
        return StandIn(_MODULE, _FUNCTIONS[value.__name__], repr(tagsets), (_learned(tagger),))
    if type(value).__module__ == "nltk.tag.perceptron" and type(value).__name__ == _CLASS:
        return StandIn(_MODULE, _CLASS, data=(_learned(value),))
    return None


def _tagsets(names: dict[str, Any], tagger: Any) -> dict[str, dict[str, str]]:
    """Return the universal tag for each that a tagger has learned, as NLTK's module maps them."""
    map_tag = names["map_tag"]
    tags = sorted(tagger.model.classes)
    return {UNIVERSAL: {tag: map_tag("en-ptb", UNIVERSAL, tag) for tag in tags}}


def _learned(tagger: Any) -> DataModule:
    tags = sorted(tagger.model.classes)
    if not tags:
        raise InputError("a PerceptronTagger has learned nothing; expected one that is trained")
    number = {tag: at for at, tag in enumerate(tags)}
    value = {
        "tags": tags,
        "known": {word: number[tag] for word, tag in sorted(tagger.tagdict.items())},
        "weights": {
            feature: [each for tag, weight in row.items() for each in (number[tag], weight)]
            for feature, row in sorted(tagger.model.weights.items())
            if row
        },
    }
    return data_module("parts_of_speech", "What NLTK's tagger has learned", value)
