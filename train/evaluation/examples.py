"""Examples for the page: a few heavy words of each class, or texts that the author gives.

The manifest holds them, and `GET /model` returns them to anyone. So no text of the corpus is taken
unasked, only words that several texts of the class have in common.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import log

from train.corpus.reader import Corpus
from train.errors import InputError
from train.evaluation.shown_metrics import is_spam_or_ham
from train.export.exported import Export
from train.recipes.class_order import class_order

MAX_EXAMPLES = 6
MAX_EXAMPLE_CHARACTERS = 60
MAX_GIVEN_CHARACTERS = 1000
MAX_WORDS = 6
MAX_WORD_CHARACTERS = 20
EDGES, INNER = ".,:;!?()[]\"'*\N{LEFT DOUBLE QUOTATION MARK}\u201d\u2018\u2019\u2026", "'\u2019-"
"""The signs around a word, and those inside one."""

MAX_TEXTS = 1000
"""The most texts of a class that are searched for words."""

LEAST_TEXTS, LEAST_SHARE = 3, 0.01
"""A word occurs in so many texts of its class, or it is left out: a rare word may be a name."""

Example = dict[str, str]
"""The `label` of a class and a `text`."""


def page_examples(export: Export, corpus: Corpus, threshold: float | None) -> list[Example] | None:
    """Return an example for each of the six largest classes, made of its heaviest words.

    A class is left out if it has no such words, as in scripts without spaces, or if the model
    labels them otherwise. For ham and spam, the page has examples of its own: None.
    """
    positive = corpus.positive.label
    if is_spam_or_ham(class_order(export.read_classifier.classes, positive)):
        return None
    largest = sorted(corpus.counts().items(), key=lambda item: -item[1])[:MAX_EXAMPLES]
    margin = export.read_classifier.margin_at(threshold, positive)
    found: list[Example] = []
    for label, _ in sorted(largest):
        own = [text for text, of in zip(corpus.texts, corpus.labels, strict=True) if of == label]
        text = _join(_heaviest(export, label, _frequent(own)))
        if text and export.read_classifier.label(export.scores(text), margin) == label:
            found.append({"label": label, "text": text})
    return found


def given_examples(given: Corpus, known: Sequence[str]) -> list[Example]:
    """Return the texts that the author gives as examples.

    Raises
    ------
    InputError
        If there are more than six, one is too long, or one has a label that the corpus lacks.
    """
    if len(given.texts) > MAX_EXAMPLES:
        raise InputError(
            f"--examples: found {len(given.texts)} texts; expected at most {MAX_EXAMPLES}"
        )
    longest = max(map(len, given.texts))
    if longest > MAX_GIVEN_CHARACTERS:
        raise InputError(
            f"--examples: found a text of {longest} characters; "
            f"expected at most {MAX_GIVEN_CHARACTERS}"
        )
    unknown = sorted(set(given.labels) - set(known))
    if unknown:
        raise InputError(f"--examples: found the labels {unknown}; expected some of {list(known)}")
    pairs = zip(given.texts, given.labels, strict=True)
    return [{"label": label, "text": text} for text, label in pairs]


def _frequent(texts: Sequence[str]) -> dict[str, int]:
    """Return in how many distinct texts each word occurs, without the rare words."""
    distinct = list(dict.fromkeys(text.casefold() for text in texts))
    searched = distinct[:: -(-len(distinct) // MAX_TEXTS)]  # evenly: 2,500 texts give every third
    counts = Counter(word for text in searched for word in set(_words(text)))
    least = max(LEAST_TEXTS, LEAST_SHARE * len(searched))
    return {word: count for word, count in counts.items() if count >= least}


def _words(text: str) -> Iterator[str]:
    """Yield the whole words: without digits, addresses, and single letters.

    >>> list(_words("(Don't) call 0800, a@b.example, http://c.example or me!"))
    ["Don't", 'call']
    """
    for token in text.split():
        word = token.strip(EDGES)
        is_plain = all(sign in INNER or unicodedata.category(sign)[0] in "LM" for sign in word)
        least = 2 if word.lower() == word.upper() else 3  # two Han or Hangul say more than "me"
        if is_plain and least <= len(word) <= MAX_WORD_CHARACTERS:
            yield word


def _heaviest(export: Export, label: str, counts: Mapping[str, int]) -> list[str]:
    """Return a class's words by what each adds to its score alone, and by how common it is."""
    at = export.read_classifier.classes.index(label)
    start = _lead(export, "", at)
    weights = {
        word: (_lead(export, word, at) - start) * log(1 + count) for word, count in counts.items()
    }
    heavy = (word for word, weight in weights.items() if weight > 0)
    return sorted(heavy, key=lambda word: (-weights[word], word))


def _lead(export: Export, text: str, at: int) -> float:
    """Return how far a class's score is above the mean of all."""
    scores = export.scores(text)
    return scores[at] - sum(scores) / len(scores)


def _join(words: Sequence[str]) -> str:
    """Join the first words, as many as fit.

    >>> _join(["free", "x" * 60, "prize"])
    'free prize'
    """
    text = ""
    for word in words[:MAX_WORDS]:
        longer = f"{text} {word}".lstrip()
        text = longer if len(longer) <= MAX_EXAMPLE_CHARACTERS else text
    return text
