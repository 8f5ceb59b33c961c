"""Packed files are recognized by their first bytes, and bounded."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.corpus_files import CSV, LABELS, read, told, written
from train.corpus.reader import read_corpus
from train.corpus.sources import compression
from train.errors import InputError


def zipped(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("folder")
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return held.getvalue()


def tarred(**files: bytes) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name.replace("__", "/"))
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return held.getvalue()


@pytest.mark.parametrize("name", ["c", "c.csv", "c.bin"])
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(gzip.compress(CSV), id="gzip"),
        pytest.param(bz2.compress(CSV), id="bzip2"),
        pytest.param(lzma.compress(CSV), id="xz"),
        pytest.param(zipped(SMSCollection=CSV, readme=b"\0"), id="zip"),
        pytest.param(tarred(c=CSV), id="tar"),
        pytest.param(gzip.compress(tarred(c=CSV)), id="tar-gz"),
        pytest.param(bz2.compress(tarred(c=CSV)), id="tar-bz2"),
        pytest.param(zipped(c=gzip.compress(CSV)), id="gzip-in-zip"),
    ],
)
def test_the_content_says_how_it_is_packed(tmp_path: Path, name: str, content: bytes) -> None:
    assert read(tmp_path, name, content).labels == LABELS


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_folders_in_an_archive_are_labels(tmp_path: Path, pack: Callable[..., bytes]) -> None:
    members = {f"top__{label}__{number}": b"text" for label in ("ham", "spam") for number in (1, 2)}
    content = pack(**members, top__cmds=b"x", readme=b"x")
    path = written(tmp_path, "mails.zip", content)
    corpus, lines = told(path)
    assert corpus.counts() == {"ham": 2, "spam": 2}
    assert lines == [
        f"{path}: not read, because no data by its name: readme",
        f"not read, because not in a folder of texts: {path}: top/cmds",
        "labels from the names of the folders: ham, spam",
    ]


def encrypted() -> bytes:
    content = bytearray(zipped(c=CSV))
    content[content.rindex(b"PK\x01\x02", 0, content.rindex(b"PK\x05\x06")) + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(zipped(c=CSV)[:-30], r"c\.zip: expected a zip file", id="cut"),
        pytest.param(zipped(readme=b"x"), "found no file with data in this archive", id="nothing"),
        pytest.param(encrypted(), "is encrypted; unpack it first", id="encrypted"),
        pytest.param(gzip.compress(CSV)[:-9], "the gzip file is damaged or cut", id="gzip-cut"),
        pytest.param(bz2.compress(CSV)[:-9], "the bzip2 file is damaged or cut", id="bzip2-cut"),
        pytest.param(lzma.compress(CSV)[:-9], "the xz file is damaged or cut", id="xz-cut"),
        pytest.param(tarred(c=CSV)[:300], "expected a tar file", id="tar-cut"),
    ],
)
def test_a_damaged_archive_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, "c.zip", content)


def test_a_damaged_member_is_named(tmp_path: Path) -> None:
    content = bytearray(zipped(data=CSV))
    start = content.index(b"data", content.index(b"PK\x03\x04", 1)) + 4
    content[start + 5 : start + 15] = b"\xff" * 10
    with pytest.raises(InputError, match=r"c\.zip: data: cannot be unpacked"):
        read(tmp_path, "c.zip", bytes(content))


@pytest.mark.parametrize("content", [gzip.compress(CSV), zipped(c=CSV)], ids=["gzip", "zip"])
def test_a_file_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compression, "MAX_BYTES", len(CSV) - 1)
    with pytest.raises(InputError, match=f"unpacks to more than {len(CSV) - 1} bytes"):
        read(tmp_path, "c", content)


def test_archives_inside_each_other_without_end_are_refused(tmp_path: Path) -> None:
    content = CSV
    for _ in range(6):
        content = gzip.compress(content)
    with pytest.raises(InputError, match="more than 4 archives inside each other"):
        read_corpus([written(tmp_path, "c", content)])


def test_a_zip_file_that_lost_bytes_is_refused(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("c.csv", CSV)
    raw = held.getvalue()
    with pytest.raises(InputError, match=r"c\.csv: cannot be unpacked \(negative seek value"):
        read(tmp_path, "c.zip", raw[:4] + raw[40:])
