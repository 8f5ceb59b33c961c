"""A form: a part of a classifier of format 2, and its result for a vector.

A form is a discriminant function, an ensemble of trees, and so on. It may contain other forms, as
a vote contains its voters. Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from chalicelib.scoring.artifact import Artifact
from chalicelib.scoring.features.reader import read_features
from chalicelib.scoring.features.steps import Features
from chalicelib.scoring.part_reader import PartReader
from chalicelib.strict_json import Record

Vector = Mapping[int, float]
"""The columns of a text that are not 0, with their values."""

MAX_DEPTH = 8
MAX_FORMS = 4000


class Outcome(NamedTuple):
    """The result of a form for one vector.

    `scores` has one number for each class. The highest wins, and of equal ones the first. With two
    classes and a decision function d, the scores are 0 and d. `probabilities` has one number for
    each class, or is None if the form has none.
    """

    scores: tuple[float, ...]
    probabilities: tuple[float, ...] | None


class Form(Protocol):
    """A part of a classifier."""

    def outcome(self, vector: Vector) -> Outcome:
        """Return the scores and the probabilities of one vector."""
        ...


class FormReader(PartReader):
    """Reads one form of an artifact: its fields, its tensors and the forms within it.

    `width` is the number of columns of the vectors, `classes` the number of classes of the form.
    """

    def __init__(
        self,
        artifact: Artifact,
        record: Record,
        path: str,
        width: int,
        classes: int,
        read: "Callable[[FormReader], Form]",
        depth: int = 0,
    ) -> None:
        super().__init__(artifact, record, path, width)
        self.classes = classes
        self._read = read
        self._depth = depth

    def child(self, name: str, value: object, classes: int, width: int | None = None) -> Form:
        """Read a form within this one; the names of its tensors start with `name`."""
        if self._depth == MAX_DEPTH:
            self.fail(f"forms are nested deeper than {MAX_DEPTH}")
        path = f"{self._path}.{name}"
        record = Record(value, f"{self._artifact.where}: {path}")
        width = self.width if width is None else width
        reader = FormReader(
            self._artifact, record, path, width, classes, self._read, self._depth + 1
        )
        return self._read(reader)

    def features(self, name: str, value: object) -> Features:
        """Read a tree of features over the vector, which is its only block."""
        starts = (0, self.width)
        return read_features(self._artifact, value, starts, f"{self._path}.{name}")
