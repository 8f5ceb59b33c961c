"""Count what a user should know about a corpus before training; nothing is changed here."""

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache

from tqdm import tqdm

from train.corpus.reader import Corpus

LETTER = re.compile(r"[^\W\d_]")
NO_LETTERS = re.compile(r"[\W\d_]+")
NAMES_OF_LATIN = ("FULLWIDTH", "MATHEMATICAL", "MODIFIER", "FEMININE", "MASCULINE", "MICRO")
"""How the names of further Latin letters start in Unicode."""
NO_SCRIPT = "no letters"


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of texts, each of the whole corpus.

    `copies` repeat an earlier text; `near_copies` repeat one but for case, digits, signs and
    spaces. Either is None if it was not counted. `contradicting` texts occur with several labels.
    `scripts` counts the texts by the script of most of their letters.
    """

    texts: int
    dropped: dict[str, int]
    copies: int | None
    near_copies: int | None
    contradicting: int
    too_large: int
    classes: dict[str, int]
    scripts: dict[str, int]

    @property
    def majority(self) -> str:
        """Return the commonest class."""
        return max(self.classes, key=lambda label: self.classes[label])

    @property
    def baseline(self) -> float:
        """Return the accuracy of always predicting the commonest class."""
        return self.classes[self.majority] / self.texts


def summarize(corpus: Corpus, max_text_bytes: int) -> Summary:
    """Return the summary of a corpus with at least one text.

    Parameters
    ----------
    corpus
        The labelled texts.
    max_text_bytes
        The largest text in UTF-8 that the service takes.
    """
    labels_of: dict[str, Counter[str]] = defaultdict(Counter)
    near: set[str] = set()
    scripts: Counter[str] = Counter()
    too_large = 0
    rows = zip(corpus.texts, corpus.labels, strict=True)
    total = len(corpus.texts)
    for text, label in tqdm(rows, "check", total, disable=None, leave=False, delay=1):
        if text not in labels_of:
            near.add(near_key(text))
            too_large += _is_larger(text, max_text_bytes)
        labels_of[text][label] += 1
        scripts[main_script(text)] += 1
    return Summary(
        texts=total,
        dropped=dict(corpus.dropped),
        copies=total - len(labels_of),
        near_copies=len(labels_of) - len(near),
        contradicting=sum(labels.total() for labels in labels_of.values() if len(labels) > 1),
        too_large=too_large,
        classes=corpus.counts(),
        scripts=dict(scripts.most_common()),
    )


def _is_larger(text: str, max_bytes: int) -> bool:
    # A character has at most four bytes in UTF-8, so most texts need no encoding.
    if 4 * len(text) <= max_bytes:
        return False
    return len(text.encode("utf-8", "surrogatepass")) > max_bytes


def near_key(text: str) -> str:
    """Return what a text has in common with its near copies: its letters, in lower case.

    >>> near_key("Call 0800-1, NOW!") == near_key("call 0900 2 now"), near_key(":-)")
    (True, ':-)')
    """
    return NO_LETTERS.sub("", text.casefold()) or text


def main_script(text: str) -> str:
    """Return the script of most letters of a text.

    >>> main_script("see you"), main_script("привет, Bob"), main_script("4 :-)")
    ('Latin', 'Cyrillic', 'no letters')
    """
    if text.isascii():
        return "Latin" if LETTER.search(text) else NO_SCRIPT
    counts: Counter[str] = Counter()
    for character, count in Counter(text).items():
        script = _script(character)
        if script is not None:
            counts[script] += count
    return counts.most_common(1)[0][0] if counts else NO_SCRIPT


@cache
def _script(character: str) -> str | None:
    """Return the script of a letter, the first word of its name; None for other characters."""
    if not character.isalpha():
        return None
    first = unicodedata.name(character, "UNKNOWN").split()[0]
    if first in NAMES_OF_LATIN:
        return "Latin"
    return "Chinese" if first == "CJK" else first.title()
