"""Turn a text into a sparse vector, as `TfidfVectorizer` and `CountVectorizer` do.

A vectorizer has one block or more, each with its own terms. Several blocks are a `FeatureUnion`;
their columns follow one another. The formula, in `chalicelib.scoring.tfidf_block`, is
scikit-learn's; the textbook's has no `+ 1` within its idf. Standard library only, see
`chalicelib.scoring.artifact`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

from chalicelib.errors import FormatError
from chalicelib.named_tuple import NamedTuple
from chalicelib.scoring.analyzer import ANALYZERS, STRIP_ACCENTS, Analyzer, BlockAnalyzer
from chalicelib.scoring.artifact import FORMAT, LARGEST_NUMBER, Artifact, read_artifact
from chalicelib.scoring.normalizer import (
    Normalizer,
    Replacement,
    read_normalizer,
    replaced,
)
from chalicelib.scoring.patterns import PatternCompiler
from chalicelib.scoring.quick_checks import no_match_check
from chalicelib.scoring.sparse_vector import BlockVector
from chalicelib.scoring.tfidf_block import TfidfBlock
from chalicelib.strict_json import Record, describe

if TYPE_CHECKING:
    from array import array

    from chalicelib.scoring.cleaning.analyzer import CleanedAnalyzer
    from chalicelib.scoring.cleaning.sources import Resolve
    from chalicelib.scoring.term_index import BlockIndex, IndexedColumns

FILE_NAME = "vectorizer.safetensors"
NORMS = ("l1", "l2")
CLEANING_FIELDS = {"cleaning", "preprocessor", "tokenizer"}
"""The fields of a block of format 2 that scikit-learn's own parameters do not explain."""

MAX_BYTES = 2**26
MAX_BLOCKS = 16
MAX_NGRAM = 64
MAX_SIZES = 64
MAX_TERMS = 2**21
MAX_STOP_WORDS = 10_000


class Vectorizer(NamedTuple):
    """The blocks in the order of their columns, and the number of columns of all blocks.

    If several blocks preprocess alike, `shared` is the number of replacements that all of them
    start with, and `rests` are the remaining replacements of each block. Otherwise `shared` is
    None. `no_match` says quickly of an ASCII text that all of them would leave it as it is.
    """

    blocks: tuple[TfidfBlock, ...]
    width: int
    shared: int | None
    rests: tuple[tuple[Replacement, ...], ...]
    no_match: Callable[[str], bool] | None

    @property
    def starts(self) -> tuple[int, ...]:
        """The first column of each block, and the number of columns."""
        return (*(block.first_column for block in self.blocks), self.width)

    def transform(self, text: str) -> list[BlockVector]:
        """Return the sparse vector of a text; the coefficients have the same columns."""
        pairs = zip(self.blocks, self.prepare(text), strict=True)
        return [block.transform(text, prepared) for block, prepared in pairs]

    @property
    def has_known_share(self) -> bool:
        """Whether `known_share` can tell: whether any block has a vocabulary."""
        return any(block.has_vocabulary for block in self.blocks)

    def known_share(self, text: str) -> float | None:
        """Return the share of the text's term occurrences that are in the vocabulary.

        All blocks that have a vocabulary count together; if none has, the share is None. In a text
        without a term, nothing is known: 0.
        """
        pairs = zip(self.blocks, self.prepare(text), strict=True)
        counts = [block.known_terms(prepared) for block, prepared in pairs if block.has_vocabulary]
        if not counts:
            return None
        known, terms = map(sum, zip(*counts, strict=True))
        return known / terms if terms else 0.0

    def prepare(self, text: str) -> list[str]:
        """Return the text prepared for each block; steps that all blocks share run once."""
        if self.shared is None:
            return [block.analyzer.prepare(text) for block in self.blocks]
        analyzer, length = self.blocks[0].analyzer, len(text)
        started = analyzer.prepare(text, 0)
        if self.no_match is not None and started.isascii() and self.no_match(started):
            return [started] * len(self.blocks)
        if self.shared > 0:  # without a replacement nothing is cut
            started = replaced(started, analyzer.replacements[: self.shared], length)
        return [replaced(started, rest, length) if rest else started for rest in self.rests]


