"""Read an artifact: a safetensors file with checked configuration and numbers, and no code.

The scoring packages use the standard library only. Importing numpy would double the time of a cold
start, and the safetensors package would add compiled code for one processor to the deployment
package. `docs/format.md` is the specification.
"""

import math
import sys
from array import array
from collections.abc import Mapping

from chalicelib import strict_json
from chalicelib.errors import FormatError
from chalicelib.scoring.tensor_file import Tensor, read_header, read_tensors
from chalicelib.strict_json import Record

FORMAT = 1
"""The version of the artifact format that `train/` writes if it can express the model."""
FORM_FORMAT = 2
"""The version that `train/` writes otherwise."""
FORMATS = (FORMAT, FORM_FORMAT)
"""The versions that this module reads.

To raise it: describe the change in docs/format.md, read all versions, keep the golden artifact of
each old version in tests/data, and add one of the new version.
"""

LARGEST_NUMBER = 1e50
"""The largest number of a model, with or without its sign, so that no score overflows.

The largest term of a score is quadratic * (weight * tf * idf)^2, at most 10^50 * (10^50 * 10^9 *
10^50)^2 = 10^268, and 10^9 of them add up to 10^277. A float holds up to 10^308.
"""
LEAST_IDF = 1e-50
"""The least magnitude of an idf that is not 0: 1 divided by the norm of tinier ones overflows."""

METADATA_KEY = "text-classifier"

_FLOAT_CODES = ("d", "f")
_PIECE_BYTES = 2**16
_SMALL_TOPS = {
    "f": bytes([*range(0x7F), *range(0x80, 0xFF)]),
    "d": bytes([*range(0x4A), *range(0x80, 0xCA)]),
}
_NOT_TINY_TOPS = {
    "f": bytes(range(256)),
    "d": bytes([*range(0x36, 0x80), *range(0xB6, 0x100)]),
}
# The last byte of a number holds its sign and the upper seven bits of its exponent. Those of a
# number that is not finite are 0x7F. In 64 bits, 0x4A begins at 2^161, which is below 1e50, and
# 0x36 at 2^-159, which is above 1e-50. The least number above 0 in 32 bits is 1.4e-45.


class Artifact:
    """The configuration and the tensors of one file; each is taken once."""

    def __init__(
        self, where: str, config: Record, tensors: dict[str, Tensor], version: int = FORMAT
    ) -> None:
        self.where = where
        self.format = version
        self.config = config
        self._tensors = tensors

    def has(self, name: str) -> bool:
        """Return whether the file has a tensor of this name that was not taken yet."""
        return name in self._tensors

    def floats(
        self, name: str, shape: tuple[int, ...], *, may_be_tiny: bool = True
    ) -> "array[float]":
        """Take a tensor of finite floating-point numbers with exactly this shape.

        If they may not be tiny, each is 0 or at least `LEAST_IDF`, with or without its sign.
        """
        tensor = self._take(name)
        if tensor.shape != shape or tensor.code not in _FLOAT_CODES:
            raise FormatError(
                f"{self.where}: tensor {name!r} has shape {list(tensor.shape)} and type "
                f"{tensor.code!r}; expected {list(shape)} and 'd' or 'f'"
            )
        values = floats_from_bytes(tensor.raw, tensor.code)
        if not _has_only(_SMALL_TOPS, tensor):
            self._refuse_large(values, name)
        if not may_be_tiny and not _has_only(_NOT_TINY_TOPS, tensor):
            self._refuse_tiny(values, name)
        return values

    def _refuse_large(self, values: "array[float]", name: str) -> None:
        # One pass in C: a NaN or an infinity anywhere makes the sum NaN or infinite.
        if not math.isfinite(sum(values)):
            raise FormatError(
                f"{self.where}: tensor {name!r}: the sum of its numbers must be finite"
            )
        # A 32-bit float is always small enough.
        if values.typecode == "d" and max(max(values), -min(values)) > LARGEST_NUMBER:
            raise FormatError(
                f"{self.where}: tensor {name!r} has a number beyond 1e50; expected -1e50 to 1e50"
            )

    def _refuse_tiny(self, values: "array[float]", name: str) -> None:
        if any(0.0 < abs(value) < LEAST_IDF for value in values):
            raise FormatError(
                f"{self.where}: tensor {name!r} has a number between -1e-50 and 1e-50; "
                "expected 0 or a larger one"
            )

    def integers(self, name: str, shape: tuple[int, ...], low: int, high: int) -> "array[int]":
        """Take a tensor of integers from `low` to `high` with exactly this shape."""
        tensor = self._take(name)
        if tensor.shape != shape or tensor.code != "i":
            raise FormatError(
                f"{self.where}: tensor {name!r} has shape {list(tensor.shape)} and type "
                f"{tensor.code!r}; expected {list(shape)} and 'i'"
            )
        values = integers_from_bytes(tensor.raw)
        if values and not low <= min(values) <= max(values) <= high:
            raise FormatError(
                f"{self.where}: tensor {name!r} has integers from {min(values)} to {max(values)}; "
                f"expected {low} to {high}"
            )
        return values

    def length(self, name: str) -> int:
        """Return the number of elements along the first axis of a tensor that was not taken."""
        return self._tensor(name).shape[0]

    def raw(self, name: str) -> memoryview:
        """Take a one-dimensional tensor of bytes, of any length."""
        tensor = self._take(name)
        if tensor.code != "B" or len(tensor.shape) != 1:
            raise FormatError(f"{self.where}: tensor {name!r} must be a row of bytes (U8)")
        return tensor.raw

    def finish(self) -> None:
        """Refuse tensors and configuration fields that were not taken."""
        self.config.finish()
        if self._tensors:
            raise FormatError(f"{self.where}: unknown tensor {min(self._tensors)!r}")

    def _take(self, name: str) -> Tensor:
        tensor = self._tensor(name)
        del self._tensors[name]
        return tensor

    def _tensor(self, name: str) -> Tensor:
        if name not in self._tensors:
            raise FormatError(f"{self.where}: tensor {name!r} is missing")
        return self._tensors[name]


