"""How sure a model may be of a text that is unlike the texts it was measured on.

A text tells a model little if it has few words or if most of them are unknown, whatever its score:
the other terms, such as pairs of letters and the length, occur in every text. So its scores are
divided by a temperature before they become probabilities. The label does not change. Standard
library only, see `chalicelib.scoring.artifact`.
"""

from typing import TYPE_CHECKING

from chalicelib.named_tuple import NamedTuple
from chalicelib.scoring.analyzer import Analyzer

if TYPE_CHECKING:
    from chalicelib.reference import Confidence
    from chalicelib.scoring.tfidf_block import Find
    from chalicelib.scoring.vectorizer import Vectorizer


class KnownWords(NamedTuple):
    """How many different words of a text are in the vocabulary, and how many it has."""

    known: int
    words: int


class WordBlock(NamedTuple):
    """The analyzer of a block whose terms include single words, and how it finds their columns."""

    analyzer: Analyzer
    find: "Find"


def word_blocks(vectorizer: "Vectorizer") -> list[WordBlock]:
    """Return the blocks whose terms include single words; the words of the first one count."""
    return [
        WordBlock(block.analyzer, block.find)
        for block in vectorizer.blocks
        if block.has_vocabulary
        and isinstance(block.analyzer, Analyzer)
        and block.analyzer.kind == "word"
        and block.analyzer.ngram_range[0] == 1
    ]


def known_words(block: WordBlock, text: str) -> KnownWords:
    """Count the different words of a text that start with a letter.

    Signs and numbers occur in every kind of text, and a word that is repeated tells no more.
    """
    analyzer, find = block
    words = {word for word in analyzer.tokens(analyzer.prepare(text)) if word[:1].isalpha()}
    return KnownWords(len(words) - [*map(find, words)].count(None), len(words))


def tempered(
    scores: tuple[float, ...],
    margin_threshold: float,
    confidence: "Confidence",
    words: KnownWords,
) -> tuple[float, ...]:
    """Return the scores that the probabilities of a text follow from.

    With two classes the margin moves towards 0, even odds, or towards the threshold if that comes
    first, so that the probability stays on the label's side. A text like those measured keeps its
    scores.
    """
    temperature = confidence.temperature(*words)
    if temperature == 1.0:
        return scores
    if len(scores) == 2:
        margin = scores[1] - scores[0]
        limit = max if margin > margin_threshold else min
        centre = limit(margin_threshold, 0.0)
        return (0.0, centre + (margin - centre) / temperature)
    return tuple(score / temperature for score in scores)
