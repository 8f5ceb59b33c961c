"""Split a text into terms as scikit-learn does with the author's functions instead of its own.

The steps keep scikit-learn's order: the cleaning, which scikit-learn does not know; then the
preprocessor in place of lowercase and strip_accents; then the tokenizer in place of the token
pattern; then stop words and n-grams. An analyzer that is a function takes the place of all but the
cleaning. Standard library only, see `chalicelib.scoring.artifact`.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from chalicelib.errors import FormatError
from chalicelib.scoring.analyzer import ANALYZERS, STRIP_ACCENTS, Analyzer, word_ngrams
from chalicelib.scoring.block_reader import (
    MAX_STOP_WORDS,
    compile_token_pattern,
    read_ngram_range,
)
from chalicelib.scoring.cleaning.sources import Function, Resolve, Sources
from chalicelib.scoring.cleaning.steps import Cleaning, read_cleaning
from chalicelib.scoring.cleaning.tokenizers import Tokenizer, read_tokenizer
from chalicelib.scoring.normalizer import Replacement
from chalicelib.scoring.patterns import PatternCompiler
from chalicelib.strict_json import Record, canonical

_BEFORE_SPLITTING = ("cleaning", "preprocessor", "lowercase", "strip_accents")
_UNUSED = Analyzer("word", (1, 1), lowercase=False)
"""The splitter of a block whose analyzer is a function."""


class CleanedAnalyzer(NamedTuple):
    """The rules by which a block with functions of its author's splits a text into terms.

    `splitter` holds what scikit-learn's own parameters say. `source` is the configuration of the
    steps before the text is split, so that two blocks can tell whether they share them. `patterns`
    are all regular expressions, each with the name of its place.
    """

    splitter: Analyzer
    cleaning: Cleaning
    preprocessor: Cleaning | None
    tokenizer: Tokenizer | None
    source: bytes
    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    is_whole: bool = False
    """Whether the tokenizer is the analyzer: its tokens are the terms."""

    normalizer: None = None
    replacements: tuple[Replacement, ...] = ()

    def __call__(self, text: str) -> Sequence[str]:
        """Return all terms of a text, with repetitions, in scikit-learn's order."""
        return [*self.split_terms(self.prepare(text))]

    @property
    def kind(self) -> str:
        """The splitter's kind: "word", "char" or "char_wb"."""
        return self.splitter.kind

    @property
    def ngram_range(self) -> tuple[int, int]:
        """The least and the most tokens or characters of a term."""
        return self.splitter.ngram_range

    @property
    def stop_words(self) -> frozenset[str]:
        """The tokens that are dropped."""
        return self.splitter.stop_words

    @property
    def preprocessing(self) -> tuple[object, ...]:
        """The steps before the text is split; equal for analyzers that prepare alike."""
        return (self.source,)

    def prepare(self, text: str, count: int | None = None) -> str:
        """Return the text ready to be split; `count` means nothing, as nothing is replaced."""
        cleaned = self.cleaning(text)
        if self.preprocessor is not None:
            return self.preprocessor(cleaned)
        return self.splitter.prepare(cleaned, count)

    def split_terms(self, prepared: str) -> Iterable[str]:
        """Split a prepared text into its terms."""
        if self.tokenizer is None:
            return self.splitter.split_terms(prepared)
        tokens = self.tokenizer(prepared)
        if self.is_whole:
            return tokens
        if self.stop_words:
            tokens = [token for token in tokens if token not in self.stop_words]
        return word_ngrams(tokens, *self.ngram_range)

    def terms_of_word(self, word: str) -> Iterable[str]:
        """Split one word of the analyzer "char_wb"."""
        return self.splitter.terms_of_word(word)


def read_cleaned_analyzer(
    record: Record, patterns: PatternCompiler, resolve: Resolve | None
) -> CleanedAnalyzer:
    """Read the fields of a block that say how it splits texts.

    `patterns` compiles all patterns of the file. `resolve` returns the author's function that a
    reference names; None refuses all references.

    Raises
    ------
    FormatError
        If a field breaks a rule of docs/format.md.
    """
    fields = record.fields()
    sources = Sources(patterns, resolve or _no_function, [])
    cleaning = _steps(record, "cleaning", sources) or Cleaning(())
    is_whole = isinstance(fields.get("analyzer"), dict)
    preprocessor = None if is_whole else _steps(record, "preprocessor", sources)
    tokenizer = _tokenizer(record, "analyzer" if is_whole else "tokenizer", sources)
    splitter = _UNUSED if is_whole else _splitter(record, sources, preprocessor, tokenizer)
    return CleanedAnalyzer(
        splitter=splitter,
        cleaning=cleaning,
        preprocessor=preprocessor,
        tokenizer=tokenizer,
        source=canonical({name: fields.get(name) for name in _BEFORE_SPLITTING}),
        patterns=tuple(sources.found),
        is_whole=is_whole,
    )


def _no_function(reference: Record) -> Function:
    raise FormatError(f"{reference.where}: expected no reference to a function")


def _steps(record: Record, field: str, sources: Sources) -> Cleaning | None:
    return read_cleaning(record, field, sources) if field in record.fields() else None


def _tokenizer(record: Record, field: str, sources: Sources) -> Tokenizer | None:
    if field not in record.fields():
        return None
    return read_tokenizer(record.take(field), f"{record.where}: {field}", sources)


def _splitter(
    record: Record, sources: Sources, preprocessor: Cleaning | None, tokenizer: Tokenizer | None
) -> Analyzer:
    """Take scikit-learn's own parameters, except those that a function takes the place of."""
    preprocesses, tokenizes = preprocessor is None, tokenizer is None
    kind = record.text("analyzer", ANALYZERS)
    pattern = record.text_or_none("token_pattern") if tokenizes else None
    stop_words = record.texts("stop_words", 0, MAX_STOP_WORDS)
    splits_words = pattern is not None or not tokenizes
    if splits_words != (kind == "word") or (stop_words and kind != "word"):
        raise FormatError(
            f"{record.where}: expected a token_pattern or a tokenizer with the analyzer 'word' and "
            "with no other, and stop words with no other"
        )
    compiled = compile_token_pattern(pattern, record.where, sources.patterns)
    if compiled is not None:
        sources.found.append(("token_pattern", compiled))
    return Analyzer(
        kind=kind,
        ngram_range=read_ngram_range(record),
        lowercase=preprocesses and record.flag("lowercase"),
        strip_accents=record.text_or_none("strip_accents", STRIP_ACCENTS) if preprocesses else None,
        token_pattern=compiled,
        stop_words=frozenset(stop_words),
    )
