"""Generate a corpus many times larger, whose vocabulary grows like that of real text.

The corpus starts with the real texts. Every other text is a copy of a real one, in which each word
is replaced by a new word (with a falling probability), replaced by a word that the same class used
before, or kept. Classes, lengths and sentences therefore stay the same. The probability of a new
word is

    p = beta V / n

if V of the n words so far are distinct. Then dV/dn = beta V / n, whose solution is Heaps' law,
V = k n^beta (Manning, Raghavan and Schütze, Introduction to Information Retrieval, 2008, section
5.1.1; there beta is about 0.5). This is Simon's model, in which a word is repeated in proportion to
its earlier uses, with the falling rate of new words of Zanette and Montemurro, Dynamics of text
generation with realistic Zipf's distribution, Journal of Quantitative Linguistics 12 (2005). Unlike
theirs, it keeps some words: otherwise too many pairs of words would be new. beta is measured on the
real texts. On the SMS Spam Collection it is 0.60, but 0.53 over its second half, so a larger real
corpus would have fewer words than a generated one.
"""

import csv
import json
import math
import re
import sys
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import linear_regression

from train.corpus.first_corpus import SAMPLE
from train.corpus.reader import Corpus, read_corpus

SEED = 42
REPEATED_SHARE = 0.2
"""The share of words that are replaced by a word that the class used before.

With it, the default recipe's other terms grow as in the real texts too. From one SMS Spam
Collection to ten, the exponent of its character n-grams is 0.42 (0.42 over the second half of the
real one), and that of its words and word pairs is 0.72 (0.68).
"""
WORD = re.compile(r"\w\w+")
"""A word of the tutorial's vectorizer, which lower-cases texts first."""
OCTAVES = 5
MOST_USED = 2**24
"""The most words of a class that are kept to repeat; a further one replaces a random one."""


def words(text: str) -> list[str]:
    """Return the words of a text in lower case.

    >>> words("U have WON a prize")
    ['have', 'won', 'prize']
    """
    return WORD.findall(text.lower())


class Growth:
    """Follows how the vocabulary grows over the texts of a corpus, without keeping a text."""

    def __init__(self, total: int) -> None:
        # For 32 texts, measure after 32, 16, 8, 4 and 2 texts.
        self._sizes = {total >> octave for octave in range(OCTAVES)}
        self._points: list[tuple[float, float]] = []
        self._words = 0
        self.texts = 0
        self.text_bytes = 0
        self.known: set[str] = set()

    def add(self, text: str) -> None:
        """Count the words of the next text."""
        self.texts += 1
        self.text_bytes += len(text.encode())
        found_words = words(text)
        self._words += len(found_words)
        self.known.update(found_words)
        if self.texts in self._sizes:
            self._points.append((math.log(self._words), math.log(len(self.known))))

    @property
    def exponent(self) -> float:
        """Beta of V = k n^beta: the slope of log V over log n at 1/16, 1/8 ... of the texts."""
        return linear_regression(*zip(*self._points, strict=True)).slope


def heaps_exponent(texts: Sequence[str]) -> float:
    """Return beta of V = k n^beta, see `Growth`, with the texts in a random order.

    In their own order, a part in another language would look like a vocabulary that grows faster.

    If every text adds two new words, V = n and beta is 1:

    >>> round(heaps_exponent([f"{2 * n:02} {2 * n + 1:02}" for n in range(32)]), 6)
    1.0
    """
    growth = Growth(len(texts))
    for text in Random(0).sample(texts, len(texts)):  # noqa: S311 - no secret
        growth.add(text)
    return growth.exponent


class TextGenerator:
    """Generates variants of a corpus's texts; keeps the vocabulary and each class's words."""

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - no secret
        self.exponent = heaps_exponent(corpus.texts)
        self.used: dict[str, list[str]] = defaultdict(list)
        for text, label in zip(corpus.texts, corpus.labels, strict=True):
            self.used[label] += map(sys.intern, WORD.findall(text))
        self.known = {word.lower() for used in self.used.values() for word in used}
        self.count = sum(map(len, self.used.values()))

    def variant(self, text: str, label: str) -> str:
        """Return the text with some of its words replaced."""
        used = self.used[label]
        return WORD.sub(lambda match: self._replace(match[0], used), text)

    def _replace(self, word: str, used: list[str]) -> str:
        # A uniform number in [0, 1) minus p is negative with probability p: a new word. It is in
        # [0, REPEATED_SHARE) with that probability: a repeated word. Otherwise the word is kept.
        draw = self.random.random() - self.exponent * len(self.known) / self.count
        if draw < 0:
            word = self._new_word(used)
            self.known.add(word.lower())
        elif draw < REPEATED_SHARE:
            word = self.random.choice(used)
        if len(used) < MOST_USED:
            used.append(sys.intern(word))
        else:
            used[self.random.randrange(MOST_USED)] = sys.intern(word)
        self.count += 1
        return word

    def _new_word(self, used: Sequence[str]) -> str:
        """Join the first half of one word and the second half of another until the word is new."""
        while True:
            first, second = self.random.choice(used), self.random.choice(used)
            word = first[: (len(first) + 1) // 2] + second[len(second) // 2 :]
            if word.lower() not in self.known and WORD.fullmatch(word):
                return word


def grow(corpus: Corpus, times: int, seed: int = SEED) -> Iterator[tuple[str, str]]:
    """Yield a corpus's texts and labels, then `times - 1` variants of each text."""
    texts = list(zip(corpus.texts, corpus.labels, strict=True))
    yield from texts
    generator = TextGenerator(corpus, seed)
    for _ in range(times - 1):
        generator.random.shuffle(texts)
        for text, label in texts:
            yield generator.variant(text, label), label


def write_csv(rows: Iterable[tuple[str, str]], path: Path) -> None:
    """Write texts and labels in a form that `python -m train fit` reads; none is kept."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("text", "label"))
        writer.writerows(rows)


def main() -> None:
    """Write a corpus `--times` as large; print its vocabulary's growth as JSON."""
    parser = ArgumentParser("python -m bench.grow", description=main.__doc__)
    parser.add_argument("out", type=Path, metavar="OUT.csv", help="the file to write")
    parser.add_argument(
        "--data",
        type=Path,
        default=SAMPLE,
        metavar="FILE",
        help="the texts to grow; default: the embedded corpus",
    )
    parser.add_argument(
        "--times",
        type=int,
        default=10,
        metavar="N",
        help="how many times as many texts; default: %(default)s",
    )
    args = parser.parse_args()
    corpus = read_corpus([args.data])
    growth = Growth(len(corpus.texts) * args.times)
    write_csv(_counted(grow(corpus, args.times), growth), args.out)
    facts = {
        "texts": growth.texts,
        "text_bytes": growth.text_bytes,
        "vocabulary": len(growth.known),
        "heaps_exponent": growth.exponent,
    }
    print(json.dumps(facts))


def _counted(rows: Iterable[tuple[str, str]], growth: Growth) -> Iterator[tuple[str, str]]:
    for text, label in rows:
        growth.add(text)
        yield text, label


if __name__ == "__main__":
    main()
