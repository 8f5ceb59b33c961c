"""Read what Prodigy writes: a row has a label only if the annotator accepted it."""

from collections.abc import Iterator
from dataclasses import replace

from train.corpus.columns.judging import PlacedRow, Table
from train.corpus.telling import Tell

ANSWER, CHOICES, LABEL = "answer", "accept", "label"
WRITTEN = frozenset(("_input_hash", "_task_hash", "_view_id"))
"""Columns that only Prodigy writes."""


def accepted(table: Table, label: str | None, tell: Tell) -> Table:
    """Return a table in which rows that were rejected or ignored have no label.

    `label` is the column that the user named. In a table of choices, the label is what `accept`
    lists. A table of another program, or whose answers are the labels, stays as it is.
    """
    found = label or (LABEL if LABEL in table.columns else CHOICES)
    by_prodigy = ANSWER in table.columns and not WRITTEN.isdisjoint(table.columns)
    if not by_prodigy or found == ANSWER or found not in table.columns:
        return table
    tell(
        f"{table.name}: rows of Prodigy: labels from {found!r}, and none in a row whose answer is "
        "not 'accept'"
    )
    column = label or LABEL
    others = [name for name in table.columns if name not in (ANSWER, CHOICES, column)]
    return replace(table, columns=(*others, column), rows=_rows(table, found, column))


def _rows(table: Table, found: str, column: str) -> Iterator[PlacedRow]:
    for where, row in table.rows:
        label = row.get(found) if row.get(ANSWER) == "accept" else None
        yield PlacedRow(where, {**row, column: label})
