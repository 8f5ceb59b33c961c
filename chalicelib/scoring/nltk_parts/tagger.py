"""Parts of speech of words by an averaged perceptron, as NLTK's `pos_tag` gives them.

A word that nearly always has one tag has it. Of any other word the weights of its features are
added up for each tag, and the tag with the highest sum wins; of equal sums, the last one in the
alphabet. The features are the word, its neighbours, their endings, and the two tags before
(Collins, "Discriminative training methods for hidden Markov models", EMNLP 2002). What was learned
is data that `export` reads from the author's own NLTK:

- `tags`: the tags, sorted.
- `known`: for each word that is looked up, the number of its tag.
- `weights`: for each feature, numbers of tags and weights in turn.

Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from chalicelib.scoring.packed_data import PackedData

Tagged = list[tuple[str, str]]
_BEFORE, _AFTER = ("-START-", "-START2-"), ("-END-", "-END2-")
_ENDING = -3
_YEAR_DIGITS = 4


class _Learned:
    """What the tagger has learned."""

    __slots__ = ("_tags", "_weights", "known")

    def __init__(self, data: dict[str, Any]) -> None:
        self._tags: list[str] = data["tags"]
        self._weights: dict[str, list[float]] = data["weights"]
        self.known = {word: self._tags[number] for word, number in data["known"].items()}

    def best(self, features: Iterator[str]) -> str:
        """Return the tag with the highest sum."""
        sums = [0.0] * len(self._tags)
        for feature in features:
            row = self._weights.get(feature, ())
            for at in range(0, len(row), 2):
                sums[int(row[at])] += row[at + 1]
        best = max(range(len(sums)), key=lambda number: (sums[number], number))
        return self._tags[best]


class PerceptronTagger:
    """NLTK's tagger."""

    def __init__(self, data: PackedData) -> None:
        self._data = data

    def tag(self, tokens: Sequence[str]) -> Tagged:
        """Return each word of a sentence with its part of speech."""
        learned = self._data.made_by(_Learned)
        words = [*_BEFORE, *map(_shape, tokens), *_AFTER]
        tagged: Tagged = []
        last, before = _BEFORE
        for number, token in enumerate(tokens):
            tag = learned.known.get(token)
            if not tag:
                tag = learned.best(_features(token, words[number : number + 5], last, before))
            tagged.append((token, tag))
            last, before = tag, last
        return tagged


def _shape(word: str) -> str:
    """Return the word in lower case, or its kind of number or compound."""
    if "-" in word and not word.startswith("-"):
        return "!HYPHEN"
    if word.isdigit() and len(word) == _YEAR_DIGITS:
        return "!YEAR"
    return "!DIGITS" if word[:1].isdigit() else word.lower()


def _features(token: str, words: Sequence[str], last: str, before: str) -> Iterator[str]:
    """Yield the features of the middle one of five words, by the names that NLTK gives them."""
    second_left, left, word, right, second_right = words
    yield "bias"
    yield f"i suffix {token[_ENDING:]}"
    yield f"i pref1 {token[:1]}"
    yield f"i-1 tag {last}"
    yield f"i-2 tag {before}"
    yield f"i tag+i-2 tag {last} {before}"
    yield f"i word {word}"
    yield f"i-1 tag+i word {last} {word}"
    yield f"i-1 word {left}"
    yield f"i-1 suffix {left[_ENDING:]}"
    yield f"i-2 word {second_left}"
    yield f"i+1 word {right}"
    yield f"i+1 suffix {right[_ENDING:]}"
    yield f"i+2 word {second_right}"


def pos_tag_by(data: PackedData) -> Callable[..., Tagged]:
    """Return what NLTK's `pos_tag` is for English, with the tags that the tagger has learned."""
    return pos_tag_with({}, data)


def pos_tag_with(
    tagsets: Mapping[str, Mapping[str, str]], data: PackedData
) -> Callable[..., Tagged]:
    """Return what NLTK's `pos_tag` is for English.

    Parameters
    ----------
    tagsets
        For each set of tags that may be asked for, its tag for each that the tagger has learned.
    data
        What the tagger has learned.
    """
    tagger = PerceptronTagger(data)

    def pos_tag(tokens: Sequence[str], tagset: str | None = None, lang: str = "eng") -> Tagged:
        if (tagset and tagset not in tagsets) or lang != "eng":
            raise ValueError(
                f"found {tagset!r} and {lang!r}; expected one of {[*tagsets]}, English"
            )
        if isinstance(tokens, str):
            raise TypeError("expected a list of strings")
        tagged = tagger.tag(tokens)
        return [(word, tagsets[tagset][tag]) for word, tag in tagged] if tagset else tagged

    return pos_tag


def pos_tag_sents_with(
    tagsets: Mapping[str, Mapping[str, str]], data: PackedData
) -> Callable[..., list[Tagged]]:
    """Return what NLTK's `pos_tag_sents` is for English; see `pos_tag_with`."""
    pos_tag = pos_tag_with(tagsets, data)

    def pos_tag_sents(
        sentences: Iterable[Sequence[str]], tagset: str | None = None, lang: str = "eng"
    ) -> list[Tagged]:
        return [pos_tag(tokens, tagset, lang) for tokens in sentences]

    return pos_tag_sents
