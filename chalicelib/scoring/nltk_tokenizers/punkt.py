"""Split a text into sentences by Punkt, as NLTK does.

Kiss and Strunk, "Unsupervised Multilingual Sentence Boundary Detection", Computational Linguistics
32 (2006): a period may end a sentence, belong to an abbreviation, or do both. The words before and
after it decide (section 4). What is known of words was learned from a corpus: abbreviations, pairs
of words around a period that ends no sentence (collocations), words that often start sentences, and
in which letter case words occur. Texts are cut only where a sentence may end, so the time is
proportional to their length.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from chalicelib.scoring.cleaning.unicode_words import with_unicode_words
from chalicelib.scoring.packed_data import PackedData

ASCII_SPACE = " \t\n\r\v\f"
NUMBER = "##number##"
"""What stands for all numbers among the words."""
NEVER_FIRST, UPPER_INSIDE = 1, 2
"""Of a word that occurs in lower case: so written, it starts no sentence as far as is known; and it
also occurs in upper case within sentences."""


class PunktParameters(NamedTuple):
    """What is known of the words of a language, in lower case.

    `contexts` has the words that occur in lower case, each with a sum of `NEVER_FIRST` and
    `UPPER_INSIDE`. All other words are alike.
    """

    abbreviations: frozenset[str] = frozenset()
    collocations: frozenset[tuple[str, str]] = frozenset()
    starters: frozenset[str] = frozenset()
    contexts: Mapping[str, int] = {}


def read_parameters(data: list[Any]) -> PunktParameters:
    r"""Return parameters from data of JSON: three lists, and the words of each sum as lines.

    >>> read_parameters([["dr"], [["s", "bach"]], ["the"], ["", "", "so\nit"]]).contexts
    {'so': 2, 'it': 2}
    """
    abbreviations, pairs, starters, groups = data
    contexts = {
        word: value for value, words in enumerate(groups) for word in words.split("\n") if words
    }
    collocations = frozenset((one, other) for one, other in pairs)
    return PunktParameters(frozenset(abbreviations), collocations, frozenset(starters), contexts)


class PunktRules(NamedTuple):
    """The patterns of an NLTK's version, each with its flags; `by_regex` if `regex` compiled them.

    `candidate` finds where a sentence may end, with the groups `after_tok` and `next_tok`; `word`
    splits into words, `closing` matches what belongs to the sentence before. `number`, `initial`
    and `ellipsis` match words. `ends` are the characters that may end a sentence.
    """

    candidate: tuple[str, int]
    word: tuple[str, int]
    closing: tuple[str, int]
    number: tuple[str, int]
    initial: tuple[str, int]
    ellipsis: tuple[str, int]
    ends: tuple[str, ...]
    inner: tuple[str, ...]
    by_regex: bool


class _Word(NamedTuple):
    """A word as it is written, its type, and whether it ends a sentence or is an abbreviation."""

    text: str
    kind: str
    ends: bool
    abbreviates: bool
    is_initial: bool

    @property
    def kind_after(self) -> str:
        """The type that the word has after a period, without its own period if that ends."""
        return _without_period(self.kind) if self.ends else self.kind


class PunktTokenizer:
    """Splits texts into sentences.

    Parameters
    ----------
    rules
        The fields of `PunktRules`.
    data
        The parameters; they are unpacked at the first text.
    """

    def __init__(self, rules: Iterable[Any], data: PackedData) -> None:
        self._data = data
        self._rules = PunktRules(*rules)
        self._patterns = [re.compile(*each) for each in self._rules[:6]]

    def tokenize(self, text: str, realign_boundaries: bool = True) -> list[str]:
        """Return the sentences of a text."""
        return [text[start:end] for start, end in self.span_tokenize(text, realign_boundaries)]

    def sentences_from_text(self, text: str, realign_boundaries: bool = True) -> list[str]:
        """Return the sentences of a text."""
        return self.tokenize(text, realign_boundaries)

    def span_tokenize(
        self, text: str, realign_boundaries: bool = True
    ) -> Iterator[tuple[int, int]]:
        """Yield where each sentence of a text starts and ends."""
        parameters = self._data.made_by(read_parameters)
        seen = with_unicode_words(text) if self._rules.by_regex else text
        spans = self._spans(text, seen, parameters)
        return self._realigned(text, seen, spans) if realign_boundaries else iter(spans)

    def _spans(self, text: str, seen: str, parameters: PunktParameters) -> list[tuple[int, int]]:
        """Return the spans that end right after the character that ends the sentence."""
        spans: list[tuple[int, int]] = []
        start = 0
        for begin, match in self._candidates(text, seen):
            last = match.end("after_tok")
            if self._has_end(text[begin:last], seen[begin:last], parameters):
                spans.append((start, match.end()))
                start = match.start("next_tok") if match["next_tok"] else match.end()
        return [*spans, (start, len(text.rstrip()))]

    def _candidates(self, text: str, seen: str) -> Iterator[tuple[int, "re.Match[str]"]]:
        """Yield each place where a sentence may end, with the start of the word before it.

        Of several within a word, such as the signs of "what?!", only the last counts.
        """
        begin, before = 0, None
        for match in self._patterns[0].finditer(seen):
            # The word starts after the last space since the place before. A space right at that
            # place does not count, nor does one at the start of the text.
            since = before.start() if before else 0
            space = _last_space(text, since, match.start())
            start = space + 1 if space > since else begin
            if before and before.start() <= start:
                yield begin, before
            begin, before = start, match
        if before:
            yield begin, before

    def _has_end(self, text: str, seen: str, parameters: PunktParameters) -> bool:
        """Return whether a sentence ends after one of some words, the last excepted."""
        words = self._words(text, seen, parameters)
        return any(self._ends(one, other, parameters) for one, other in pairwise(words))

    def _words(self, text: str, seen: str, parameters: PunktParameters) -> Iterator[_Word]:
        """Yield words with what their types alone say (section 4, first stage)."""
        number, initial, ellipsis = self._patterns[3:6]
        start = 0
        for line in text.split("\n"):
            found = self._patterns[1].finditer(seen[start : start + len(line)])
            for match in found if line.strip() else ():
                word, shown = line[slice(*match.span())], match[0]
                low = word.lower()
                ends = word in self._rules.ends
                abbreviates = bool(not ends and ellipsis.match(shown))
                if not ends and not abbreviates and word.endswith(".") and word[-2:] != "..":
                    stem = word[:-1].lower()
                    known = parameters.abbreviations
                    abbreviates = stem in known or stem.rpartition("-")[2] in known
                    ends = not abbreviates
                is_initial = initial.match(shown) is not None
                yield _Word(word, number.sub(NUMBER, low), ends, abbreviates, is_initial)
            start += len(line) + 1

    def _ends(self, word: _Word, after: _Word, parameters: PunktParameters) -> bool:
        """Return whether a sentence ends after a word, given the next one (section 4.1 to 4.3)."""
        if word.text[-1] != ".":
            return word.ends
        kind, next_kind = _without_period(word.kind), after.kind_after
        if (kind, next_kind) in parameters.collocations:
            return False
        is_upper = after.text[0].isupper()
        if word.abbreviates and not word.is_initial:
            if self._starts(after, parameters) or (is_upper and next_kind in parameters.starters):
                return True
        elif word.is_initial or kind == NUMBER:
            starts = self._starts(after, parameters)
            is_name = word.is_initial and is_upper and next_kind not in parameters.contexts
            if starts is False or (starts is None and is_name):
                return False
        return word.ends

    def _starts(self, word: _Word, parameters: PunktParameters) -> bool | None:
        """Return whether a word's letter case says that it starts a sentence; None: it does not."""
        if word.text in self._rules.inner:
            return False
        context = parameters.contexts.get(word.kind_after)
        first = word.text[0]
        if first.isupper() and context is not None and not context & UPPER_INSIDE:
            return True
        if first.islower() and (context is None or context & NEVER_FIRST):
            return False
        return None

    def _realigned(
        self, text: str, seen: str, spans: list[tuple[int, int]]
    ) -> Iterator[tuple[int, int]]:
        """Yield the spans with the quotes and brackets that close a sentence in its own."""
        closing = self._patterns[2]
        moved = 0
        for at, (start, end) in enumerate(spans, 1):
            first, last = spans[at] if at < len(spans) else (0, 0)
            match = closing.match(seen[first:last]) if at < len(spans) else None
            start += moved
            moved = match.end() if match else 0
            if match:
                yield start, first + len(text[first : first + moved].rstrip())
            elif text[start:end]:
                yield start, end


def sentence_tokenizers(rules: Iterable[Any], data: PackedData) -> Callable[[], PunktTokenizer]:
    """Return what NLTK's `PunktSentenceTokenizer` is called by, without a text to train with."""
    tokenizer = PunktTokenizer(rules, data)
    return lambda: tokenizer


def _without_period(kind: str) -> str:
    return kind[:-1] if len(kind) > 1 and kind[-1] == "." else kind


def _last_space(text: str, start: int, end: int) -> int:
    """Return where the last space of ASCII in a part of a text is, or -1."""
    return max(text.rfind(space, start, end) for space in ASCII_SPACE)
