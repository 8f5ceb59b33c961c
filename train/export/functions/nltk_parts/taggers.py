"""Write NLTK's `pos_tag` and its tagger as the project's own tagger, with what was learned."""

from types import FunctionType
from typing import Any

from train.errors import InputError
from train.export.functions.data_modules import DataModule, data_module
from train.export.functions.nltk_parts.missing_data import reading
from train.export.functions.trials.stand_in import StandIn

_MODULE = "chalicelib.scoring.nltk_parts.tagger"
_CLASS = "PerceptronTagger"


def tagger_of(value: Any) -> StandIn | None:
    """Return what stands for NLTK's function `pos_tag`, or for one of its taggers, with its data.

    Raises
    ------
    InputError
        If the data is not on this machine, or the tagger has learned nothing.
    """
    if isinstance(value, FunctionType) and value.__module__ == "nltk.tag":
        if value.__name__ != "pos_tag":
            return None
        with reading("pos_tag"):
            tagger = value.__globals__["_get_tagger"]("eng")
        return StandIn(_MODULE, "pos_tag_by", data=(_learned(tagger),))
    if type(value).__module__ == "nltk.tag.perceptron" and type(value).__name__ == _CLASS:
        return StandIn(_MODULE, _CLASS, data=(_learned(value),))
    return None


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
