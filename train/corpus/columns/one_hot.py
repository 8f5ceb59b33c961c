"""Read a table with a column of 0 and 1 for each class: the class is the name of the column."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from train.corpus.columns.judging import PlacedRow, Row, last_names, may_be_label, normalized
from train.errors import InputError

YES, NO = ("1", "1.0", "true"), ("0", "0.0", "false")
CLASS_NAMES = frozenset(("spam", "is_spam", "toxic", "is_toxic", "toxicity"))
"""Usual names of a column of labels that are also the name of a class. A column called `label` or
`target` has the label, and other columns of 0 and 1 are something else."""


def flags(columns: Iterable[str], values: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the columns that have no other value than 0 and 1.

    >>> flags(["a", "b", "c"], {"a": ["0", "1"], "b": ["True", "False"], "c": ["1", "2"]})
    ['a', 'b']
    """
    return [
        column
        for column in columns
        if column
        and values[column]
        and {value.lower() for value in set(values[column])} <= {*YES, *NO}
    ]


def find_one_hot(
    columns: Sequence[str],
    label: str | None,
    values: Mapping[str, Sequence[str]],
    rows: Sequence[PlacedRow],
) -> list[str]:
    """Return the columns of 0 and 1 if each row has exactly one 1 among them, else none.

    `label` is the column that has the label by its name. Without it, no other column may be one.
    """
    found = flags(columns, values)
    if len(found) < 2:
        return []
    if label is None:
        others = [column for column in columns if column not in found]
        if any(may_be_label(values[column]) for column in others):
            return []
    elif label not in found or CLASS_NAMES.isdisjoint([normalized(label), *last_names(label)]):
        return []
    ones = [_ones(row, found) for _, row in rows if not _is_empty(row, found)]
    are_classes = len({*chain.from_iterable(ones)}) > 1  # others may be counts of nothing
    return found if are_classes and all(len(each) == 1 for each in ones) else []


def with_class(rows: Iterable[PlacedRow], columns: Sequence[str], name: str) -> Iterator[PlacedRow]:
    """Yield rows with a further column: the one that has a 1; None if all are empty.

    Raises
    ------
    InputError
        If a row has another number of ones.
    """
    names = _short_names(columns)
    for where, row in rows:
        ones = _ones(row, columns)
        if len(ones) != 1 and not _is_empty(row, columns):
            raise InputError(
                f"{where}: found {len(ones)} columns with 1 among {', '.join(columns)}; expected "
                "one, as in the rows before; --label-column chooses one column"
            )
        yield PlacedRow(where, {**row, name: names[ones[0]] if ones else None})


def _short_names(columns: Sequence[str]) -> dict[str, str]:
    """Return the names of classes by column, without the object that all are in.

    >>> _short_names(["cats.a.b", "cats.c"]), _short_names(["a.b", "c"])
    ({'cats.a.b': 'a.b', 'cats.c': 'c'}, {'a.b': 'a.b', 'c': 'c'})
    """
    heads = {column.partition(".")[::2] for column in columns}
    in_one = len({head for head, _ in heads}) == 1 and all(rest for _, rest in heads)
    return {column: column.partition(".")[2] if in_one else column for column in columns}


def _ones(row: Row, columns: Sequence[str]) -> list[str]:
    return [column for column in columns if str(row.get(column)).strip().lower() in YES]


def _is_empty(row: Row, columns: Sequence[str]) -> bool:
    return all(row.get(column) is None or not str(row[column]).strip() for column in columns)
