"""The terms that the accelerator is given, with their columns and coefficients.

Standard library only, see `chalicelib.scoring.artifact`.
"""

from array import array
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, cast

from chalicelib.scoring.classifier import Classifier
from chalicelib.scoring.sparse_vector import take
from chalicelib.scoring.term_index import IndexedColumns
from chalicelib.scoring.tfidf_block import TfidfBlock

if TYPE_CHECKING:
    from chalicelib.scoring.vectorizer import Vectorizer

BlockColumns = tuple[str, str, int, int, Any]
"""Terms with a separator between them, the separator, the first column, their number, the idf."""
Table = tuple[list[BlockColumns], int, Any, Any]
"""What a scorer in C knows: the columns of each block, their number, and the coefficients."""


def whole_table(vectorizer: "Vectorizer", classifier: Classifier) -> Table:
    """Return the table of all terms."""
    blocks = [
        (*_joined_terms(block), block.first_column, block.width, block.idf)
        for block in vectorizer.blocks
    ]
    return blocks, vectorizer.width, classifier.linear, classifier.quadratic


def table_of(vectorizer: "Vectorizer", classifier: Classifier, text: str) -> Table:
    """Return the table of the terms of a text, and of those that were looked up before.

    The blocks have `IndexedColumns`.
    """
    blocks: list[BlockColumns] = []
    chosen: list[int] = []
    for block, prepared in zip(vectorizer.blocks, vectorizer.prepare(text), strict=True):
        block.columns_of(text, prepared)  # looks up each term
        found = cast("IndexedColumns", block.columns).found()
        own, idf = [*found.values()], block.idf
        if idf is not None:
            idf = array("d", [idf[column - block.first_column] for column in own])
        blocks.append((*_joined(found), len(chosen), len(own), idf))
        chosen += own
    positions = [
        row * vectorizer.width + column
        for row in range(len(classifier.intercept))
        for column in chosen
    ]
    linear, quadratic = array("d", take(classifier.linear, positions)), classifier.quadratic
    if quadratic is not None:
        quadratic = array("d", take(quadratic, positions))
    return blocks, len(chosen), linear, quadratic


def _joined_terms(block: TfidfBlock) -> tuple[str, str]:
    """Return all terms of a block with a separator between them, and the separator."""
    columns = block.columns
    return columns.joined() if isinstance(columns, IndexedColumns) else _joined(columns)


def _joined(terms: Collection[str]) -> tuple[str, str]:
    # Any character that no term has; usually a line feed is one.
    characters = set().union(*terms)
    separator = next(char for char in map(chr, range(10, 0x110000)) if char not in characters)
    return separator.join(terms), separator
