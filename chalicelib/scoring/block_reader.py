"""Read one block of a vectorizer's file.

Standard library only, see `chalicelib.scoring.artifact`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from chalicelib.errors import FormatError
from chalicelib.scoring.analyzer import ANALYZERS, STRIP_ACCENTS, Analyzer
from chalicelib.scoring.artifact import FORMAT, LARGEST_NUMBER, Artifact
from chalicelib.scoring.normalizer import Normalizer, read_normalizer
from chalicelib.scoring.patterns import PatternCompiler
from chalicelib.scoring.tfidf_block import TfidfBlock
from chalicelib.strict_json import Record, describe

if TYPE_CHECKING:
    from array import array

    from chalicelib.scoring.cleaning.analyzer import CleanedAnalyzer
    from chalicelib.scoring.cleaning.sources import Resolve
    from chalicelib.scoring.protocols import BlockAnalyzer
    from chalicelib.scoring.term_index import BlockIndex, IndexedColumns

NORMS = ("l1", "l2")
CLEANING_FIELDS = {"cleaning", "preprocessor", "tokenizer"}
"""The fields of a block of format 2 that scikit-learn's own parameters do not explain."""

MAX_NGRAM = 64
MAX_TERMS = 2**21
MAX_STOP_WORDS = 10_000


def read_block(
    artifact: Artifact,
    number: int,
    first_column: int,
    patterns: PatternCompiler,
    resolve: "Resolve | None",
    index: "Sequence[BlockIndex]",
    value: object,
) -> TfidfBlock:
    """Read the block with a number and a first column from its configuration, the `value`.

    `patterns`, `resolve` and `index` are those of `read_vectorizer`.
    """
    record = Record(value, f"{artifact.where}: block {number}")
    fields = record.fields() if artifact.format != FORMAT else {}
    if "numbers" in fields:
        return _numbers(record, first_column, patterns, resolve)
    analyzer = (_cleaned if is_cleaned(fields) else _analyzer)(record, patterns, resolve)
    if "hashing" in fields:
        return _hashing(artifact, number, record, first_column, analyzer)
    return _block(index[number : number + 1], artifact, number, record, first_column, analyzer)


def _block(
    index: "Sequence[BlockIndex]",
    artifact: Artifact,
    number: int,
    record: Record,
    first_column: int,
    analyzer: "BlockAnalyzer",
) -> TfidfBlock:
    columns = read_columns(artifact, number, record, first_column, index)
    idf = _idf(artifact, f"block.{number}.idf", len(columns))
    block = TfidfBlock(
        analyzer=analyzer,
        columns=columns,
        first_column=first_column,
        idf=idf,
        binary=record.flag("binary"),
        sublinear_tf=record.flag("sublinear_tf"),
        norm=record.text_or_none("norm", NORMS),
        weight=_weight(record),
        find=None if isinstance(columns, dict) else columns.find,
    )
    record.finish()
    return block


def _hashing(
    artifact: Artifact, number: int, record: Record, first_column: int, analyzer: "BlockAnalyzer"
) -> TfidfBlock:
    # Imported here because few models need it.
    from chalicelib.scoring.hashing_block import HashingBlock

    hashing = Record(record.take("hashing"), f"{record.where}: hashing")
    count = hashing.integer("columns", 1, MAX_TERMS - first_column)
    block = HashingBlock(
        analyzer,
        count,
        first_column,
        _idf(artifact, f"block.{number}.idf", count),
        alternate_sign=hashing.flag("alternate_sign"),
        binary=record.flag("binary"),
        sublinear_tf=record.flag("sublinear_tf"),
        norm=record.text_or_none("norm", NORMS),
        weight=_weight(record),
    )
    hashing.finish()
    record.finish()
    return block


def _numbers(
    record: Record, first_column: int, patterns: PatternCompiler, resolve: "Resolve | None"
) -> TfidfBlock:
    # Imported here because only models with functions need it.
    from chalicelib.scoring.numbers_block import read_numbers_block

    return read_numbers_block(record, first_column, patterns, resolve)


def _idf(artifact: Artifact, name: str, width: int) -> "array[float] | None":
    """Take the idf values, if any."""
    return artifact.floats(name, (width,), may_be_tiny=False) if artifact.has(name) else None


def _weight(record: Record) -> float:
    weight = record.number("weight")
    if abs(weight) > LARGEST_NUMBER:
        raise FormatError(
            f"{record.where}: field 'weight' is {weight}; expected a number from -1e50 to 1e50"
        )
    return weight


