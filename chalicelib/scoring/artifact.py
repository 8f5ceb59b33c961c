"""Read an artifact: a safetensors file of checked configuration and tensors, nothing executable.

The scoring core (this module, vectorizer, classifier, model) is standard library only: numpy
alone would double the time of a cold start, and the safetensors package would bring compiled
code for one processor into the deployment. `docs/format.md` is the specification.
"""

import math
import sys
from array import array
from typing import NamedTuple

from chalicelib import strict_json
from chalicelib.errors import FormatError
from chalicelib.strict_json import Record

FORMAT = 1
"""The version of the artifact format that this reader reads and `train/` writes.

To raise it: describe the change in docs/format.md, let the reader read both versions, keep the
golden artifact of the old one in tests/data, add one of the new.
"""

MAX_FILE_BYTES = 256 * 2**20
MAX_HEADER_BYTES = 2**20
METADATA_KEY = "text-classifier"

_TYPE_CODES = {"F64": "d", "F32": "f", "U8": "B"}
_LENGTH_BYTES = 8


class Tensor(NamedTuple):
    """A tensor's type code (of `array` and `struct`), its shape and its bytes."""

    code: str
    shape: tuple[int, ...]
    raw: bytes


class Artifact:
    """The configuration and the tensors of one file, each to be taken once."""

    def __init__(self, where: str, config: Record, tensors: dict[str, Tensor]) -> None:
        self.where = where
        self.config = config
        self._tensors = tensors

    def has(self, name: str) -> bool:
        """Tell whether a tensor of this name has not been taken yet."""
        return name in self._tensors

    def floats(self, name: str, shape: tuple[int, ...]) -> "array[float]":
        """Take a tensor of finite floating-point numbers that has exactly this shape."""
        tensor = self._take(name)
        if tensor.shape != shape or tensor.code == "B":
            raise FormatError(
                f"{self.where}: tensor {name!r} has shape {list(tensor.shape)} and type "
                f"{tensor.code!r}; required are {list(shape)} and 'd' or 'f'"
            )
        values = floats_from_bytes(tensor.raw, tensor.code)
        # One pass in C: a NaN or an infinity anywhere makes the sum NaN or infinite.
        if not math.isfinite(sum(values)):
            raise FormatError(
                f"{self.where}: tensor {name!r} holds numbers whose sum is not finite"
            )
        return values

    def raw(self, name: str) -> bytes:
        """Take a row of bytes, of any length."""
        tensor = self._take(name)
        if tensor.code != "B" or len(tensor.shape) != 1:
            raise FormatError(f"{self.where}: tensor {name!r} is no row of bytes (U8)")
        return tensor.raw

    def end(self) -> None:
        """Refuse tensors and configuration fields that nothing has asked for."""
        self.config.end()
        if self._tensors:
            raise FormatError(f"{self.where}: unknown tensor {min(self._tensors)!r}")

    def _take(self, name: str) -> Tensor:
        if name not in self._tensors:
            raise FormatError(f"{self.where}: tensor {name!r} is missing")
        return self._tensors.pop(name)


def read_artifact(raw: bytes, where: str, kind: str) -> Artifact:
    """Check the bytes of an artifact file and open it.

    Parameters
    ----------
    raw
        The whole file: 8 bytes of header length, the JSON header, the tensors.
    where
        The file's name for errors.
    kind
        `"vectorizer"` or `"classifier"`: what the file must say it is.

    Raises
    ------
    FormatError
        For anything that docs/format.md does not allow.
    """
    header, data_start = _header(raw, where)
    metadata = Record(header.pop("__metadata__", None), f"{where}: __metadata__")
    config_text = metadata.text(METADATA_KEY)
    metadata.end()
    config = Record(strict_json.parse(config_text.encode("utf-8", "surrogatepass"), where), where)
    config.expect_format(FORMAT)
    config.text("kind", (kind,))
    return Artifact(where, config, _tensors(header, raw, data_start, where))


def _header(raw: bytes, where: str) -> tuple[dict[str, object], int]:
    """Return the parsed header and the offset at which the tensors begin."""
    if not _LENGTH_BYTES + 2 <= len(raw) <= MAX_FILE_BYTES:
        raise FormatError(
            f"{where}: {len(raw)} bytes; a safetensors file has {_LENGTH_BYTES + 2} "
            f"to {MAX_FILE_BYTES}"
        )
    length = int.from_bytes(raw[:_LENGTH_BYTES], "little")
    data_start = _LENGTH_BYTES + length
    if length > MAX_HEADER_BYTES or data_start > len(raw):
        raise FormatError(
            f"{where}: a header of {length} bytes in a file of {len(raw)}; "
            f"at most {MAX_HEADER_BYTES} are accepted"
        )
    header = strict_json.parse(raw[_LENGTH_BYTES:data_start], f"{where}: header")
    if not isinstance(header, dict):
        raise FormatError(f"{where}: the header is no JSON object")
    return header, data_start


def _tensors(
    header: dict[str, object], raw: bytes, data_start: int, where: str
) -> dict[str, Tensor]:
    """Build the tensors, which must cover the data without a gap or an overlap."""
    entries = [_entry(name, entry, where) for name, entry in header.items()]
    tensors: dict[str, Tensor] = {}
    position = 0
    for begin, end, name, code, shape in sorted(entries):
        if begin != position:
            raise FormatError(f"{where}: tensor {name!r} begins at {begin}, not at {position}")
        position = end
        tensors[name] = Tensor(code, shape, raw[data_start + begin : data_start + end])
    if data_start + position != len(raw):
        raise FormatError(
            f"{where}: {len(raw) - data_start} bytes of tensors; the header describes {position}"
        )
    return tensors


def _entry(name: str, entry: object, where: str) -> tuple[int, int, str, str, tuple[int, ...]]:
    """Check one header entry; return (begin, end, name, type code, shape)."""
    record = Record(entry, f"{where}: tensor {name!r}")
    code = _TYPE_CODES[record.text("dtype", tuple(_TYPE_CODES))]
    shape = tuple(_size(size, record) for size in record.items("shape", 1, 2))
    begin, end = (_size(offset, record) for offset in record.items("data_offsets", 2, 2))
    record.end()
    needed = math.prod(shape) * array(code).itemsize
    if end - begin != needed:
        raise FormatError(f"{record.where}: {end - begin} bytes; its type and shape need {needed}")
    return begin, end, name, code, shape


def _size(value: object, record: Record) -> int:
    if type(value) is not int or not 0 <= value <= MAX_FILE_BYTES:
        raise FormatError(f"{record.where}: a size or offset outside 0 to {MAX_FILE_BYTES}")
    return value


def floats_from_bytes(raw: bytes, code: str, byteorder: str = sys.byteorder) -> "array[float]":
    """Return the numbers of a tensor, which is stored little-endian, on any machine."""
    values: array[float] = array(code)
    values.frombytes(raw)
    if byteorder == "big":
        values.byteswap()
    return values
