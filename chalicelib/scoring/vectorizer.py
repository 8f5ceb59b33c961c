"""Turn a text into a sparse vector, as `TfidfVectorizer` and `CountVectorizer` do.

A vectorizer has one block or more, each with its own terms. Several blocks are a `FeatureUnion`;
their columns follow one another. The formula, in `chalicelib.scoring.tfidf_block`, is
scikit-learn's; the textbook's has no `+ 1` within its idf. Standard library only, see
`chalicelib.scoring.artifact`.
"""

from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from chalicelib.errors import FormatError
from chalicelib.named_tuple import NamedTuple
from chalicelib.scoring.artifact import read_artifact
from chalicelib.scoring.block_reader import read_block
from chalicelib.scoring.likeness import likeness
from chalicelib.scoring.normalizer import Replacement, replaced
from chalicelib.scoring.patterns import PatternCompiler
from chalicelib.scoring.quick_checks import no_match_check
from chalicelib.scoring.sparse_vector import BlockVector
from chalicelib.scoring.tfidf_block import TfidfBlock

if TYPE_CHECKING:
    from chalicelib.scoring.artifact import Artifact
    from chalicelib.scoring.cleaning.sources import Resolve
    from chalicelib.scoring.protocols import BlockAnalyzer
    from chalicelib.scoring.term_index import BlockIndex
    from chalicelib.scoring.vectorizer_index import VectorizerIndex

FILE_NAME = "vectorizer.safetensors"

MAX_BYTES = 2**26
MAX_BLOCKS = 16
MAX_SIZES = 64


class Vectorizer(NamedTuple):
    """The blocks in the order of their columns, and the number of columns of all blocks.

    If several blocks preprocess alike, `shared` is the number of replacements that all of them
    start with, and `rests` are the remaining replacements of each block. Otherwise `shared` is
    None. `no_match` says quickly of a likeness that all of them would leave its text as it is.
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

    def known_share(self, text: str, *, of_words: bool = False) -> float | None:
        """Return the share of the text's term occurrences that are in the vocabulary.

        All blocks that have a vocabulary count together or, if `of_words`, those of the analyzer
        "word"; if there is none, the share is None. In a text without a term, nothing is known: 0.
        """
        counts = [
            block.known_terms(prepared)
            for block, prepared in zip(self.blocks, self.prepare(text), strict=True)
            if block.has_vocabulary and (not of_words or block.analyzer.kind == "word")
        ]
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
        like = started if started.isascii() else likeness(started)
        if self.no_match is not None and self.no_match(like):
            return [started] * len(self.blocks)
        if self.shared > 0:  # without a replacement nothing is cut
            before = started
            started = replaced(before, analyzer.replacements[: self.shared], length, like)
            like = like if started is before else likeness(started)
        return [replaced(started, rest, length, like) if rest else started for rest in self.rests]


def shared_replacements(analyzers: "Sequence[BlockAnalyzer]") -> int | None:
    """Return how many replacements all analyzers start with, or None if they share no work.

    Work is shared by two analyzers or more that preprocess alike.

    >>> import re
    >>> from chalicelib.scoring.analyzer import Analyzer
    >>> from chalicelib.scoring.normalizer import Normalizer
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
    index: "VectorizerIndex | None" = None,
) -> Vectorizer:
    """Check the bytes of a vectorizer file and build the vectorizer.

    `resolve` returns the function of the author's that a reference names; without it, a model that
    names one is refused. `index` is what `read_index` returned for this file, whose
    writer checked the terms and the maps of characters.

    Raises
    ------
    FormatError
        If the file breaks a rule of docs/format.md.
    """
    if len(raw) > MAX_BYTES:
        raise FormatError(f"{where}: found {len(raw)} bytes; expected at most {MAX_BYTES}")
    if index is None:
        artifact, indexes = read_artifact(raw, where, "vectorizer"), []
    else:
        artifact, indexes = index.artifact(raw, where), index.blocks
    blocks = _read_blocks(artifact, indexes, resolve)
    artifact.finish()
    _check_sizes(blocks, where)
    return _joined(blocks)


def _read_blocks(
    artifact: "Artifact", indexes: "list[BlockIndex]", resolve: "Resolve | None"
) -> list[TfidfBlock]:
    records = artifact.config.items("blocks", 1, MAX_BLOCKS)
    blocks: list[TfidfBlock] = []
    patterns, width = PatternCompiler(), 0
    for number, value in enumerate(records):
        blocks.append(read_block(artifact, number, width, patterns, resolve, indexes, value))
        width += blocks[-1].width
    return blocks


def _joined(blocks: list[TfidfBlock]) -> Vectorizer:
    """Return the vectorizer of these blocks, with the replacements that they share."""
    # If two blocks strip links and only the second also replaces numbers, `shared` is 1 and
    # `rests` is ((), (numbers,)). If `shared` is None, `prepare` does not use `rests`.
    analyzers = [block.analyzer for block in blocks]
    shared = shared_replacements(analyzers)
    rests = tuple(analyzer.replacements[shared:] for analyzer in analyzers)
    every = [pattern for analyzer in analyzers for pattern, _ in analyzer.replacements]
    width = sum(block.width for block in blocks)
    return Vectorizer(tuple(blocks), width, shared, rests, no_match_check(every))


def _check_sizes(blocks: Sequence[TfidfBlock], where: str) -> None:
    """Refuse n-grams of so many sizes that the terms of one text take seconds."""
    ranges = [block.analyzer.ngram_range for block in blocks]
    sizes = sum(most - least + 1 for least, most in ranges)
    if sizes > MAX_SIZES:
        raise FormatError(
            f"{where}: the blocks have n-grams of {sizes} sizes; expected at most {MAX_SIZES}"
        )
