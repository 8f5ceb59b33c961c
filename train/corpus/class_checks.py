"""Check that the labels of a corpus are classes; a column of identifiers has none."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice

from train.corpus.columns.guessing import FRACTION, label_columns
from train.corpus.columns.judging import FEW, Columns, PlacedRow, column_values
from train.corpus.telling import some
from train.errors import InputError

LEAST_TEXTS = 2
MOST_FRACTIONS = 9
"""More labels that are fractions, some of them once, are measurements: no classes."""
LEAST_DIFFERENT = 10
"""From so many labels on, hardly any of them twice, they are no classes with too few texts."""
SAMPLE_ROWS = 2000
"""How many rows of a table show which other columns look like labels."""


class LabelColumn:
    """The column that labels are read from, and the first rows, which show the columns beside it.

    `wanted` is its name if the user chose it.
    """

    def __init__(self, wanted: str | None) -> None:
        self.wanted = wanted
        self._columns: Columns | None = None
        self._rows: list[PlacedRow] = []

    def sampled(self, columns: Columns, rows: Iterable[PlacedRow]) -> Iterable[PlacedRow]:
        """Return the rows of a table; the first ones of the first table are kept."""
        if self._columns is not None:
            return rows
        left = iter(rows)
        self._columns, self._rows = columns, list(islice(left, SAMPLE_ROWS))
        return chain(self._rows, left)

    @property
    def name(self) -> str | None:
        """Its name; None if the labels are not in a table."""
        return self.wanted if self._columns is None else self._columns.label

    def others(self) -> list[str]:
        """Return the other columns that look like labels."""
        if self._columns is None:
            return []
        chosen = {*self._columns.texts, self._columns.label}
        names = dict.fromkeys(name for _, row in self._rows for name in row if name not in chosen)
        return label_columns([*names], column_values(self._rows, [*names]))

    def possible_name(self) -> str | None:
        """Return the label that may be the column's name: the first one of a table without names.

        Such a table has numbers as names.
        """
        if self._columns is None or self.wanted is not None or not self._columns.label.isdecimal():
            return None
        return next((str(row.get(self._columns.label)) for _, row in self._rows), None)


def check_classes(counts: Mapping[str, int], where: str, column: LabelColumn) -> None:
    """Check that there are two classes or more, with two texts or more each.

    Raises
    ------
    InputError
        If there are not; `where` names the files.
    """
    for fault in _faults(counts, column):
        raise InputError(f"{where}: {fault}")


def _faults(counts: Mapping[str, int], column: LabelColumn) -> Iterator[str]:
    if len(counts) < LEAST_TEXTS:
        found = ", ".join(map(repr, counts)) or "none"
        yield (
            f"found one class, {found}; expected at least 2; --label-column names the column of "
            "the labels"
        )
    label, least = min(counts.items(), key=lambda item: item[1])
    if least >= LEAST_TEXTS:
        return
    fractions = [name for name in counts if FRACTION.fullmatch(name)]
    if len(fractions) > MOST_FRACTIONS:
        yield (
            f"found {len(fractions):,} fractions as labels, such as {some(fractions[:3])}; "
            "expected classes: write a name for each range, such as low and high, or name another "
            "column with --label-column"
        )
    if len(counts) >= LEAST_DIFFERENT and FEW * len(counts) > sum(counts.values()):
        yield _different(counts, column)
    name = column.possible_name()
    label = name if name is not None and counts.get(name) == least else label
    which = "the column of the labels" if column.wanted is None else "another column"
    hint = f"; perhaps it is called {label[:40]!r}" if label == name else ""
    yield (
        f"class {label!r} has {least} text; expected at least {LEAST_TEXTS}: add texts, give the "
        f"class another name with --labels, or name {which} with --label-column{hint}"
    )


def _different(counts: Mapping[str, int], column: LabelColumn) -> str:
    """Return what to say if hardly any label occurs twice."""
    found = f"found {len(counts):,} different labels in {sum(counts.values()):,} texts"
    if column.name is None:
        return f"{found}; expected a few classes, with several texts each"
    others = column.others()
    advice = (
        f"perhaps {some(others)}; choose with --label-column"
        if others
        else ("--label-column names another column")
    )
    return f"{found}: {column.name!r} is no column of labels; {advice}"
