"""Take the column with a usual name of the text, if it holds texts."""

from collections.abc import Mapping, Sequence

from train.corpus.columns.judging import (
    DIGITS,
    TEXT_NAMES,
    Table,
    may_be_label,
    named,
    normalized,
    text_score,
)
from train.corpus.telling import Tell, some
from train.errors import InputError

FAR_BETTER = 10
"""How many times the score of a column must be that of one with a usual name to be the text."""
SURE_NAMES = frozenset({"v2", "text", "message", "sms", "tweet", "sentence", "utterance"})
FULLER = 1.5
"""Texts are not in a column with gaps if another one of texts has so many times the values."""
NEARLY = 0.9
LEAST_VALUES = 10
"""Of fewer values nothing can be said: a message may be a number."""


def check_once(
    table: Table, usual: Sequence[str], what: str, values: Mapping[str, Sequence[str]]
) -> None:
    """Check that no two columns have a usual name, but for columns of labels with empty cells.

    Jira writes as many columns `Labels` as an issue has at most.

    Raises
    ------
    InputError
        If two have: `what` names the option that chooses one.
    """
    most = max(map(len, values.values()), default=0)
    for name in table.twice:
        if normalized(name) in usual:
            found = [column for column in table.columns if column.startswith(f"{name}.")]
            same = [*found, *(column for column in table.columns if column == name)]
            if what == "label" and all(len(values[column]) < NEARLY * most for column in same):
                continue
            raise InputError(
                f"{table.name}: two columns are called {name!r}, here {some(found)}; choose one "
                f"or another column: --{what}-column {found[0]!r}"
            )


def named_text(
    table: Table, columns: Sequence[str], values: Mapping[str, Sequence[str]], tell: Tell
) -> str | None:
    """Return the column with the surest usual name that holds texts, or None.

    A column of numbers, of words that repeat or of identifiers is passed over if another column is
    far more like texts, which is told.

    Raises
    ------
    InputError
        If it holds numbers only, among other columns that are not the texts.
    """
    usual = _usual(columns, values)
    passed: list[str] = []
    for column in usual:
        better = _is_other_better(column, columns, values)
        if not better or len(values[column]) < LEAST_VALUES:
            _check_no_numbers(table, column, values[column])
            if better or passed:
                why = f"not from {some(passed)}" if passed else "though its values look like none"
                tell(f"{table.name}: texts from {column!r}, {why}; --text-column chooses")
            return column
        passed.append(column)
    if passed:
        tell(
            f"{table.name}: texts not from {some(passed)}, whose values are no texts or few; "
            "--text-column chooses"
        )
    return None


def tell_other_texts(
    table: Table, text: str, columns: Sequence[str], values: Mapping[str, Sequence[str]], tell: Tell
) -> None:
    """Tell which columns hold texts, too, if the content chose one: the longest may be a reply."""
    least = text_score(values[text]) / FAR_BETTER
    others = [name for name in columns if name != text and _text_score(values[name]) > least]
    if others:
        tell(f"{table.name}: others may be the texts, too: {some(others)}; --text-column chooses")


def _usual(columns: Sequence[str], values: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the columns with usual names, the surest first."""
    found = {normalized(column): column for column in reversed(columns)}
    usual = [found[name] for name in TEXT_NAMES if name in found]
    nested = named([column for column in columns if "." in column and values[column]], TEXT_NAMES)
    return usual or ([] if nested is None else [nested])


def _is_other_better(
    column: str, columns: Sequence[str], values: Mapping[str, Sequence[str]]
) -> bool:
    own = values[column]
    fuller = [each for each in columns if len(values[each]) > FULLER * len(own)]
    is_sure = normalized(column) in SURE_NAMES
    if (
        own
        and not is_sure
        and any(2 * _text_score(values[each]) > text_score(own) for each in fuller)
    ):
        return True
    is_repeated = may_be_label(own) or len(set(own)) == 1
    if not own or (_are_words(own) and not is_repeated):
        return False
    others = [
        _text_score(values[other])
        for other in columns
        if other != column and 2 * len(values[other]) >= len(own)
    ]
    return max(others, default=0.0) > FAR_BETTER * text_score(own)


def _text_score(values: Sequence[str]) -> float:
    """Return how much values look like texts; labels and `Email 1`, `Email 2` do not."""
    words = {DIGITS.sub("", value).strip() for value in values}
    is_prose = any(" " in word or not word.isascii() for word in words)
    return text_score(values) if is_prose and not may_be_label(values) else 0.0


def _are_words(values: Sequence[str]) -> bool:
    """Return whether most values have several words, or one of letters and not of digits."""
    return 2 * sum(map(_is_word, values)) >= len(values)


def _is_word(value: str) -> bool:
    if " " in value or not value.isascii():
        return True
    return any(map(str.isalpha, value)) and not any(map(str.isdigit, value))


def _check_no_numbers(table: Table, column: str, values: Sequence[str]) -> None:
    if len(table.columns) < 3 or len(values) < LEAST_VALUES:
        return
    if all(value.replace(".", "", 1).removeprefix("-").isdecimal() for value in values):
        raise InputError(
            f"{table.name}: expected texts; found numbers only in {column!r}, and no texts in "
            f"other columns; --text-column {column!r} reads them as texts"
        )
