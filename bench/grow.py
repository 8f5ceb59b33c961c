"""Make a corpus many times larger whose vocabulary grows as that of real text does.

The first texts are the real ones. Each of the others is a real text again, in which every word is
new with a probability that falls, or one that a text of the same class has said before, or left as
it is; so classes, lengths and sentences stay as they are. New words come at the rate

    p = beta V / n

where V of the n words so far differ. Then dV/dn = beta V / n, which is Heaps' law, V = k n^beta
(Manning, Raghavan and Schütze, Introduction to Information Retrieval, 2008, section 5.1.1; there
beta is about 0.5). That is Simon's model, in which a word is said again as often as it was said
before, with a rate of new words that falls as in Zanette and Montemurro, Dynamics of text
generation with realistic Zipf's distribution, Journal of Quantitative Linguistics 12 (2005). It
differs from theirs in the words that are left as they are: without these, too many pairs of words
would be new. beta is measured on the real texts; on the SMS Spam Collection it is 0.60, but 0.53
over the second half of it, so that a larger real corpus would have fewer words than is made here.
"""

import csv
import json
import math
import re
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import linear_regression

from train.corpus.download import SAMPLE
from train.corpus.reader import Corpus, read_corpus

SEED = 42
SAID_BEFORE = 0.2
"""The share of words that one said before takes the place of.

With these and the new words the other terms of the default recipe grow as in the real texts as
well. From one SMS Spam Collection to ten the exponent of its parts of words is 0.42 (over the
second half of the real one 0.42), that of its words and pairs of words 0.72 (0.68).
"""
WORD = re.compile(r"\w\w+")
"""What the tutorial's vectorizer counts as a word, in lower case."""
OCTAVES = 5


def words(text: str) -> list[str]:
    """Return the words of a text as they are counted.

    >>> words("U have WON a prize")
    ['have', 'won', 'prize']
    """
    return WORD.findall(text.lower())


def heaps_exponent(texts: Sequence[str]) -> float:
    """Return beta of V = k n^beta: the slope of log V over log n at 1/16, 1/8 ... of the texts.

    >>> round(heaps_exponent([f"{2 * n:02} {2 * n + 1:02}" for n in range(32)]), 6)
    1.0

    Two words more with every text, all new: V = n.
    """
    ends = {len(texts) >> octave for octave in range(OCTAVES)}
    known: set[str] = set()
    count, points = 0, list[tuple[float, float]]()
    for number, text in enumerate(texts, start=1):
        found = words(text)
        count += len(found)
        known.update(found)
        if number in ends:
            points.append((math.log(count), math.log(len(known))))
    return linear_regression(*zip(*points, strict=True)).slope


class Speaker:
    """Says the texts of a corpus again; remembers all words, and those said in each class."""

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - no secret
        self.exponent = heaps_exponent(corpus.texts)
        self.said: dict[str, list[str]] = defaultdict(list)
        for text, label in zip(corpus.texts, corpus.labels, strict=True):
            self.said[label] += WORD.findall(text)
        self.known = {word.lower() for said in self.said.values() for word in said}
        self.count = sum(map(len, self.said.values()))

    def again(self, text: str, label: str) -> str:
        """Return the text with some of its words in another's place."""
        said = self.said[label]
        return WORD.sub(lambda match: self._say(match[0], said), text)

    def _say(self, word: str, said: list[str]) -> str:
        chance = self.random.random() - self.exponent * len(self.known) / self.count
        if chance < 0:
            word = self._new_word(said)
            self.known.add(word.lower())
        elif chance < SAID_BEFORE:
            word = self.random.choice(said)
        said.append(word)
        self.count += 1
        return word

    def _new_word(self, said: Sequence[str]) -> str:
        """Join the first half of one word and the second of another, until they make a new one."""
        while True:
            first, second = self.random.choice(said), self.random.choice(said)
            word = first[: (len(first) + 1) // 2] + second[len(second) // 2 :]
            if word.lower() not in self.known and WORD.fullmatch(word):
                return word


def grow(corpus: Corpus, times: int, seed: int = SEED) -> Iterator[tuple[str, str]]:
    """Yield the texts of a corpus with their labels, then as many again until there are `times`."""
    texts = list(zip(corpus.texts, corpus.labels, strict=True))
    yield from texts
    speaker = Speaker(corpus, seed)
    for _ in range(times - 1):
        speaker.random.shuffle(texts)
        for text, label in texts:
            yield speaker.again(text, label), label


def write_csv(rows: Iterable[tuple[str, str]], path: Path) -> None:
    """Write texts and labels as `python -m train fit` reads them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("text", "label"))
        writer.writerows(rows)


def main() -> None:
    """Write a corpus that is a number of times as large; print its vocabulary's growth as JSON."""
    parser = ArgumentParser("python -m bench.grow", description=main.__doc__)
    parser.add_argument("out", type=Path, metavar="OUT.csv")
    parser.add_argument("--data", type=Path, default=SAMPLE, metavar="FILE")
    parser.add_argument("--times", type=int, default=10, metavar="N")
    args = parser.parse_args()
    write_csv(grow(read_corpus([args.data]), args.times), args.out)
    texts = read_corpus([args.out]).texts
    facts = {
        "texts": len(texts),
        "vocabulary": len({word for text in texts for word in words(text)}),
        "heaps_exponent": heaps_exponent(texts),
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