def is_cleaned(fields: Mapping[str, object]) -> bool:
    """Return whether a block has a field that scikit-learn's own parameters do not explain."""
    return isinstance(fields.get("analyzer"), dict) or not CLEANING_FIELDS.isdisjoint(fields)


def _cleaned(
    record: Record, patterns: PatternCompiler, resolve: "Resolve | None"
) -> "CleanedAnalyzer":
    from chalicelib.scoring.cleaning.analyzer import read_cleaned_analyzer

    return read_cleaned_analyzer(record, patterns, resolve)


def _analyzer(record: Record, patterns: PatternCompiler, _: "Resolve | None") -> Analyzer:
    kind = record.text("analyzer", ANALYZERS)
    least, most = read_ngram_range(record)
    pattern = record.text_or_none("token_pattern")
    stop_words = record.texts("stop_words", 0, MAX_STOP_WORDS)
    if (pattern is None) == (kind == "word") or (stop_words and kind != "word"):
        raise FormatError(
            f"{record.where}: expected a token_pattern with the analyzer 'word' and with no other, "
            "and stop words with no other"
        )
    return Analyzer(
        kind=kind,
        ngram_range=(least, most),
        lowercase=record.flag("lowercase"),
        strip_accents=record.text_or_none("strip_accents", STRIP_ACCENTS),
        token_pattern=compile_token_pattern(pattern, record.where, patterns),
        stop_words=frozenset(stop_words),
        normalizer=_normalizer(record, patterns),
    )


def _normalizer(record: Record, patterns: PatternCompiler) -> Normalizer | None:
    if "normalizer" not in record.fields():
        return None
    return read_normalizer(record.take("normalizer"), f"{record.where}: normalizer", patterns)


def read_ngram_range(record: Record) -> tuple[int, int]:
    """Take the least and the most tokens or characters of a term."""
    least, most = record.items("ngram_range", 2, 2)
    if type(least) is not int or type(most) is not int or not 1 <= least <= most <= MAX_NGRAM:
        raise FormatError(
            f"{record.where}: field 'ngram_range' is {describe(least)} to {describe(most)}; "
            f"expected two integers with 1 <= least <= most <= {MAX_NGRAM}"
        )
    return least, most


def compile_token_pattern(
    pattern: str | None, where: str, patterns: PatternCompiler
) -> re.Pattern[str] | None:
    """Compile the pattern of a block's tokens, if it has one."""
    if pattern is None:
        return None
    compiled = patterns.compile(pattern, "token_pattern", where)
    if compiled.groups > 1:
        raise FormatError(
            f"{where}: token_pattern has {compiled.groups} groups; expected at most 1"
        )
    return compiled


def read_columns(
    artifact: Artifact,
    number: int,
    record: Record,
    first_column: int,
    index: "Sequence[BlockIndex]" = (),
) -> "dict[str, int] | IndexedColumns":
    """Return the column of each term; one tensor holds all terms with a separator between them.

    Raises
    ------
    FormatError
        If they are not UTF-8, a term occurs twice, or there are fewer or more than there should be.
    """
    count = record.integer("terms", 1, MAX_TERMS - first_column)
    separator = record.text("separator")
    if len(separator) != 1:
        raise FormatError(
            f"{record.where}: found a separator of {len(separator)} characters; expected 1"
        )
    raw = artifact.raw(f"block.{number}.terms")
    if index:
        # Imported here because only a deployment brings an index.
        from chalicelib.scoring.term_index import IndexedColumns

        return IndexedColumns(index[0], raw, separator, first_column)
    numbers = range(first_column, first_column + count)
    return _numbered_terms(raw, separator, numbers, record.where)


def _numbered_terms(raw: memoryview, separator: str, numbers: range, where: str) -> dict[str, int]:
    """Return the column of each term of a tensor."""
    try:
        terms = str(raw, "utf-8", "surrogatepass")
    except UnicodeDecodeError as exc:
        raise FormatError(f"{where}: the terms are not UTF-8 ({exc.reason})") from exc
    term_count, count = terms.count(separator) + 1, len(numbers)
    if term_count != count:
        raise FormatError(f"{where}: found {term_count} terms; the configuration says {count}")
    columns = dict(zip(terms.split(separator), numbers, strict=True))
    if len(columns) != count:  # a repeated term overwrote its earlier column
        raise FormatError(f"{where}: {count - len(columns)} terms occur more than once")
    return columns
