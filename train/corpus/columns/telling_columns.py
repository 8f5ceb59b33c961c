"""Tell which columns were chosen, and which others may be the text or the label."""

from collections.abc import Mapping, Sequence

from train.corpus.columns.group_labels import are_groups, has_first_only
from train.corpus.columns.judging import (
    CHOSEN_NAMES,
    LABEL_NAMES,
    TEXT_NAMES,
    Columns,
    MissingColumn,
    PlacedRow,
    Table,
    last_names,
    may_be_label,
    text_score,
)
from train.corpus.columns.missing_values import NA
from train.corpus.columns.one_hot import flags
from train.corpus.telling import Tell, some

MOSTLY = 0.9
LEAST_VALUES = 5
USUAL_NAMES = frozenset((*TEXT_NAMES, *LABEL_NAMES, *CHOSEN_NAMES))


def shown(names: Sequence[str]) -> str:
    """Return the names of columns for a message."""
    return " and ".join(map(repr, names))


def tell_guess(table: Table, columns: Columns, tell: Tell, *, is_needed: bool) -> None:
    """Tell the columns if no sure name did."""
    if is_needed:
        texts, label = shown(columns.texts), columns.label
        are_nested = any(
            USUAL_NAMES.intersection(last_names(column)) for column in (*columns.texts, label)
        )
        how = (
            "by the names of objects; --text-column and --label-column choose"
            if are_nested
            else "by their content"
        )
        tell(f"{table.name}: texts from {texts} and labels from {label!r}, {how}")


def tell_missing(table: Table, label: str, rows: Sequence[PlacedRow], tell: Tell) -> None:
    """Tell that some labels may be R's missing values, or stand for the rows below them."""
    found = [str(row.get(label) or "").strip() for _, row in rows]
    count = found.count(NA)
    if count:
        tell(
            f"{table.name}: the first rows have {count:,} times the label {NA!r}, which R writes "
            "for a missing value; if it is one, delete these rows"
        )
    if are_groups(rows, label):
        tell(
            f"warning: {table.name}: each label in {label!r} counts for the rows below it, too, "
            "which have none; if they have no label, delete them"
        )
    elif has_first_only(rows, label):
        tell(
            f"warning: {table.name}: {label!r} has no two labels in successive rows; if each is "
            "that of the rows below it, too, repeat it there, in Python: "
            f"table[{label!r}] = table[{label!r}].ffill()"
        )


def tell_others(
    table: Table, columns: Columns, values: Mapping[str, Sequence[str]], tell: Tell
) -> None:
    """Tell which columns may be the label, too; several of 0 and 1 are several labels."""
    rest = [column for column in table.columns if column not in (*columns.texts, columns.label)]
    half = max(map(len, values.values())) / 2  # a column of a few remarks is no label
    others = [name for name in rest if name and len(values[name]) > half]
    others = [name for name in others if may_be_label(values[name])]
    if not others:
        return
    both = flags([columns.label, *others], values)
    several = ""
    if columns.label in both and len(both) > 1:
        several = "; several labels of a text are not learned"
    tell(
        f"{table.name}: labels from {columns.label!r} only; others may be labels, too: "
        f"{some(others)}; --label-column chooses{several}"
    )


def refuse_classes_as_columns(table: Table, values: Mapping[str, Sequence[str]]) -> None:
    """Refuse a table whose columns all hold texts: their names may be the labels.

    Raises
    ------
    InputError
        If there are several columns with values, and all of them are distinct texts.
    """
    filled = {column: each for column, each in values.items() if each}
    are_texts = [
        len(each) >= LEAST_VALUES and text_score(each) > 0 and len(set(each)) > MOSTLY * len(each)
        for each in filled.values()
    ]
    if len(filled) > 1 and all(are_texts):
        reader = "read_excel" if ".xls" in table.name.lower() else "read_csv"
        raise MissingColumn(
            f"{table.name}: expected a label column; found texts in each of {some([*filled])}; if "
            "these names are the labels, write a row for each text, in Python: "
            f"pandas.{reader}(FILE).melt(var_name='label', value_name='text').dropna()"
            ".to_csv('texts.csv')"
        )


def advice(columns: Sequence[str], values: Mapping[str, Sequence[str]]) -> str | None:
    """Return the advice if several columns are 0 and 1, but a row has another number of 1."""
    found = flags(columns, values)
    if len(found) < 2:
        return None
    return (
        f"; the columns {some(found)} are 0 and 1, but not one 1 in each row, and several labels "
        "of a text are not learned; choose one with --label-column"
    )
