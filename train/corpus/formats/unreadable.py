"""Name the kinds of files that are no texts by their first bytes, and say what to do instead."""

import re

from train.errors import InputError

PICKLE = "a pickle, which can run code; save the table as CSV or Parquet"
RTF = "RTF; write its text: soffice --headless --convert-to txt:Text FILE"
WEB_PAGE = "a web page; give the address of the file itself"


def _pandas(what: str, reader: str) -> str:
    return f"{what}; save it as CSV, in Python: pandas.{reader}(FILE).to_csv('texts.csv')"


KINDS = {
    rb"\xd0\xcf\x11\xe0": (
        "an old Office file (.xls, .doc) or a mail of Outlook (.msg); save it as .xlsx or CSV, or "
        "as .txt or .eml"
    ),
    rb"!BDN": "a mailbox of Outlook (.pst); write it as mbox: readpst FILE",
    rb"%PDF": "a PDF; write its text: pdftotext FILE",
    rb"\x80[\x02-\x05]": PICKLE,
    rb"\x89PNG": "a picture; expected texts",
    rb"<!DOCTYPE html|<!doctype html|<html": WEB_PAGE,
    rb"version https://git-lfs": "a pointer of Git LFS; fetch the file with 'git lfs pull'",
    rb"7z\xbc\xaf'\x1c": "a 7z archive; unpack it first",
    rb"Rar!": "a rar archive; unpack it first",
    rb"\x93NUMPY": (
        "an array of NumPy; save it as CSV, in Python: "
        "pandas.DataFrame(numpy.load(FILE)).to_csv('texts.csv')"
    ),
    rb"\x89HDF\r\n\x1a\n": _pandas("a file of HDF5 (.h5)", "read_hdf"),
    rb"<stata_dta>|[\x69-\x73][\x01\x02]\x01\x00": _pandas("a file of Stata (.dta)", "read_stata"),
    rb"\$FL[23]@": _pandas("a file of SPSS (.sav)", "read_spss"),
    rb"\x00{12}\xc2\xea\x81\x60|HEADER RECORD\*{7}LIB": _pandas("a file of SAS", "read_sas"),
    rb"ORC[^\x20-\x7e]": _pandas("a file of ORC", "read_orc"),
    rb"Obj\x01": "a file of Avro; save it as JSON lines: avro-tools tojson FILE > texts.jsonl",
    rb"(?s:.{4})\x07_id\x00": (
        "a dump of MongoDB (.bson); save it as JSON lines: bsondump FILE > texts.jsonl"
    ),
    rb"X\n\x00{3}": (
        "a file of R; save the table as CSV, in R: write.csv(readRDS(FILE), 'texts.csv')"
    ),
    rb"RD[AX][1-3]\n": (
        "a workspace of R; save the table as CSV, in R: load(FILE); write.csv(NAME, 'texts.csv')"
    ),
    rb"MATLAB 5\.0 MAT-file": "a file of MATLAB; save the table as CSV",
}
"""Regular expressions of the first bytes, and what a file is that starts so."""
_STARTS = [(re.compile(start), kind) for start, kind in KINDS.items()]


def refuse_document(name: str, raw: bytes) -> None:
    """Refuse a file of a folder that is no text; a web page is one.

    Raises
    ------
    InputError
        If it is of a kind that is not read.
    """
    kind = RTF if raw.startswith(b"{\\rtf") else unreadable_kind(raw)
    if kind not in (None, WEB_PAGE):
        raise InputError(f"{name}: is {kind}")


def unreadable_kind(head: bytes) -> str | None:
    """Return what a file is whose kind is not read, or None."""
    return next((kind for start, kind in _STARTS if start.match(head)), None)
