"""What functions of models' authors use of TextBlob: the mood of a text, its words, lemmas.

How a text is split and its words are weighed is cut out of the author's own TextBlob by `export`.
Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

from chalicelib.scoring.nltk_parts.wordnet import WordNetLemmatizer
from chalicelib.scoring.packed_data import PackedData

Assessment = tuple[list[str], float, float, Any]


class Sentiment(NamedTuple):
    """The mood of a text: from -1 to 1, and from 0 to 1."""

    polarity: float
    subjectivity: float


class Lexicon(dict[str, dict[str | None, Any]]):
    """Polarity, subjectivity and intensity of words, as TextBlob's own code reads them.

    Parameters
    ----------
    words
        The three numbers of each word, and whether it is an adverb, which changes the next word.
    """

    negations = ("no", "not", "n't", "never")
    modifiers = ("RB",)

    def __init__(self, words: dict[str, list[float]]) -> None:
        super().__init__(
            (word, {None: (polarity, subjectivity, intensity)} | ({"RB": 0.0} if adverb else {}))
            for word, (polarity, subjectivity, intensity, adverb) in words.items()
        )
        self.labeler: dict[str, str] = {}

    @staticmethod
    def modifier(word: str) -> bool:
        """Return whether a word that is not known looks like an adverb."""
        return word.endswith("ly")


class Rules(NamedTuple):
    """Functions of TextBlob: sentences of a text, assessments of words, words of a text."""

    sentences: Callable[[str], list[str]]
    assess: Callable[[Lexicon, Iterable[tuple[str, None]]], list[Assessment]]
    words: Callable[[str], Iterable[str]] | None


class TextBlob:
    """A text that knows its mood and its words."""

    def __init__(self, rules: Rules, data: PackedData, text: str) -> None:
        if not isinstance(text, str):
            raise TypeError("expected a string")
        self._rules, self._data = rules, data
        self.raw = self.string = text

    @property
    def sentiment(self) -> Sentiment:
        """The means of the words' polarities and subjectivities; 0 if no word has any."""
        tokens = " ".join(self._rules.sentences(self.raw)).split()
        lexicon = self._data.made_by(Lexicon)
        found = self._rules.assess(lexicon, [(token.lower(), None) for token in tokens])
        return Sentiment(_mean([each[1] for each in found]), _mean([each[2] for each in found]))

    @property
    def polarity(self) -> float:
        """The first number of `sentiment`."""
        return self.sentiment.polarity

    @property
    def subjectivity(self) -> float:
        """The second number of `sentiment`."""
        return self.sentiment.subjectivity

    @property
    def words(self) -> list[str]:
        """The words without punctuation."""
        return [*self._rules.words(self.raw)] if self._rules.words else []

    def __str__(self) -> str:
        """Return the text."""
        return self.raw


def blobs_by(
    sentences: Callable[[str], list[str]],
    assess: Callable[..., list[Assessment]],
    words: Callable[[str], Iterable[str]] | None,
    data: PackedData,
) -> Callable[[str], TextBlob]:
    """Return what the class `TextBlob` is called by; see `Rules`."""
    return partial(TextBlob, Rules(sentences, assess, words), data)


class Word(str):
    """A word that knows its lemma."""

    _lemmatizer: WordNetLemmatizer

    def lemmatize(self, pos: str | None = None) -> str:
        """Return the lemma; raises KeyError if there is no such part of speech."""
        return self._lemmatizer.lemmatize(str(self), pos or "n")


def words_by(lemmatizer: WordNetLemmatizer) -> type[Word]:
    """Return the replacement of TextBlob's class `Word`."""
    return type("Word", (Word,), {"_lemmatizer": lemmatizer})


def _mean(numbers: list[float]) -> float:
    """Return the mean, added up in the order of the text: `sum` would round in another way."""
    total = 0.0
    for number in numbers:
        total += number
    return total / (len(numbers) or 1)
