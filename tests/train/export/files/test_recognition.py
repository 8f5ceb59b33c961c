"""A file is recognized by its bytes; what holds no estimator is refused with the way out."""

import bz2
import gzip
import io
import lzma
import pickle
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import cloudpickle
import joblib
import numpy as np
import pytest

from train.errors import InputError
from train.export.files.recognition import recognize


def joblib_bytes(value: object, compress: object = 0) -> bytes:
    buffer = io.BytesIO()
    joblib.dump(value, buffer, compress=compress)
    return buffer.getvalue()


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, "{}")
    return buffer.getvalue()


ARRAY = np.arange(9.0)


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (pickle.dumps([1]), "pickle"),
        (pickle.dumps([1], protocol=0), "pickle"),
        (joblib_bytes(ARRAY), "joblib"),
        (joblib_bytes(ARRAY, 3), "joblib, compressed with zlib"),
        (joblib_bytes(ARRAY, ("gzip", 3)), "joblib, compressed with gzip"),
        (joblib_bytes(ARRAY, ("bz2", 3)), "joblib, compressed with bzip2"),
        (joblib_bytes(ARRAY, ("xz", 3)), "joblib, compressed with xz"),
        (joblib_bytes(ARRAY, ("lzma", 3)), "joblib, compressed with lzma"),
        (gzip.compress(pickle.dumps(1)), "pickle, compressed with gzip"),
        (cloudpickle.dumps(lambda: 1), "cloudpickle"),
        (b"\x80\x04cdill._dill\n_create_type\n.", "dill"),
        (archive("schema.json", "1.npy"), "skops"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_formats_are_recognized(tmp_path: Path, content: bytes, shown: str) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    assert str(recognize(path)) == f"{path} ({len(content):,} bytes, {shown})"
    assert recognize(path).runs_code == (shown != "skops")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pkl", b"", "is empty; expected a pickle"),
        ("a.pkl", b"version https://git-lfs.github.com/spec/v1\noid", "run 'git lfs pull'"),
        ("a.pkl", b"\n<!DOCTYPE html><html>", "is a web page"),
        ("a.csv", b"text,label\n", "is a text file, no model; 'fit --data' reads labelled texts"),
        ("a.txt", b"(a text in brackets.", "is a text file"),
        ("a.csv.gz", gzip.compress(b"text,label\n"), "is a text file"),
        ("a.db", b"SQLite format 3\0", "is a database of SQLite, no model; 'fit --data' reads"),
        ("a.h5", b"\x89HDF\r\n\x1a\n", "such as a Keras model"),
        ("a.keras", archive("metadata.json", "config.json"), "is a Keras model"),
        ("a.pt", archive("archive/data.pkl", "archive/version"), "is a PyTorch file"),
        ("a.pt", pickle.dumps(0x1950A86A20F9469CFC6C, 2), "is a PyTorch file"),
        ("a.npz", archive("a.npy"), "holds arrays of NumPy"),
        ("a.xlsx", archive("xl/workbook.xml", "b.xml"), "is an Excel file, no model; 'fit"),
        ("a.zip", archive("a.pkl", "b.pkl"), "archive of 2 files; unpack it"),
        ("a.zip", b"PK\x03\x04broken", "is a broken ZIP archive"),
        ("a.onnx", b"\x08\x07\x12\x07skl2onnx", "is an ONNX model"),
        ("a.safetensors", b"\x10\0\0\0\0\0\0\0{}", "'publish' takes its directory"),
        ("a.tar", b"a".ljust(257, b"\0") + b"ustar", "is a TAR archive"),
        ("a.bin", b"\x01\x02\x03", "is a file of an unknown kind"),
        ("a.gz", gzip.compress(b"x" * 99)[:20], "the gzip compression is broken"),
        ("a.z", b"x\x9cbroken", "the zlib compression is broken"),
        ("a.lz4", b"\x04\x22M\x18", "pip install lz4"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_files_are_refused_by_what_they_are(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as refusal:
        recognize(path)
    assert str(refusal.value).startswith(f"{path}: ")
    assert message in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "compress",
    [gzip.compress, bz2.compress, lzma.compress, zlib.compress],
    ids=["gzip", "bzip2", "xz", "zlib"],
)
def test_a_cut_file_is_refused(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "cut"
    path.write_bytes(compress(pickle.dumps(list(range(99))))[:-9])
    with pytest.raises(InputError, match=r"compression is broken .*; copy it again"):
        recognize(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing: no such file"):
        recognize(tmp_path / "nothing")
