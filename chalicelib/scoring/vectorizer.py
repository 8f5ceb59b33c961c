"""Text to sparse TF-IDF vector, as scikit-learn's `TfidfVectorizer` and `CountVectorizer` do it.

A vectorizer has one or more blocks, each with terms of its own; several are a `FeatureUnion` whose
columns stand side by side. The formula, in `chalicelib.scoring.tfidf_block`, is scikit-learn's; the textbook's
has no `+ 1` within its idf. Standard library only, see `chalicelib.scoring.artifact`.
"""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from chalicelib.errors import FormatError
from chalicelib.scoring.analyzer import ANALYZERS, STRIP_ACCENTS, Analyzer
from chalicelib.scoring.artifact import Artifact, read_artifact
from chalicelib.scoring.normalizer import (
    Normalizer,
    Replacement,
    compile_pattern,
    read_normalizer,
    replaced,
)
from chalicelib.scoring.sparse_vector import BlockVector
from chalicelib.scoring.tfidf_block import TfidfBlock
from chalicelib.strict_json import Record, describe

FILE_NAME = "vectorizer.safetensors"
NORMS = ("l1", "l2")

MAX_BLOCKS = 16
MAX_NGRAM = 64
MAX_TERMS = 2**24
MAX_STOP_WORDS = 10_000


class Vectorizer(NamedTuple):
    """The blocks, in the order of their columns, and how many columns they have together.

    Where several blocks fold a text alike, `shared` is with how many replacements all begin after
    that, and `rests` are what is left of each block's.
    """

    blocks: tuple[TfidfBlock, ...]
    width: int
    shared: int | None
    rests: tuple[tuple[Replacement, ...], ...]

    def transform(self, text: str) -> list[BlockVector]:
        """Return the vector of a text; its columns are those of the classifier's coefficients."""
        pairs = zip(self.blocks, self.prepare(text), strict=True)
        return [block.transform(text, prepared) for block, prepared in pairs]

    def prepare(self, text: str) -> list[str]:
        """Prepare a text for each block to cut; the steps that all begin with are taken once."""
        if self.shared is None:
            return [block.analyzer.prepare(text) for block in self.blocks]
        begun = self.blocks[0].analyzer.prepare(text, self.shared)
        return [replaced(begun, rest) for rest in self.rests]


def shared_replacements(analyzers: Sequence[Analyzer]) -> int | None:
    """Return with how many replacements analyzers begin, None unless several fold alike.

    >>> [cut] = [Analyzer("char", (1, 1), normalizer=Normalizer({}, ((re.compile("-"), ""),), ()))]
    >>> shared_replacements([cut, cut]), shared_replacements([cut, Analyzer("char", (1, 1))])
    (1, 0)
    >>> shared_replacements([cut, Analyzer("char", (1, 1), lowercase=False)]) is None
    True
    """
    alike = all(analyzer.folding == analyzers[0].folding for analyzer in analyzers)
    if len(analyzers) == 1 or not alike:
        return None
    steps = zip(*(analyzer.replacements for analyzer in analyzers), strict=False)
    return sum(1 for _ in takewhile(lambda step: len(set(step)) == 1, steps))


def read_vectorizer(raw: bytes, where: str = FILE_NAME) -> Vectorizer:
    """Check the bytes of a vectorizer file and build the vectorizer.

    Raises
    ------
    FormatError
        For anything that docs/format.md does not allow.
    """
    artifact = read_artifact(raw, where, "vectorizer")
    records = artifact.config.items("blocks", 1, MAX_BLOCKS)
    blocks: list[TfidfBlock] = []
    width = 0
    for number, value in enumerate(records):
        block = _block(artifact, number, Record(value, f"{where}: block {number}"), width)
        blocks.append(block)
        width += len(block.columns)
    artifact.end()
    analyzers = [block.analyzer for block in blocks]
    shared = shared_replacements(analyzers)
    rests = tuple(analyzer.replacements[shared:] for analyzer in analyzers)
    return Vectorizer(tuple(blocks), width, shared, rests)


def _block(artifact: Artifact, number: int, record: Record, first_column: int) -> TfidfBlock:
    analyzer = _analyzer(record)
    columns = _columns(artifact, number, record, first_column)
    idf_name = f"block.{number}.idf"
    idf = artifact.floats(idf_name, (len(columns),)) if artifact.has(idf_name) else None
    block = TfidfBlock(
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
