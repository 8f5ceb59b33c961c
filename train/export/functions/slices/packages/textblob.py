"""Write TextBlob's classes: a copy of its rules for texts and moods, and its lexicon as data."""

import functools
import re
import sys
from typing import TYPE_CHECKING, Any

from train.export.functions.data_modules import DataModule, data_module
from train.export.functions.nltk_parts.lemma_calls import parts_given
from train.export.functions.nltk_parts.wordnet import lemma_data

if TYPE_CHECKING:
    from train.export.functions.slices.slicing import Slicer

_HOME = "chalicelib.scoring.textblob_parts"
_LEMMATIZER = "WordNetLemmatizer"
CLASSES = ("textblob.blob.TextBlob", "textblob.blob.Word")
_EMOTICONS = re.compile(r"\((.*)\)(\(\$\|\\s\))", re.DOTALL)
_ALTERNATIVE = re.compile(r"(?:\\.|[^|\\])+", re.DOTALL)
_OTHER = frozenset(
    {
        *("correct", "noun_phrases", "parse", "pos_tags", "sentences", "sentiment_assessments"),
        *("spellcheck", "tags", "word_counts", "singularize", "pluralize"),
    }
)
"""What else these classes have; a function that uses it needs the package."""


def textblob_source(slicer: "Slicer", kind: Any) -> str | None:
    """Return what stands for one of `CLASSES`, or None if the slice uses something else of it.

    Raises
    ------
    InputError
        If NLTK's data, which TextBlob uses for words and lemmas, is not on this machine.
    """
    if slicer.attributes & _OTHER:
        return None
    if kind.__name__ == "Word":
        parts = parts_given(slicer.attributes)
        data = [slicer.data_name(each) for each in lemma_data("TextBlob's Word", parts)]
        lemmatizer = slicer.imports.name("chalicelib.scoring.nltk_parts.wordnet", _LEMMATIZER)
        made = ", ".join([repr(parts), *data])
        return f"{slicer.imports.name(_HOME, 'words_by')}({lemmatizer}({made}))"
    modules = sys.modules
    rules = [modules["textblob._text"].find_tokens, modules["textblob._text"].Sentiment.assessments]
    _assign_emoticons(slicer, modules["textblob._text"])
    words = None
    if "words" in slicer.attributes:
        words = functools.partial(modules["textblob.tokenizers"].word_tokenize, include_punc=False)
    given = [slicer.expression(each, "rule", {}) for each in (*rules, words)]
    given.append(slicer.data_name(_lexicon(modules["textblob.en"].sentiment)))
    return f"{slicer.imports.name(_HOME, 'blobs_by')}({', '.join(given)})"


def _assign_emoticons(slicer: "Slicer", module: Any) -> None:
    """Define TextBlob's pattern of emoticons in order: it joins them as sets have them.

    White space or the end must follow one, so their order does not matter.
    """
    pattern = module.RE_EMOTICONS
    if found := _EMOTICONS.fullmatch(pattern.pattern):
        emoticons = "|".join(sorted(_ALTERNATIVE.findall(found[1])))
        made = f"({emoticons}){found[2]}"
        re_name = slicer.name_of(re, "re", {})
        slicer.assign(pattern, "RE_EMOTICONS", f"{re_name}.compile({made!r}, {int(pattern.flags)})")


def _lexicon(sentiment: Any) -> DataModule:
    """Return the numbers of each word, as TextBlob reads them, and whether it is an adverb."""
    words = sorted(sentiment.keys())  # it is read at the first use
    value = {
        word: [*sentiment[word][None], int("RB" in sentiment[word])]
        for word in words
        if None in sentiment[word]
    }
    return data_module("textblob_words", "TextBlob's lexicon of moods", value)