def shared_replacements(analyzers: Sequence[BlockAnalyzer]) -> int | None:
    """Return how many replacements all analyzers start with, or None if they share no work.

    Work is shared by two analyzers or more that preprocess alike.

    >>> dashes = Normalizer({}, ((re.compile("-"), ""),), ())
    >>> one = Analyzer("char", (1, 1), normalizer=dashes)
    >>> shared_replacements([one, one]), shared_replacements([one, Analyzer("char", (1, 1))])
    (1, 0)
    >>> shared_replacements([one, Analyzer("char", (1, 1), lowercase=False)]) is None
    True
    """
    alike = all(analyzer.preprocessing == analyzers[0].preprocessing for analyzer in analyzers)
    if len(analyzers) == 1 or not alike:
        return None
    steps = zip(*(analyzer.replacements for analyzer in analyzers), strict=False)
    return sum(1 for _ in takewhile(lambda step: len(set(step)) == 1, steps))


def read_vectorizer(
    raw: bytes,
    where: str = FILE_NAME,
    resolve: "Resolve | None" = None,
    index: "Sequence[BlockIndex]" = (),
) -> Vectorizer:
    """Check the bytes of a vectorizer file and build the vectorizer.

    `resolve` returns the function of the author's that a reference names; without it, a model that
    names one is refused. `index` is what `read_index` returned for this file: whoever wrote it
    checked the terms, and they are looked up there.

    Raises
    ------
    FormatError
        If the file breaks a rule of docs/format.md.
    """
    if len(raw) > MAX_BYTES:
        raise FormatError(f"{where}: found {len(raw)} bytes; expected at most {MAX_BYTES}")
    artifact = read_artifact(raw, where, "vectorizer")
    records = artifact.config.items("blocks", 1, MAX_BLOCKS)
    blocks: list[TfidfBlock] = []
    patterns, width = PatternCompiler(), 0
    for number, value in enumerate(records):
        record = Record(value, f"{where}: block {number}")
        if artifact.format != FORMAT and "numbers" in record.fields():
            blocks.append(_numbers(record, width, patterns, resolve))
        else:
            cleaned = artifact.format != FORMAT and is_cleaned(record.fields())
            analyzer = (_cleaned if cleaned else _analyzer)(record, patterns, resolve)
            hashed = artifact.format != FORMAT and "hashing" in record.fields()
            build = _hashing if hashed else partial(_block, index[number : number + 1])
            blocks.append(build(artifact, number, record, width, analyzer))
        width += blocks[-1].width
    artifact.finish()
    _check_sizes(blocks, where)
    # If two blocks strip links and only the second also replaces numbers, `shared` is 1 and
    # `rests` is ((), (numbers,)). If `shared` is None, `prepare` does not use `rests`.
    analyzers = [block.analyzer for block in blocks]
    shared = shared_replacements(analyzers)
    rests = tuple(analyzer.replacements[shared:] for analyzer in analyzers)
    patterns_of = [pattern for analyzer in analyzers for pattern, _ in analyzer.replacements]
    return Vectorizer(tuple(blocks), width, shared, rests, no_match_check(patterns_of))


def _check_sizes(blocks: Sequence[TfidfBlock], where: str) -> None:
    """Refuse n-grams of so many sizes that the terms of one text take seconds."""
    ranges = [block.analyzer.ngram_range for block in blocks]
    sizes = sum(most - least + 1 for least, most in ranges)
    if sizes > MAX_SIZES:
        raise FormatError(
            f"{where}: the blocks have n-grams of {sizes} sizes; expected at most {MAX_SIZES}"
        )


def _block(
    index: "Sequence[BlockIndex]",
    artifact: Artifact,
    number: int,
    record: Record,
    first_column: int,
    analyzer: BlockAnalyzer,
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
    artifact: Artifact, number: int, record: Record, first_column: int, analyzer: BlockAnalyzer
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
    for each in index:
        if len(each.offsets) == count + 1:
            # Imported here because only a deployment brings an index.
            from chalicelib.scoring.term_index import IndexedColumns

            return IndexedColumns(each, raw, separator, first_column)
    try:
        terms = str(raw, "utf-8", "surrogatepass")
    except UnicodeDecodeError as exc:
        raise FormatError(f"{record.where}: the terms are not UTF-8 ({exc.reason})") from exc
    term_count = terms.count(separator) + 1
    if term_count != count:
        raise FormatError(
            f"{record.where}: found {term_count} terms; the configuration says {count}"
        )
    numbers = range(first_column, first_column + count)
    columns = dict(zip(terms.split(separator), numbers, strict=True))
    if len(columns) != count:  # a repeated term overwrote its earlier column
        raise FormatError(f"{record.where}: {count - len(columns)} terms occur more than once")
    return columns