def read_artifact(raw: bytes, where: str, kind: str) -> Artifact:
    """Check the bytes of an artifact file and return its contents.

    Parameters
    ----------
    raw
        The whole file: 8 bytes of header length, the JSON header, the tensors.
    where
        The file's name, for error messages.
    kind
        The kind that the file must declare: `"vectorizer"` or `"classifier"`.

    Raises
    ------
    FormatError
        If the file breaks a rule of docs/format.md.
    """
    header, data_start = read_header(raw, where)
    metadata = Record(header.pop("__metadata__", None), f"{where}: __metadata__")
    config_text = metadata.text(METADATA_KEY)
    metadata.finish()
    config = Record(strict_json.parse(config_text.encode("utf-8", "surrogatepass"), where), where)
    return artifact_of(config, read_tensors(header, raw, data_start, where), kind)


def artifact_of(config: Record, tensors: dict[str, Tensor], kind: str) -> Artifact:
    """Return the artifact of a configuration, which must declare this kind, and its tensors."""
    version = config.expect_format(*FORMATS)
    config.text("kind", (kind,))
    return Artifact(config.where, config, tensors, version)


def _has_only(tops: Mapping[str, bytes], tensor: Tensor) -> bool:
    """Return whether the last byte of each number is one of these, by the tensor's type code.

    It takes a tenth of the time of looking at each number. Pieces need less memory, which takes
    time, too.
    """
    raw, usual, size = tensor.raw, tops[tensor.code], array(tensor.code).itemsize
    pieces = (bytes(raw[at : at + _PIECE_BYTES]) for at in range(0, len(raw), _PIECE_BYTES))
    return not any(piece[size - 1 :: size].translate(None, usual) for piece in pieces)


def floats_from_bytes(
    raw: bytes | memoryview, code: str, byteorder: str = sys.byteorder
) -> "array[float]":
    """Return a tensor's numbers, stored little-endian, on a machine of any byte order."""
    values: array[float] = array(code)
    values.frombytes(raw)
    if byteorder == "big":
        values.byteswap()
    return values


def integers_from_bytes(raw: bytes | memoryview, byteorder: str = sys.byteorder) -> "array[int]":
    """Return a tensor's 32-bit integers, stored little-endian, on a machine of any byte order."""
    values: array[int] = array("i")
    values.frombytes(raw)
    if byteorder == "big":
        values.byteswap()
    return values
