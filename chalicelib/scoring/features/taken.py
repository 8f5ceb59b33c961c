"""The node "taken": some columns alone, for steps that see only those.

Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from chalicelib.scoring.features.steps import Features, Vector
from chalicelib.scoring.part_reader import PartReader
from chalicelib.scoring.sparse_vector import BlockVector


class Taken(NamedTuple):
    """The columns; `places` has the new number of each that is taken."""

    of: Features
    width: int
    largest: float
    places: Mapping[int, int]

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return the columns that are not 0."""
        places = self.places
        return {
            places[column]: value
            for column, value in self.of.vector(blocks).items()
            if column in places
        }


def read(reader: PartReader, of: Features) -> Features:
    """Read the columns."""
    width = reader.length("columns")
    columns = reader.integers("columns", width, low=0, high=of.width - 1)
    places = {column: place for place, column in enumerate(columns)}
    if not width or len(places) != width:
        reader.fail("tensor 'columns' must have one column or more, each once")
    return Taken(of, width, of.largest, places)
