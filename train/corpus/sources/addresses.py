"""Find the bytes behind an address: a file, a directory, standard input, http(s):// or s3://."""

import re
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from train.corpus.telling import Tell, some
from train.errors import InputError
from train.files import read_bytes

STANDARD_INPUT = "-"
REMOTE = re.compile(r"(https?|s3)://", re.IGNORECASE)
ABOUT_THE_DATA = ("readme", "license", "licence", "copying", "notice", "changelog", "citation")
SHEET = re.compile(r"(.+\.(?:xls[xm]|sqlite3?|db3?))#(.+)", re.IGNORECASE)
"""A sheet of a workbook, such as `texts.xlsx#March`, or a table of a database."""
READ_ME = re.compile(r"(?:^|[\W\d_])README(?=[\W\d_]|$)")
"""A word of a name such as `reviews.README.1.0.txt`, in a file that is no table."""
NOT_DATA = (
    ".md", ".rst", ".pdf", ".doc", ".docx", ".png", ".jpg", ".py", ".ipynb", ".sh", ".msf",
)  # fmt: skip
"""The last are Thunderbird's summaries of mailboxes."""
DOCUMENTS = (".pdf", ".doc", ".docx")
AS_TEXT = "; write their text: soffice --headless --convert-to txt:Text *.docx, or pdftotext FILE"
OF_WINDOWS = ("desktop.ini", "thumbs.db")
ABOUT_A_DATA_SET = ("dataset_info.json", "dataset_infos.json", "dataset_dict.json")
STATE = "state.json"
"""What Hugging Face's `datasets` writes next to the data; the last only with the first."""
PROGRAMS = frozenset(("_delta_log", "_spark_metadata", "_temporary"))
"""Folders in which programs keep notes about tables, as they do in files such as `_SUCCESS`."""
MAILDIR = frozenset(("cur", "new", "tmp"))
"""The folders of a Maildir, which hold a mail in each file."""

Address = Path | str
"""A path, `-` for standard input, or an address with `http://`, `https://` or `s3://`."""


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes with the name that messages give them, and the path that may say their label.

    `is_named` is whether the user named the file itself, and not a directory or an archive of it.
    `likely` is the encoding of the files that belong to it, for bytes that are not UTF-8.
    """

    name: str
    path: PurePosixPath
    raw: bytes
    is_named: bool = True
    likely: str | None = None

    @property
    def sheet(self) -> str:
        """Return the sheet or the table of a file that the user named, or an empty string."""
        match = SHEET.fullmatch(self.name) if self.is_named else None
        return match[2] if match and not self.path.name.endswith(f"#{match[2]}") else ""

    @property
    def ending(self) -> str:
        """Return the file name's ending in lower case, such as `.csv`."""
        return self.path.suffix.lower()


def check_present(addresses: Iterable[Address]) -> None:
    """Check that the files among some addresses exist, before the first one is read.

    Raises
    ------
    InputError
        If one does not.
    """
    for address in addresses:
        if isinstance(address, Path) and not workbook(address).exists():
            raise InputError(f"{address}: no such file")


def workbook(path: Path) -> Path:
    """Return the file of a path that may name a sheet of it, such as `texts.xlsx#March`."""
    match = None if path.exists() else SHEET.fullmatch(str(path))
    return path if match is None else Path(match[1])


def open_address(address: Address, tell: Tell) -> Iterator[Source]:
    """Yield what an address holds: one source, or each file of a directory in sorted order.

    Raises
    ------
    InputError
        If nothing can be read there.
    """
    text = str(address)
    if isinstance(address, str) and REMOTE.match(address):
        from train.corpus.sources.remote import fetch

        path = PurePosixPath(unquote(urlsplit(address).path))
        yield Source(address, path, fetch(address))
    elif text == STANDARD_INPUT:
        yield Source("standard input", PurePosixPath("stdin"), sys.stdin.buffer.read())
    elif Path(address).is_dir():
        yield from _directory(Path(address), tell)
    else:
        path_of_file = workbook(Path(address))
        yield Source(text, posix_path(path_of_file), read_bytes(path_of_file))


