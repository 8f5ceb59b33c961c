"""Text to sparse TF-IDF vector, as scikit-learn's `TfidfVectorizer` and `CountVectorizer` do it.

A vectorizer has one or more blocks, each with terms of its own; several are a `FeatureUnion`
whose columns stand side by side. For a term j that occurs c times in the text:

    tf_j = 1 if binary, 1 + ln(c) if sublinear_tf, else c
    x_j  = weight * tf_j * idf_j / norm

with norm = 1, the sum of |tf_j * idf_j| (l1) or the root of the sum of squares (l2) over the
block's terms. That is scikit-learn's definition; the textbook's has no `+ 1` within its idf.
Standard library only, see `chalicelib.artifact`.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.analyzer import ANALYZERS, STRIP_ACCENTS, Analyzer
from chalicelib.artifact import Artifact, read_artifact
from chalicelib.errors import FormatError
from chalicelib.normalizer import Normalizer, compile_pattern, read_normalizer
from chalicelib.strict_json import Record, describe

if TYPE_CHECKING:
    from array import array

FILE_NAME = "vectorizer.safetensors"
NORMS = ("l1", "l2")

MAX_BLOCKS = 16
MAX_NGRAM = 64
MAX_TERMS = 2**24
MAX_STOP_WORDS = 10_000
MAX_REMEMBERED_WORDS = 10_000
MAX_REMEMBERED_CHARACTERS = 32


class SparseVector(NamedTuple):
    """The columns whose term occurs in the text, each once, and the value of each."""

    columns: list[int]
    values: list[float]


@dataclass(frozen=True, slots=True)
class Block:
    """One fitted vectorizer: its analyzer, its terms with their columns, and its weighting."""

    analyzer: Analyzer
    columns: dict[str, int]
    first_column: int
    idf: "array[float] | None"
    binary: bool
    sublinear_tf: bool
    norm: str | None
    weight: float
    words: dict[str, list[int]] = field(default_factory=dict, compare=False)
    """What the analyzer "char_wb" made of a word before: the columns of its known terms.

    Words repeat, and cutting one costs more than all that is done with its terms. Threads may
    share the dictionary: an entry is complete when it is made, and may be made twice.
    """

    def transform(self, text: str) -> SparseVector:
        """Return the block's part of the vector; no entry is made for an unknown term."""
        found = self._columns(text)
        counts = Counter(found)
        values = self._values(counts, repeated=len(found) > len(counts))
        scale = self.weight / (self._norm(values) or 1.0)
        if scale != 1.0:
            values = [value * scale for value in values]
        return SparseVector(list(counts), values)

    def _columns(self, text: str) -> list[int]:
        """Return the columns of the known terms, each as often as its term occurs."""
        if self.analyzer.kind != "char_wb":
            return self._known(self.analyzer(text))
        found: list[int] = []
        for word in self.analyzer.prepare(text).split():
            known = self.words.get(word)
            found += self._remembered(word) if known is None else known
        if self.analyzer.normalizer is not None:
            found += self._known(self.analyzer.normalizer.measured(text))
        return found

    def _remembered(self, word: str) -> list[int]:
        columns = self._known(self.analyzer.of_word(word))
        if len(word) <= MAX_REMEMBERED_CHARACTERS:
            if len(self.words) >= MAX_REMEMBERED_WORDS:
                self.words.clear()
            self.words[word] = columns
        return columns

    def _known(self, terms: Sequence[str]) -> list[int]:
        columns = self.columns
        return [columns[term] for term in terms if term in columns]

    def _values(self, counts: Counter[int], *, repeated: bool) -> list[float]:
        """Return each column's frequency times its idf."""
        if self.idf is None:
            values = [1.0] * len(counts)
        else:
            idf, first = self.idf, self.first_column
            values = [idf[column - first] for column in counts]
        if self.binary or not repeated:
            return values
        frequency = _sublinear if self.sublinear_tf else float
        return [
            value if count == 1 else value * frequency(count)
            for value, count in zip(values, counts.values(), strict=True)
        ]

    def _norm(self, values: list[float]) -> float:
        if self.norm == "l2":
            return math.hypot(*values)
        if self.norm == "l1":
            return sum(map(abs, values))
        return 1.0


def _sublinear(count: int) -> float:
    return 1.0 + math.log(count)


