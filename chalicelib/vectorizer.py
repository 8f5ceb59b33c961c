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
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.analyzer import ANALYZERS, STRIP_ACCENTS, Analyzer
from chalicelib.artifact import Artifact, read_artifact
from chalicelib.errors import FormatError
from chalicelib.strict_json import Record, describe

if TYPE_CHECKING:
    from array import array

FILE_NAME = "vectorizer.safetensors"
NORMS = ("l1", "l2")

MAX_BLOCKS = 16
MAX_NGRAM = 64
MAX_TERMS = 2**24
MAX_STOP_WORDS = 10_000
MAX_PATTERN_CHARACTERS = 1000

SparseVector = dict[int, float]
"""Column to value, for the columns whose term occurs in the text."""


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

    def transform(self, text: str) -> SparseVector:
        """Return the block's part of the vector; no entry is made for an unknown term."""
        columns = self.columns
        counts = {
            columns[term]: count
            for term, count in Counter(self.analyzer.terms(text)).items()
            if term in columns
        }
        vector = {column: self._value(column, count) for column, count in counts.items()}
        scale = self.weight / (self._norm(vector) or 1.0)
        if scale == 1.0:
            return vector
        return {column: value * scale for column, value in vector.items()}

    def _value(self, column: int, count: int) -> float:
        if self.binary:
            frequency = 1.0
        elif self.sublinear_tf:
            frequency = 1.0 + math.log(count)
        else:
            frequency = float(count)
        return frequency if self.idf is None else frequency * self.idf[column - self.first_column]

    def _norm(self, vector: SparseVector) -> float:
        if self.norm == "l2":
            return math.sqrt(sum([value * value for value in vector.values()]))
        if self.norm == "l1":
            return sum(map(abs, vector.values()))
        return 1.0


@dataclass(frozen=True, slots=True)
class Vectorizer:
    """The blocks, in the order of their columns, and how many columns they have together."""

    blocks: tuple[Block, ...]
    width: int

    def transform(self, text: str) -> SparseVector:
        """Return the vector of a text; its columns are those of the classifier's coefficients."""
        vector = self.blocks[0].transform(text)
        for block in self.blocks[1:]:
            vector |= block.transform(text)
        return vector


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
        find_tokens=_compiled("" if pattern is None else pattern, record.where).findall,
        stop_words=frozenset(stop_words),
    )


def _ngram_range(record: Record) -> tuple[int, int]:
    least, most = record.items("ngram_range", 2, 2)
    if type(least) is not int or type(most) is not int or not 1 <= least <= most <= MAX_NGRAM:
        raise FormatError(
            f"{record.where}: field 'ngram_range' is {describe(least)} to {describe(most)}; "
            f"required are two integers, 1 <= least <= most <= {MAX_NGRAM}"
        )
    return least, most


def _compiled(pattern: str, where: str) -> re.Pattern[str]:
    if len(pattern) > MAX_PATTERN_CHARACTERS:
        raise FormatError(
            f"{where}: a token_pattern of {len(pattern)} characters; "
            f"at most {MAX_PATTERN_CHARACTERS} are accepted"
        )
    try:
        compiled = re.compile(pattern)
    except (re.error, ValueError, OverflowError, RecursionError) as exc:
        raise FormatError(f"{where}: token_pattern is no regular expression ({exc})") from exc
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
    columns = dict(
        zip(terms.split(separator), range(first_column, first_column + count), strict=True)
    )
    if len(columns) != count:
        raise FormatError(f"{record.where}: {count - len(columns)} terms occur more than once")
    return columns
