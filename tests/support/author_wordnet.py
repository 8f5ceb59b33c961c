"""A small WordNet with the names and attributes of NLTK's, so that no test needs NLTK's data."""

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

LEMMAS: dict[str, set[str]] = {
    "n": {"dog", "hot_dog", "woman", "glass", "mouse", "box", "study", "us", "u", "bus"},
    "v": {"hop", "hope", "be", "study"},
    "a": {"big", "nice", "good"},
    "r": {"well"},
}
EXCEPTIONS: dict[str, dict[str, list[str]]] = {
    "n": {"mice": ["mouse"]},
    "v": {"was": ["be"]},
    "a": {"better": ["good"], "bigger": ["big"]},
    "r": {"best": ["well"]},
}
RULES: dict[str, list[tuple[str, str]]] = {
    "n": [("s", ""), ("ses", "s"), ("xes", "x"), ("men", "man"), ("ies", "y")],
    "v": [("s", ""), ("ing", "e"), ("ing", "")],
    "a": [("est", ""), ("est", "e")],
    "r": [],
}


class WordNetCorpusReader:
    """As NLTK has it since 3.9; with `repeated` as before."""

    ADJ, ADJ_SAT, ADV, NOUN, VERB = "a", "s", "r", "n", "v"
    MORPHOLOGICAL_SUBSTITUTIONS = RULES | {"s": RULES["a"]}

    def __init__(self, repeated: bool = False) -> None:
        self._exception_map = EXCEPTIONS | {"s": EXCEPTIONS["a"]}
        self._lemmas = LEMMAS | {"s": LEMMAS["a"]}
        self._repeated = repeated

    def all_lemma_names(self, pos: str) -> Iterator[str]:
        return iter(self._lemmas[pos])

    def _morphy(self, form: str, pos: str) -> list[str]:
        exceptions, known = self._exception_map[pos], self._lemmas[pos]
        if form in exceptions:
            return [each for each in (form, *exceptions[form]) if each in known]
        forms = self._made([form], pos)
        found = [each for each in (form, *forms) if each in known]
        while self._repeated and forms and not found:
            forms = self._made(forms, pos)
            found = [each for each in forms if each in known]
        return found

    def _made(self, forms: list[str], pos: str) -> list[str]:
        rules = self.MORPHOLOGICAL_SUBSTITUTIONS[pos]
        return [
            form[: -len(old)] + new for form in forms for old, new in rules if form.endswith(old)
        ]

    def morphy(self, form: str, pos: str | None = None) -> str | None:
        found = [each for part in (pos or "nvar") for each in self._morphy(form, part)]
        return found[0] if found else None


class LazyCorpusLoader:
    """Becomes a reader at its first use, or fails as NLTK does without its data."""

    def __init__(self, name: str, error: str) -> None:
        self.__name, self._error = name, error

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise LookupError(self._error)


class WordNetLemmatizer:
    def lemmatize(self, word: str, pos: str = "n") -> str:
        wordnet: WordNetCorpusReader = sys.modules["nltk.corpus"].wordnet
        return min(wordnet._morphy(word, pos), key=len, default=word)


def modules(wordnet: Any) -> dict[str, ModuleType]:
    """Return the modules of an NLTK that has this reader, by name."""
    names = ("nltk", "nltk.corpus", "nltk.stem", "nltk.stem.wordnet")
    made = {name: ModuleType(name) for name in names}
    made["nltk.corpus"].wordnet = wordnet  # type: ignore[attr-defined]
    for name in ("nltk.stem", "nltk.stem.wordnet"):
        made[name].WordNetLemmatizer = WordNetLemmatizer  # type: ignore[attr-defined]
    return made


WordNetLemmatizer.__module__ = "nltk.stem.wordnet"
WordNetCorpusReader.__module__ = "nltk.corpus.reader.wordnet"
LazyCorpusLoader.__module__ = "nltk.corpus.util"
