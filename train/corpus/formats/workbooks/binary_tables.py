"""Read rows from Excel, SQLite, Parquet, Arrow and Feather; some need a library."""

import json
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING, Any

from train.corpus.columns.judging import PlacedRow, Table
from train.corpus.formats.json_files.rows import table_of_objects
from train.corpus.formats.unreadable import unreadable_kind
from train.corpus.formats.workbooks.databases import SQLITE, read_database
from train.corpus.formats.workbooks.excel import read_excel
from train.corpus.sources.addresses import Source
from train.corpus.sources.compression import ZIP
from train.corpus.telling import Tell, some
from train.errors import InputError

if TYPE_CHECKING:
    import pyarrow

PINS = {"openpyxl": "3.1.5", "pyarrow": "26.0.1"}
"""The versions in requirements-dev.txt, which `make run` does not install."""
NO_CLASS = -1
"""What data sets of Hugging Face have for the class of a text without a label."""
STREAM = b"\xff\xff\xff\xff"


def read_binary(
    source: Source, wanted: Sequence[str], tell: Tell, *, labelled: bool
) -> Table | None:
    """Return the table in a binary file; return None if the file may be text.

    Of sheets, one of texts with labels is read, if the texts are `labelled`.

    Raises
    ------
    InputError
        If the file is damaged or of a kind that cannot be read, or its library is missing.
    """
    if found := unreadable_kind(source.raw):
        raise InputError(f"{source.name}: is {found}")
    if source.raw.startswith(ZIP):
        return _excel(source, wanted, tell, labelled=labelled)
    if source.raw.startswith(SQLITE):
        return read_database(source, wanted, tell, labelled=labelled)
    for magic, reader in ARROW.items():
        if source.raw.startswith(magic):
            return _arrow(source, reader, wanted, tell)
    return None


def is_binary(head: bytes) -> bool:
    """Return whether the first bytes are those of a file that `read_binary` reads or refuses."""
    return unreadable_kind(head) is not None or head.startswith((ZIP, SQLITE, *ARROW))


def _missing(source: Source, package: str) -> InputError:
    return InputError(
        f"{source.name}: needs {package}; install it with 'pip install {package}=={PINS[package]}'"
    )


def _excel(source: Source, wanted: Sequence[str], tell: Tell, *, labelled: bool) -> Table:
    try:
        return read_excel(source, wanted, tell, labelled=labelled)
    except ImportError as exc:
        raise _missing(source, "openpyxl") from exc


def _arrow(
    source: Source, reader: Callable[[BytesIO], Any], wanted: Sequence[str], tell: Tell
) -> Table:
    try:
        import pyarrow
    except ImportError as exc:
        raise _missing(source, "pyarrow") from exc
    try:
        table: pyarrow.Table = _decoded(reader(BytesIO(source.raw)))
        names = _class_names(table.schema, source.name, tell)
        batches = table.to_batches(max_chunksize=1000)
    except (pyarrow.ArrowException, OSError, ValueError) as exc:
        raise InputError(f"{source.name}: cannot be read as a table ({exc})") from exc
    rows = chain.from_iterable(batch.to_pylist() for batch in batches)
    return table_of_objects(source.name, _placed(source.name, rows, names), wanted)


def _decoded(table: "pyarrow.Table") -> "pyarrow.Table":
    """Return a table whose columns of bytes are strings, if they are UTF-8."""
    import pyarrow

    for position, field in enumerate(table.schema):
        if pyarrow.types.is_binary(field.type) or pyarrow.types.is_large_binary(field.type):
            try:
                column = table.column(position).cast(pyarrow.large_string())
            except pyarrow.ArrowInvalid:
                continue
            table = table.set_column(position, field.name, column)
    return table


def _placed(
    name: str, rows: Iterator[dict[str, Any]], class_names: dict[str, list[str]]
) -> Iterator[PlacedRow]:
    for number, row in enumerate(rows, start=1):
        for column, names in class_names.items():
            row[column] = _named(row.get(column), names)
        yield PlacedRow(f"{name}: row {number}", row)


def _named(value: object, names: Sequence[str]) -> object:
    """Return the name of a class, or those in a list of classes; -1 is no class."""
    if isinstance(value, list):
        return [_named(each, names) for each in value]
    if value == NO_CLASS:
        return None
    return names[value] if isinstance(value, int) and 0 <= value < len(names) else value


def _class_names(schema: "pyarrow.Schema", name: str, tell: Tell) -> dict[str, list[str]]:
    """Return the names of classes that the data sets of Hugging Face have in their metadata."""
    try:
        document = json.loads((schema.metadata or {}).get(b"huggingface", b"{}"))
        features = document.get("info", {}).get("features", {})
        known = {column: _names_in(feature) for column, feature in features.items()}
        found = {column: [*map(str, names)] for column, names in known.items() if names}
    except (ValueError, AttributeError):
        return {}
    for column, names in found.items():
        tell(f"{name}: the file names the classes of {column!r}: {some(names)}")
    return found


def _names_in(feature: object) -> list[object]:
    """Return the names of the classes of a feature, or of those that a sequence has of it."""
    if isinstance(feature, list) and len(feature) == 1:
        return _names_in(feature[0])
    if not isinstance(feature, dict):
        return []
    names = feature.get("names")
    return names if isinstance(names, list) else _names_in(feature.get("feature"))


def _read_parquet(file: BytesIO) -> Any:
    from pyarrow import parquet

    return parquet.read_table(file)


def _read_file(file: BytesIO) -> Any:
    from pyarrow import feather

    return feather.read_table(file)


def _read_stream(file: BytesIO) -> Any:
    from pyarrow import ipc

    return ipc.open_stream(file).read_all()


ARROW = {
    b"PAR1": _read_parquet,
    b"ARROW1": _read_file,
    b"FEA1": _read_file,
    STREAM: _read_stream,
}
