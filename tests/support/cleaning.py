"""Build cleaned analyzers from configuration, as blocks of an artifact have it."""

from typing import Any

from chalicelib.scoring.cleaning.analyzer import CleanedAnalyzer, read_cleaned_analyzer
from chalicelib.scoring.cleaning.sources import Function, Sources
from chalicelib.scoring.cleaning.steps import Cleaning, build_cleaning
from chalicelib.scoring.cleaning.tokenizers import Tokenizer, read_tokenizer
from chalicelib.scoring.patterns import PatternCompiler
from chalicelib.strict_json import Record


class Reversing:
    """A function of the author's: it turns a text round."""

    def text(self, text: str) -> str:
        """Return the text from its end to its start."""
        return text[::-1]

    def terms(self, text: str) -> list[str]:
        """Return the words from the last to the first."""
        return text.split()[::-1]


def resolve(reference: Record) -> Function:
    """Return the only function that there is."""
    reference.text("module", ("parts_0123456789ab",))
    reference.finish()
    return Reversing()


REFERENCE = {"module": "parts_0123456789ab"}
SPLITTING: dict[str, Any] = {
    "analyzer": "word",
    "lowercase": True,
    "ngram_range": [1, 1],
    "stop_words": [],
    "strip_accents": None,
    "token_pattern": r"\w+",
}


def sources() -> Sources:
    return Sources(PatternCompiler(), resolve, [])


def cleaning(*steps: object) -> Cleaning:
    return build_cleaning(steps, "cleaning", sources())


def tokenizer(**fields: object) -> Tokenizer:
    return read_tokenizer(fields, "tokenizer", sources())


def analyzer(without: tuple[str, ...] = (), **fields: object) -> CleanedAnalyzer:
    """Return the analyzer of a block that splits at words, without some fields and with others."""
    kept = {name: value for name, value in SPLITTING.items() if name not in without}
    record = Record(kept | fields, "block 0")
    made = read_cleaned_analyzer(record, PatternCompiler(), resolve)
    record.finish()
    return made
