"""Read texts with their labels as a stream: the tables of files of any size."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from train.corpus.choosing import SAMPLE_ROWS, choose_columns
from train.corpus.columns import LABEL_NAMES, MissingColumn, Table, by_name, row_text
from train.corpus.sources.addresses import Address, check_present
from train.errors import InputError
from train.scoring_files.rows import RowReading, open_rows
from train.scoring_files.streams import Opening, open_streams

MOST_WHOLE = 2**26
"""The most bytes of a file whose format is read whole, such as Parquet or a JSON array."""


class LabelledRow(NamedTuple):
    """A text and the value of its label, either of which may be missing, and where they are."""

    where: str
    text: str | None
    label: object


def read_labelled_rows(
    addresses: Sequence[Address],
    reading: RowReading,
    update: Callable[[bytes], object],
) -> Iterator[LabelledRow]:
    """Yield the rows of tables, in order; `update` is given all bytes of the files.

    If the names of the columns do not tell which are the text and the label, the content of the
    first rows does.

    Raises
    ------
    InputError
        If a file cannot be read, its columns cannot be found, or it holds texts without labels.
    """
    check_present(addresses)
    for address in addresses:
        for found in open_streams(address, Opening(reading.tell, update, reading.wanted)):
            read = open_rows(found, reading, labelled=True)
            if not isinstance(read, Table):
                raise InputError(
                    f"{found.stream.name}: found texts without labels; --stream expects tables "
                    "with a column of labels: CSV, TSV, JSON lines or lines of fastText. Without "
                    "--stream, the labels may be the names of folders or files"
                )
            yield from _rows(read, reading)


def _rows(table: Table, reading: RowReading) -> Iterator[LabelledRow]:
    names = (reading.text_columns, reading.label_column)
    try:
        columns, rows = choose_columns(table, *names, reading.tell, SAMPLE_ROWS)
    except MissingColumn as exc:
        if reading.label_column is not None or by_name(table.columns, LABEL_NAMES) is not None:
            raise
        raise InputError(f"{exc}; if each label has a file of its own, leave out --stream") from exc
    for where, row in rows:
        yield LabelledRow(where, row_text(row, columns.texts, where), row.get(columns.label))
