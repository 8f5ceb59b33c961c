"""Read one part of an artifact of format 2: its fields, and the tensors below its path.

Standard library only, see `chalicelib.scoring.artifact`.
"""

from typing import TYPE_CHECKING, NoReturn

from chalicelib.errors import FormatError
from chalicelib.scoring.artifact import Artifact
from chalicelib.strict_json import Record

if TYPE_CHECKING:
    from array import array


class PartReader:
    """Reads a form, or a node of the features; `width` is the number of columns before it."""

    def __init__(self, artifact: Artifact, record: Record, path: str, width: int) -> None:
        self.record = record
        self.width = width
        self._artifact = artifact
        self._path = path

    def has(self, name: str) -> bool:
        """Return whether the part has a tensor of this name."""
        return self._artifact.has(f"{self._path}.{name}")

    def length(self, name: str) -> int:
        """Return the number of elements along the first axis of a tensor."""
        return self._artifact.length(f"{self._path}.{name}")

    def floats(self, name: str, *shape: int) -> "array[float]":
        """Take a tensor of finite numbers with exactly this shape."""
        return self._artifact.floats(f"{self._path}.{name}", shape)

    def positive_floats(self, name: str, *shape: int) -> "array[float]":
        """Take a tensor of finite numbers of 0 or more with exactly this shape."""
        values = self.floats(name, *shape)
        if values and min(values) < 0.0:
            self.fail(f"tensor {name!r} has the number {min(values)}; expected 0 or more")
        return values

    def integers(self, name: str, *shape: int, low: int, high: int) -> "array[int]":
        """Take a tensor of integers from `low` to `high` with exactly this shape."""
        return self._artifact.integers(f"{self._path}.{name}", shape, low, high)

    def positive(self, name: str, least: float = 0.0) -> float:
        """Take a number of `least` or more."""
        value = self.record.number(name)
        if value < least:
            self.fail(f"field {name!r} is {value}; expected {least:g} or more")
        return value

    def fail(self, message: str) -> NoReturn:
        """Refuse the part; `message` says what was found and expected."""
        raise FormatError(f"{self.record.where}: {message}")
