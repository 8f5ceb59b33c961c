"""Recognize what a file holds by its first bytes, before anything in it runs.

What cannot hold fitted estimators is refused with the way out. A name's ending is not trusted: a
`.pkl` is often a joblib file, or the pointer that Git LFS leaves in place of one.
"""

import bz2
import gzip
import io
import lzma
import pickletools
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from train.counted import counted
from train.errors import InputError
from train.files import read_bytes

EXPECTED = (
    "expected a pickle, a joblib file, a skops file, an MLflow folder, or what save_model of "
    "XGBoost, LightGBM or CatBoost writes"
)
HEAD = 512
"""How many bytes show what a file is."""
_PYTORCH = b"\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
"""The magic number that older PyTorch files begin with, as a pickle of its own."""


BOOSTERS = ("xgboost", "lightgbm", "catboost")
"""The formats that libraries of boosters save; each has the name of its package."""


class ModelFile(NamedTuple):
    """A file that may hold estimators: its format, and its content without compression."""

    path: Path
    format: str
    compression: str | None
    size: int
    content: bytes

    @property
    def runs_code(self) -> bool:
        """Whether loading the file runs code that is in it."""
        return self.format not in ("skops", *BOOSTERS)

    def __str__(self) -> str:
        """Return the path, size and format in one line."""
        packed = f", compressed with {self.compression}" if self.compression else ""
        return f"{self.path} ({self.size:,} bytes, {self.format}{packed})"


def recognize(path: Path) -> ModelFile:
    """Read a file and recognize its format.

    Raises
    ------
    InputError
        If it cannot be read, or cannot hold estimators; says what it seems to be.
    """
    raw = read_bytes(path)
    content, compression = _unpacked(path, raw)
    found = _format(path, content)
    return ModelFile(path, found, compression, len(raw), content)


def _unpacked(path: Path, raw: bytes) -> tuple[bytes, str | None]:
    for magic, (name, unpack) in _COMPRESSIONS.items():
        if raw.startswith(magic):
            try:
                return unpack(raw), name
            except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as exc:
                raise InputError(
                    f"{path}: the {name} compression is broken ({exc}); expected a "
                    "complete file; copy it again"
                ) from exc
    return raw, None


def _lz4(raw: bytes) -> bytes:
    try:
        from lz4.frame import decompress
    except ImportError as exc:
        raise OSError("lz4 is not installed: pip install lz4") from exc
    unpacked: bytes = decompress(raw)
    return unpacked


_COMPRESSIONS: Mapping[bytes, tuple[str, Callable[[bytes], bytes]]] = {
    b"\x1f\x8b": ("gzip", gzip.decompress),
    b"BZh": ("bzip2", bz2.decompress),
    b"\xfd7zXZ\0": ("xz", lzma.decompress),
    b"]\0\0": ("lzma", lzma.decompress),
    b"\x04\x22M\x18": ("lz4", _lz4),
    b"x\x01": ("zlib", zlib.decompress),
    b"x^": ("zlib", zlib.decompress),
    b"x\x9c": ("zlib", zlib.decompress),
    b"x\xda": ("zlib", zlib.decompress),
}


def _format(path: Path, content: bytes) -> str:
    if content.startswith(b"PK\x03\x04"):
        return _zip_format(path, content)
    if booster := booster_format(content[:HEAD]):
        return booster
    if not is_pickle(content):
        raise InputError(f"{path}: {_other_kind(path, content)}; {EXPECTED}")
    if content[2 : 2 + len(_PYTORCH)] == _PYTORCH:
        raise InputError(f"{path}: is a PyTorch file; {EXPECTED}")
    return _pickle_kind(content)


