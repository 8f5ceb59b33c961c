"""Lemmas of words by WordNet's morphology, as NLTK's `WordNetLemmatizer` gives them.

WordNet reduces a word by a list of exceptions or, if the word is not in it, by replacing its
ending, and keeps what it knows (https://wordnet.princeton.edu/documentation/morphy7wn). The
exceptions, the endings and the lemmas are data that `export` reads from the author's own NLTK, one
`PackedData` for each part of speech:

- `lemmas`: the lemmas by their first `PREFIX` characters; the rests of those that begin with them,
  each between two spaces. To find a word in such a string takes less than a microsecond, and
  unpacking them is much faster than making a set of 118,000 words, which would take 14 MB.
- `joined`: the same of lemmas that `_` joins, packed: two thirds of all, which few words ask for.
- `exceptions`: the base forms of a word, separated by spaces.
- `rules`: pairs of an ending and what replaces it.
- `repeated`: whether rules are applied again until a lemma is found, as before NLTK 3.9.

Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from chalicelib.scoring.packed_data import PackedData

PREFIX = 3
"""How many characters of a lemma choose the string that holds its rest."""
PARTS = "nvar"
"""The parts of speech in the order in which `morphy` tries them."""


class _Part:
    """The lemmas of one part of speech."""

    __slots__ = ("_endings", "_exceptions", "_joined", "_lemmas", "_repeated", "_rules")

    def __init__(self, data: dict[str, Any]) -> None:
        self._lemmas: dict[str, str] = data["lemmas"]
        self._joined = PackedData(data["joined"])
        self._exceptions: dict[str, str] = data["exceptions"]
        self._rules: list[tuple[str, str]] = [(old, new) for old, new in data["rules"]]
        self._endings = tuple(old for old, _ in self._rules)
        self._repeated: bool = data["repeated"]

    def shortest(self, word: str) -> str:
        """Return the shortest lemma of a word, or the word itself if there is none."""
        if word not in self._exceptions and not word.endswith(self._endings):
            return word  # it is its only lemma, or WordNet does not know it
        return min(self.lemmas(word), key=len, default=word)

    def lemmas(self, word: str) -> list[str]:
        """Return the lemmas of a word that WordNet knows: itself, then those that are derived."""
        listed = self._exceptions.get(word)
        if listed is not None:
            return self._known([word, *listed.split(" ")])
        derived = self._derived([word])
        found = self._known([word, *derived])
        while self._repeated and derived and not found:
            derived = self._derived(derived)
            found = self._known(derived)
        return found

    def _derived(self, words: list[str]) -> list[str]:
        return [
            word[: -len(old)] + new
            for word in words
            for old, new in self._rules
            if word.endswith(old)
        ]

    def _known(self, words: list[str]) -> list[str]:
        return [word for word in dict.fromkeys(words) if self._knows(word)]

    def _knows(self, word: str) -> bool:
        lemmas = self._joined.made_by(_lemmas) if "_" in word else self._lemmas
        # A word with a space would be found where two lemmas follow each other.
        return " " not in word and f" {word[PREFIX:]} " in lemmas.get(word[:PREFIX], "")


def _lemmas(value: dict[str, str]) -> dict[str, str]:
    return value


class WordNetLemmatizer:
    """NLTK's lemmatizer, also what functions use of NLTK's `wordnet` itself.

    Parameters
    ----------
    parts
        Parts of speech: `n`, `v`, `a`, `r` and `s`.
    data
        The data of each, in the same order.
    """

    def __init__(self, parts: str, *data: PackedData) -> None:
        self._data = dict(zip(parts, data, strict=True))

    def lemmatize(self, word: str, pos: str = "n") -> str:
        """Return the shortest lemma of a word, or the word itself if WordNet does not know it.

        Raises KeyError if there is no such part of speech.
        """
        return self._data[pos].made_by(_Part).shortest(word)

    def morphy(self, form: str, pos: str | None = None) -> str | None:
        """Return the first lemma of a word, of any part of speech if none is given, or None."""
        for part in pos or PARTS:
            lemmas = self._data[part].made_by(_Part).lemmas(form)
            if lemmas:
                return lemmas[0]
        return None


def lemmatizer_class(parts: str, *data: PackedData) -> Callable[[], WordNetLemmatizer]:
    """Return what makes lemmatizers without an argument, as NLTK's class does."""
    return partial(WordNetLemmatizer, parts, *data)