def _directory(directory: Path, tell: Tell) -> Iterator[Source]:
    for path in directory_files(directory, tell):
        yield Source(str(path), posix_path(path), read_bytes(path), is_named=False)


def directory_files(directory: Path, tell: Tell) -> list[Path]:
    """Return the files in a directory that hold data, in sorted order.

    Raises
    ------
    InputError
        If there is none.
    """
    files = sorted(path for path in directory.rglob("*") if path.is_file())
    kept, left_out = data_files([path.relative_to(directory).as_posix() for path in files])
    if not kept:
        raise InputError(
            f"{directory}: found no file with data in this directory{no_data(left_out)}"
        )
    tell_left_out(str(directory), left_out, tell)
    return [directory / name for name in kept]


def posix_path(path: Path) -> PurePosixPath:
    """Return a path that knows the name of its folder, even if it was given as `a.txt`."""
    return PurePosixPath(path.absolute().as_posix())


def data_files(names: list[str]) -> tuple[list[str], list[str]]:
    """Split the names in a directory or an archive into data and what describes it.

    Hidden files and `__MACOSX` are in neither list; the folders of Maildir++ are not hidden.

    >>> data_files(["spam/1.txt", ".DS_Store", "readme", "readmission.csv", ".Spam/cur/1"])
    (['spam/1.txt', 'readmission.csv', '.Spam/cur/1'], ['readme'])
    >>> data_files(["out/_SUCCESS", "out/_committed_7", "out/part-00000", "_texts.csv"])
    (['out/part-00000', '_texts.csv'], ['out/_SUCCESS', 'out/_committed_7'])
    >>> data_files(["a.pos", "a.README.1.0.txt", "about.README.2.0", "README_texts.csv"])
    (['a.pos', 'README_texts.csv'], ['a.README.1.0.txt', 'about.README.2.0'])
    """
    kept: list[str] = []
    left_out: list[str] = []
    found = set(names)
    for name in names:
        path = PurePosixPath(name)
        if _is_hidden(path):
            continue
        (left_out if _is_about_data(path, found) else kept).append(name)
    return kept, left_out


def _is_hidden(path: PurePosixPath) -> bool:
    parts = path.parts
    if path.parent.name in MAILDIR:
        parts = (*parts[:-3], path.name)
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)


def _is_about_data(path: PurePosixPath, names: Collection[str]) -> bool:
    if path.name == STATE:
        return str(path.with_name(ABOUT_A_DATA_SET[0])) in names
    by_name = path.stem.lower() in ABOUT_THE_DATA or path.name in ABOUT_A_DATA_SET
    by_name = by_name or path.name.lower() in OF_WINDOWS
    by_name = by_name or (_ends_as_note(path) and READ_ME.search(path.name) is not None)
    by_program = (path.name.startswith("_") and not path.suffix) or not PROGRAMS.isdisjoint(
        path.parts
    )
    return by_name or by_program or path.suffix.lower() in NOT_DATA


def _ends_as_note(path: PurePosixPath) -> bool:
    return path.suffix.lower() in ("", ".txt") or path.suffix[1:].isdecimal()


def no_data(left_out: list[str]) -> str:
    """Return what to say of the files of a directory or an archive if none of them has data."""
    if not left_out:
        return ""
    are_documents = any(PurePosixPath(name).suffix.lower() in DOCUMENTS for name in left_out)
    return f", only {some(left_out)}{AS_TEXT if are_documents else ''}"


def tell_blank(names: list[str], tell: Tell) -> None:
    """Tell which files of a directory or an archive are not read, because they hold nothing."""
    if names:
        tell(f"not read, because empty: {some(names)}")


def tell_left_out(where: str, names: list[str], tell: Tell) -> None:
    """Tell which files of a directory or an archive are not read."""
    if names:
        tell(f"{where}: not read, because no data by its name: {some(names)}")
