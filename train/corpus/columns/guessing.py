"""Guess the column of the labels by its content, and name those that may be it."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from train.corpus.columns.judging import (
    FEW,
    LABEL_NAMES,
    PREDICTED,
    VAGUE_NAMES,
    may_be_label,
    normalized,
)
from train.corpus.labels.class_names import are_class_names, is_class_name
from train.corpus.labels.cleaning import MISSING
from train.corpus.paths.label_folders import WORD, is_part
from train.corpus.telling import some
from train.unwanted import is_unwanted

FRACTION = re.compile(r"-?\d*\.\d+")
OTHER_LANGUAGES = frozenset(re.findall(
    r"\w+",
    "kategorie klasse etikett stimmung catégorie categorie classe étiquette etiquette sentiment "
    "etiqueta categoría categoria clase sentimiento sentimento rótulo rotulo etichetta kategoria "
    "kategori etykieta etiket категория класс метка тональность категорія мітка "
    "类别 标签 分类 情感 类目 "
    "類別 標籤 ラベル カテゴリ カテゴリー 分類 레이블 라벨 분류 카테고리 تصنيف الفئة",
))  # fmt: skip
"""Usual names of the label in other languages than English."""
FAR_FEWER = 10
USUAL_SHARE = 0.75
MOST_SHOWN = 6
MOST_VALUES = 3
"""How many columns, and values of each, a message shows."""


def guess_label(columns: Sequence[str], values: Mapping[str, Sequence[str]]) -> str | None:
    """Return the only column with few distinct, short values.

    If there are several, the one with by far the fewest; or the one whose name contains a usual
    name, such as `airline_sentiment`, also in other languages, such as `Kategorie`; or the one with
    usual names of classes, such as `half-true`. Of columns that say the same, such as `label_text`
    and `label_num`, it is the first with words.
    """
    fit = _without_repeated(label_columns(columns, values), values)
    if len(fit) > 1:
        fit = _without_repeated(_likeliest(fit, values), values)
    if not fit and len(columns) == 1 and len(set(values[columns[0]])) == 1:
        fit = [column for column in columns if len(values[column]) >= FEW]
    return fit[0] if len(fit) == 1 else None


def _without_repeated(fit: list[str], values: Mapping[str, Sequence[str]]) -> list[str]:
    """Return one of columns that say the same, such as `label_text` and `label_num`, or all.

    It is the first with words; the others have the same values, or numbers in their place.
    """
    first = next((column for column in fit if any(map(WORD.search, values[column]))), None)
    if first is None:
        return fit
    return [first] if all(_repeat(values[first], values[other]) for other in fit) else fit


def _repeat(values: Sequence[str], others: Sequence[str]) -> bool:
    """Return whether values are others, or numbers that have one of the others each.

    >>> _repeat(["ham", "spam", "ham"], ["0", "1", "0"]), _repeat(["ham", "spam"], ["0", "0"])
    (True, False)
    """
    if len(values) != len(others) or any(map(WORD.search, others)):
        return list(values) == list(others)
    return len({*zip(values, others, strict=True)}) == len({*values}) == len({*others})


def label_columns(columns: Sequence[str], values: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the columns that may be the label: few distinct, short values.

    If there are several, those without a label in most rows are none, nor are fractions and parts
    of a corpus, such as `train` and `test`.
    """
    fit = [column for column in columns if may_be_label(values[column])]
    fit = [column for column in fit if not all(map(is_part, set(values[column])))] or fit
    if len(fit) < 2:
        return fit
    counts = {column: _labels_in(values[column]) for column in fit}
    half = max(counts.values()) / 2
    full = [column for column in fit if counts[column] > half]
    return [column for column in full if not _are_fractions(values[column])] or full


def label_advice(columns: Sequence[str], values: Mapping[str, Sequence[str]]) -> str | None:
    """Return what to say of several columns that may be the label, or None if fewer may.

    >>> label_advice(["a", "b"], {"a": ["x", "y"] * 4, "b": ["1", "2"] * 4})
    "several may be it: 'a' (x, y), 'b' (1, 2); choose one, such as --label-column 'a'"
    """
    found = label_columns(columns, values)
    if len(found) < 2:
        return None
    shown = [f"{column!r} ({_commonest(values[column])})" for column in found]
    return (
        f"several may be it: {some(shown, MOST_SHOWN)}; choose one, such as "
        f"--label-column {found[0]!r}"
    )


def _commonest(values: Sequence[str]) -> str:
    counts = Counter(" ".join(value.split()) for value in values)
    return some([value for value, _ in counts.most_common()], MOST_VALUES)


def _labels_in(values: Sequence[str]) -> int:
    """Return how many values are labels: `NULL` is none."""
    return sum(value.lower() not in MISSING for value in values)


def _likeliest(fit: Sequence[str], values: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the only one of several columns that is likely the label, or several or none."""
    fit = sorted(fit, key=lambda column: len(set(values[column])))
    fewest, next_fewest = (len(set(values[column])) for column in fit[:2])
    words = {column: normalized(column).split("_") for column in fit}
    fit = [column for column in fit if PREDICTED.isdisjoint(words[column])] or fit
    named = [column for column in fit if any(name in words[column] for name in LABEL_NAMES)]
    named = named or [column for column in fit if not OTHER_LANGUAGES.isdisjoint(words[column])]
    if named and all(VAGUE_NAMES.intersection(words[column]) for column in named):
        named = [column for column in fit if is_unwanted(normalized(column))] or named
    likely = fit[:1] if FAR_FEWER * fewest <= next_fewest and not named else named
    if likely:
        return likely
    return [column for column in fit if are_usual_classes(set(values[column]))]


def are_usual_classes(values: Collection[str]) -> bool:
    """Return whether most values are usual names of classes; `normal` is also a priority.

    >>> are_usual_classes({"low", "normal", "high", "urgent"}), are_usual_classes({"ham", "spam"})
    (False, True)
    """
    known = sum(map(is_class_name, values))
    return are_class_names(values) and known >= USUAL_SHARE * len(values)


def _are_fractions(values: Sequence[str]) -> bool:
    """Return whether all values are numbers and some are not whole, such as a confidence."""
    distinct = set(values)
    fractions = [value for value in distinct if FRACTION.fullmatch(value)]
    whole = [value for value in distinct if value.isdecimal()]
    return any(float(value) % 1 for value in fractions) and len(fractions + whole) == len(distinct)
