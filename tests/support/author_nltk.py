"""Classes with the names and attributes of NLTK's, so that no test needs NLTK."""

import re
from types import ModuleType
from typing import Any


class Nltk:
    """The modules that hold these classes."""

    def __init__(self) -> None:
        self.stem, self.tokenize = ModuleType("nltk.stem"), ModuleType("nltk.tokenize")
        for kind in (PorterStemmer, SnowballStemmer, EnglishStemmer, WordNetLemmatizer):
            self._add(self.stem, kind)
        for value in (RegexpTokenizer, StopWords):
            self._add(self.tokenize, value)

    def _add(self, module: ModuleType, value: Any) -> None:
        value.__module__ = module.__name__
        setattr(module, value.__name__, value)


class PorterStemmer:
    mode = "NLTK_EXTENSIONS"

    def stem(self, word: str) -> str:
        return {"running": "run"}.get(word, word)


class EnglishStemmer:
    stopwords: tuple[str, ...] = ()

    def stem(self, word: str) -> str:
        return {"running": "run"}.get(word, word)


class SnowballStemmer:
    def __init__(self, language: str) -> None:
        self.stemmer = EnglishStemmer()
        self.language = language

    def stem(self, word: str) -> str:
        return self.stemmer.stem(word)


class WordNetLemmatizer:
    pass


class RegexpTokenizer:
    def __init__(self, pattern: str) -> None:
        self._pattern, self._gaps, self._discard_empty, self._flags = pattern, False, True, re.M

    def tokenize(self, text: str) -> list[str]:
        return re.findall(self._pattern, text)


class StopWords:
    def words(self, language: str) -> list[str]:
        if language != "english":
            raise LookupError(language)
        return ["the", "a"]