def booster_format(head: bytes) -> str | None:
    """Return which library of boosters saved the file that begins so, or None.

    XGBoost saves JSON or UBJSON, which both begin with a brace and the name of the first field.

    >>> booster_format(b'{"learner":{"attributes":{}'), booster_format(b'{"accuracy":0.9}')
    ('xgboost', None)
    """
    if head.startswith(b"{") and b"learner" in head:
        return "xgboost"
    if head.startswith(b"tree") and b"version=v" in head:
        return "lightgbm"
    return "catboost" if head.startswith(b"CBM1") else None


def _pickle_kind(content: bytes) -> str:
    if b"dill._dill" in content:
        return "dill"
    if b"cloudpickle" in content:
        return "cloudpickle"
    return "joblib" if b"joblib.numpy_pickle" in content else "pickle"


def is_pickle(content: bytes) -> bool:
    r"""Return whether the bytes begin as a pickle does; a text may begin like an old one.

    >>> is_pickle(b"\x80\x04N."), is_pickle(b"(dp0\n."), is_pickle(b"(label, text)")
    (True, True, False)
    """
    if content[:1] == b"\x80":
        return len(content) > 2 and content[1] < 6
    if content[:1] not in (b"c", b"(") or not content.rstrip().endswith(b"."):
        return False
    try:
        for _ in pickletools.genops(content):
            pass
    except ValueError:
        return False
    return True


def _zip_format(path: Path, content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as exc:
        raise InputError(
            f"{path}: is a broken ZIP archive ({exc}); expected a complete file"
        ) from exc
    if "schema.json" in names:
        return "skops"
    if any(name.endswith("data.pkl") for name in names):
        kind = "is a PyTorch file"
    elif "metadata.json" in names and "config.json" in names:
        kind = "is a Keras model"
    elif names and all(name.endswith(".npy") for name in names):
        kind = "holds arrays of NumPy"
    elif "xl/workbook.xml" in names:
        kind = f"is an Excel file{FOR_FIT}"
    else:
        kind = (
            f"is a ZIP archive of {counted(len(names), 'file')}; unpack it and give the files in it"
        )
    raise InputError(f"{path}: {kind}; {EXPECTED}")


FOR_FIT = ", no model; 'fit --data' reads labelled texts"
_OTHERS: Mapping[bytes, str] = {
    b"version https://git-lfs": "is a pointer of Git LFS, not the file itself; run 'git lfs pull'",
    b"\x89HDF": "is an HDF5 file, such as a Keras model",
    b"PAR1": f"is a Parquet file{FOR_FIT}",
    b"binf": "is a file of XGBoost's old binary format; load it with the version that wrote it, "
    "and save_model('model.json')",
    b"SQLite format 3": f"is a database of SQLite{FOR_FIT}",
    b"\x93NUMPY": "is an array of NumPy",
    b"<!doctype html": "is a web page, not the file that it offers; download the file itself",
    b"<html": "is a web page, not the file that it offers; download the file itself",
}
_ENDINGS: Mapping[str, str] = {
    ".onnx": "is an ONNX model, which cannot be turned back into estimators",
    ".safetensors": "is an artifact, already exported; 'publish' takes its directory",
    ".pb": "is a TensorFlow model",
    ".npy": "is an array of NumPy",
}


_TABLES = (".csv", ".tsv", ".jsonl", ".json", ".txt", ".xml")


def _other_kind(path: Path, content: bytes) -> str:
    if not content.strip():
        return "is empty"
    head = content[:HEAD].lstrip().lower()
    for magic, kind in _OTHERS.items():
        if head.startswith(magic.lower()):
            return kind
    if path.suffix.lower() in _ENDINGS:
        return _ENDINGS[path.suffix.lower()]
    if content[257:262] == b"ustar":
        return "is a TAR archive; unpack it and give the files in it"
    if _is_text(content[:HEAD]):
        read_by_fit = path.name.lower().removesuffix(".gz").endswith(_TABLES)
        return f"is a text file{FOR_FIT if read_by_fit else ''}"
    return "is a file of an unknown kind"


def _is_text(head: bytes) -> bool:
    return b"\0" not in head and not any(byte < 9 for byte in head)
