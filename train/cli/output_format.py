"""The format of a file that a command writes: as an option says, or else by the file's name."""

from pathlib import Path

from train.defaults import OUTPUT_FORMATS
from train.errors import InputError

ENDINGS = {".csv": "csv", ".json": "jsonl", ".jsonl": "jsonl", ".ndjson": "jsonl"}
OTHERS = frozenset({".xls", ".xlsx", ".ods", ".parquet"})
"""Endings of formats that no command writes: a file with one of these could not be read back."""


def output_format(wanted: str | None, out: Path | None) -> str:
    """Return the wanted format, or else the one that the name of the file says; else CSV.

    >>> output_format(None, Path("reports.jsonl")), output_format(None, None)
    ('jsonl', 'csv')

    Raises
    ------
    InputError
        If the name is that of another format.
    """
    ending = "" if out is None else out.suffix.lower()
    if ending in OTHERS or (wanted and ENDINGS.get(ending, wanted) != wanted):
        expected = f".{wanted}" if wanted else " or ".join(f".{each}" for each in OUTPUT_FORMATS)
        raise InputError(f"{out}: expected a file's name that ends in {expected}")
    return wanted or ENDINGS.get(ending, OUTPUT_FORMATS[0])
