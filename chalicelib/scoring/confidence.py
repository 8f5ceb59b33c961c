"""How sure a model may be of a text that is unlike the texts it was measured on.

A text tells a model little if it has few words or if most of them are unknown, whatever its score:
the other terms, such as pairs of letters and the length, occur in every text. So its scores are
divided by a temperature before they become probabilities. The label does not change. Standard
library only, see `chalicelib.scoring.artifact`.
"""

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from chalicelib.named_tuple import NamedTuple
from chalicelib.scoring.analyzer import Analyzer

if TYPE_CHECKING:
    from chalicelib.reference import Confidence
    from chalicelib.scoring.tfidf_block import Find
    from chalicelib.scoring.vectorizer import Vectorizer


UNSPACED = (
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff]+"
)
"""Characters of the scripts that have no spaces between words.

Thai, Lao, Burmese, Khmer, Japanese and Chinese.
"""


class KnownWords(NamedTuple):
    """How many different words of a text are in the vocabulary, and how many it has."""

    known: int
    words: int


class WordBlock(NamedTuple):
    """The analyzer of a block whose terms include single words, and how it finds their columns.

    `find_pair` finds the columns of pairs of characters, in the first block that has such terms.
    """

    analyzer: Analyzer
    find: "Find"
    find_pair: "Find | None"


def word_blocks(vectorizer: "Vectorizer") -> list[WordBlock]:
    """Return the blocks whose terms include single words; the words of the first one count."""
    analyzers = [
        (block.analyzer, block.find)
        for block in vectorizer.blocks
        if block.has_vocabulary and isinstance(block.analyzer, Analyzer)
    ]
    find_pair = None
    for analyzer, find in analyzers:
        least, most = analyzer.ngram_range
        if analyzer.kind != "word" and least <= 2 <= most:
            find_pair = find_pair or find
    return [
        WordBlock(analyzer, find, find_pair)
        for analyzer, find in analyzers
        if analyzer.kind == "word" and analyzer.ngram_range[0] == 1
    ]


def known_words(block: WordBlock, text: str) -> KnownWords:
    """Count the different words of a text that start with a letter.

    Signs and numbers occur in every kind of text, and a word that is repeated tells no more.
    Without spaces, a whole sentence is one word, which no model knows. So each different character
    of such a script counts as a word, and is known if it is in a known pair of characters.
    """
    analyzer, find, find_pair = block
    tokens = {token for token in analyzer.tokens(analyzer.prepare(text)) if token[:1].isalpha()}
    if find_pair is None or text.isascii():
        return _known_of(tokens, find)
    runs = [run for token in tokens for run in re.findall(UNSPACED, token)]
    pairs = {first + second for run in runs for first, second in pairwise(f" {run} ")}
    known = {char for pair in pairs if find_pair(pair) is not None for char in pair if char != " "}
    rest = {part for token in tokens for part in re.split(UNSPACED, token) if part[:1].isalpha()}
    spaced = _known_of(rest, find)
    return KnownWords(spaced.known + len(known), spaced.words + len({*"".join(runs)}))


def _known_of(words: set[str], find: "Find") -> KnownWords:
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
