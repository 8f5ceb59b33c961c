"""Read a safetensors file: its header, and the tensors that must cover the bytes after it.

Standard library only, see `chalicelib.scoring.artifact`.
"""

import math
from array import array

from chalicelib import strict_json
from chalicelib.errors import FormatError
from chalicelib.named_tuple import NamedTuple
from chalicelib.strict_json import Record

MAX_FILE_BYTES = 256 * 2**20
MAX_HEADER_BYTES = 2**20

_TYPE_CODES = {"F64": "d", "F32": "f", "I32": "i", "U8": "B"}
_LENGTH_BYTES = 8


class Tensor(NamedTuple):
    """A tensor's type code (as in `array` and `struct`), shape and bytes within the file."""

    code: str
    shape: tuple[int, ...]
    raw: memoryview


class _Entry(NamedTuple):
    """A header entry; entries sort by where their bytes begin."""

    begin: int
    end: int
    name: str
    code: str
    shape: tuple[int, ...]


def read_header(raw: bytes, where: str) -> tuple[dict[str, object], int]:
    """Return the parsed header and the offset of the first tensor."""
    if not _LENGTH_BYTES + 2 <= len(raw) <= MAX_FILE_BYTES:
        raise FormatError(
            f"{where}: found {len(raw)} bytes; expected {_LENGTH_BYTES + 2} to {MAX_FILE_BYTES}"
        )
    length = int.from_bytes(raw[:_LENGTH_BYTES], "little")
    data_start = _LENGTH_BYTES + length
    if length > MAX_HEADER_BYTES or data_start > len(raw):
        raise FormatError(
            f"{where}: found a header of {length} bytes in a file of {len(raw)}; "
            f"expected at most {MAX_HEADER_BYTES}"
        )
    header = strict_json.parse(raw[_LENGTH_BYTES:data_start], f"{where}: header")
    if not isinstance(header, dict):
        raise FormatError(f"{where}: the header must be a JSON object")
    return header, data_start


def read_tensors(
    header: dict[str, object], raw: bytes, data_start: int, where: str
) -> dict[str, Tensor]:
    """Return the tensors, which must cover the data without a gap or an overlap."""
    entries = [_entry(name, entry, where) for name, entry in header.items()]
    tensors: dict[str, Tensor] = {}
    # Sorted by where they begin, the ranges [0, 8], [8, 24] cover 24 bytes. [0, 8], [9, 25] leave a
    # gap, and [0, 8], [7, 23] overlap.
    position = 0
    view = memoryview(raw)  # a slice of it copies nothing, so a file is in memory only once
    for begin, end, name, code, shape in sorted(entries):
        if begin != position:
            raise FormatError(f"{where}: tensor {name!r} begins at {begin}; expected {position}")
        position = end
        tensors[name] = Tensor(code, shape, view[data_start + begin : data_start + end])
    if data_start + position != len(raw):
        raise FormatError(
            f"{where}: found {len(raw) - data_start} bytes of tensors; "
            f"the header describes {position}"
        )
    return tensors


def _entry(name: str, entry: object, where: str) -> _Entry:
    """Check the header entry of one tensor."""
    record = Record(entry, f"{where}: tensor {name!r}")
    code = _TYPE_CODES[record.text("dtype", tuple(_TYPE_CODES))]
    shape = tuple(_size(size, record) for size in record.items("shape", 1, 2))
    begin, end = (_size(offset, record) for offset in record.items("data_offsets", 2, 2))
    record.finish()
    needed = math.prod(shape) * array(code).itemsize
    if end - begin != needed:
        raise FormatError(
            f"{record.where}: found {end - begin} bytes; its type and shape need {needed}"
        )
    return _Entry(begin, end, name, code, shape)


def _size(value: object, record: Record) -> int:
    if type(value) is not int or not 0 <= value <= MAX_FILE_BYTES:
        raise FormatError(f"{record.where}: expected sizes and offsets from 0 to {MAX_FILE_BYTES}")
    return value