@dataclass(frozen=True, slots=True)
class Vectorizer:
    """The blocks, in the order of their columns, and how many columns they have together."""

    blocks: tuple[Block, ...]
    width: int

    def transform(self, text: str) -> SparseVector:
        """Return the vector of a text; its columns are those of the classifier's coefficients."""
        parts = [block.transform(text) for block in self.blocks]
        if len(parts) == 1:
            return parts[0]
        columns, values = zip(*parts, strict=True)
        return SparseVector([*chain.from_iterable(columns)], [*chain.from_iterable(values)])


def read_vectorizer(raw: bytes, where: str = FILE_NAME) -> Vectorizer:
    """Check the bytes of a vectorizer file and build the vectorizer.

    Raises
    ------
    FormatError
        For anything that docs/format.md does not allow.
    """
    artifact = read_artifact(raw, where, "vectorizer")
    records = artifact.config.items("blocks", 1, MAX_BLOCKS)
    blocks: list[Block] = []
    width = 0
    for number, value in enumerate(records):
        block = _block(artifact, number, Record(value, f"{where}: block {number}"), width)
        blocks.append(block)
        width += len(block.columns)
    artifact.end()
    return Vectorizer(tuple(blocks), width)


def _block(artifact: Artifact, number: int, record: Record, first_column: int) -> Block:
    analyzer = _analyzer(record)
    columns = _columns(artifact, number, record, first_column)
    idf_name = f"block.{number}.idf"
    idf = artifact.floats(idf_name, (len(columns),)) if artifact.has(idf_name) else None
    block = Block(
        analyzer=analyzer,
        columns=columns,
        first_column=first_column,
        idf=idf,
        binary=record.flag("binary"),
        sublinear_tf=record.flag("sublinear_tf"),
        norm=record.text_or_none("norm", NORMS),
        weight=record.number("weight"),
    )
    record.end()
    return block


def _analyzer(record: Record) -> Analyzer:
    kind = record.text("analyzer", ANALYZERS)
    least, most = _ngram_range(record)
    pattern = record.text_or_none("token_pattern")
    stop_words = record.texts("stop_words", 0, MAX_STOP_WORDS)
    if (pattern is None) == (kind == "word") or (stop_words and kind != "word"):
        raise FormatError(
            f"{record.where}: a token_pattern goes with the analyzer 'word', "
            "and stop words with no other"
        )
    return Analyzer(
        kind=kind,
        ngram_range=(least, most),
        lowercase=record.flag("lowercase"),
        strip_accents=record.text_or_none("strip_accents", STRIP_ACCENTS),
        token_pattern=None if pattern is None else _token_pattern(pattern, record.where),
        stop_words=frozenset(stop_words),
        normalizer=_normalizer(record),
    )


def _normalizer(record: Record) -> Normalizer | None:
    if "normalizer" not in record.fields():
        return None
    return read_normalizer(record.take("normalizer"), f"{record.where}: normalizer")


def _ngram_range(record: Record) -> tuple[int, int]:
    least, most = record.items("ngram_range", 2, 2)
    if type(least) is not int or type(most) is not int or not 1 <= least <= most <= MAX_NGRAM:
        raise FormatError(
            f"{record.where}: field 'ngram_range' is {describe(least)} to {describe(most)}; "
            f"required are two integers, 1 <= least <= most <= {MAX_NGRAM}"
        )
    return least, most


def _token_pattern(pattern: str, where: str) -> re.Pattern[str]:
    compiled = compile_pattern(pattern, "token_pattern", where)
    if compiled.groups > 1:
        raise FormatError(
            f"{where}: token_pattern has {compiled.groups} groups; at most 1 is accepted"
        )
    return compiled


def _columns(artifact: Artifact, number: int, record: Record, first_column: int) -> dict[str, int]:
    """Return each term's column; the terms stand in one tensor, with a separator between them."""
    count = record.integer("terms", 1, MAX_TERMS)
    separator = record.text("separator")
    if len(separator) != 1:
        raise FormatError(
            f"{record.where}: a separator of {len(separator)} characters; required is 1"
        )
    raw = artifact.raw(f"block.{number}.terms")
    try:
        terms = raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as exc:
        raise FormatError(f"{record.where}: the terms are not UTF-8 ({exc.reason})") from exc
    found = terms.count(separator) + 1
    if found != count:
        raise FormatError(f"{record.where}: {found} terms; the configuration says {count}")
    numbers = range(first_column, first_column + count)
    columns = dict(zip(terms.split(separator), numbers, strict=True))
    if len(columns) != count:
        raise FormatError(f"{record.where}: {count - len(columns)} terms occur more than once")
    return columns
