"""Files of texts without labels, in each format."""

from train.corpus.sources.addresses import Address
from train.scoring_files.rows import RowReading, read_rows

SMALL_HEAD = 300


def texts(*addresses: Address, **options: object) -> list[str]:
    rows = read_rows(addresses, RowReading(**options))  # type: ignore[arg-type]
    return [row.text for row in rows]
