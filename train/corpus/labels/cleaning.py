"""Clean labels: one string for each class, whatever the file holds; rename and merge them."""

import math
import re
import shlex
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from train.corpus.columns.judging import FAULTS_OF_SHEETS
from train.corpus.labels.label_lists import only_label
from train.corpus.telling import Tell, some
from train.counted import counted
from train.errors import InputError
from train.unwanted import plain_label

WHOLE_FLOAT = re.compile(r"(-?\d+)\.0+")
MISSING = ("", "nan", "null", "n/a", "<na>", "\\n", *map(str.lower, FAULTS_OF_SHEETS))
"""Strings, in lower case, that programs write for a missing value; databases write `\\N`. `None` is
a name that people give a class."""
INVISIBLE = "\ufeff\u200b\u200e\u200f\u2060"
"""Marks that stay around a label when it is copied from a web page or another file."""
JOINERS = dict.fromkeys(map(ord, "\u200c\u200d"))
"""What Persian has within words, and emoji between their parts."""
VARIATIONS = dict.fromkeys(map(ord, "\ufe0e\ufe0f"))
"""What says whether the sign before it is shown as text or as emoji."""
SHORT_FORMS = {
    "y": "yes", "n": "no", "t": "true", "f": "false",
    "pos": "positive", "neg": "negative", "neu": "neutral",
}  # fmt: skip
PLACEHOLDERS = frozenset({"-", "--", "?", "??", "n.a.", "undefined", "(blank)", "(empty)"})
"""What people write for a missing label; `-` next to `+` is none."""
LARGE_SHARE = 0.2
LARGE = 20
"""From which share of both, and number of texts, the rarer of two spellings is no slip."""


def clean_label(value: object, where: str, *, lists: bool = True) -> str | None:
    """Return a value as a label, or None if it is missing.

    A whole number is its digits, even if the file holds it as `1.0`; a boolean is `True` or
    `False`; a list of one label is this label, and an empty one is missing.
    Without `lists`, a list in a field of CSV is a label as it stands.

    Raises
    ------
    InputError
        If the value is of another kind, has several labels, or cannot be printed.
    """
    if lists or not isinstance(value, str):
        value = only_label(value, where)
    value = _whole_number(value)
    if value is None:
        return None
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str):
        raise InputError(
            f"{where}: the label is not a string; found {str(value)[:40]!r}; "
            "expected a string, a whole number or a boolean for each text"
        )
    label = value.strip().strip(INVISIBLE).strip()
    if label.lower() in MISSING:
        return None
    if not is_printable(label):
        raise InputError(f"{where}: the label {label!a} contains characters that cannot be printed")
    whole = WHOLE_FLOAT.fullmatch(label)
    return sys.intern(whole[1] if whole else label)  # all texts of a class share one string


def is_printable(label: str) -> bool:
    r"""Return whether a label can be shown; joiners within it can.

    >>> is_printable("not spam"), is_printable("\u2764\u200d\U0001f525"), is_printable("a\tb")
    (True, True, False)
    """
    return label.translate(JOINERS).isprintable()


def _whole_number(value: object) -> object:
    """Return a number as an integer if it is whole, None if it is NaN, and any other value."""
    if isinstance(value, Decimal) and value.is_finite():
        value = float(value)
    if isinstance(value, float) and (math.isnan(value) or value.is_integer()):
        return None if math.isnan(value) else int(value)
    return value


def rename(labels: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """Return the labels with their new names.

    Raises
    ------
    InputError
        If a label to rename does not occur.
    """
    check_names(names, set(labels))
    return [names.get(label, label) for label in labels]


def check_names(names: Mapping[str, str], labels: Collection[str]) -> None:
    """Check that each label to rename occurs; raises what `rename` does."""
    unknown = [label for label in names if label not in labels]
    if unknown:
        found = some(sorted(labels), 20)
        raise InputError(f"--labels names {some(unknown)}; the data has the labels {found}")


def _folded(label: str) -> str:
    """Return what two spellings of a label have in common.

    >>> _folded("Safe  Email"), _folded("safe email"), _folded("1.0")
    ('safe email', 'safe email', '1')
    """
    if whole := WHOLE_FLOAT.fullmatch(label):
        return whole[1]
    return " ".join(unicodedata.normalize("NFKC", _composed(label)).casefold().split())


def _composed(label: str) -> str:
    """Return a label in one Unicode form, without what only says how to show it."""
    return unicodedata.normalize("NFC", label.translate(VARIATIONS))


def merge_spellings(
    labels: Sequence[str], known: Iterable[str], kept: Collection[str], tell: Tell
) -> list[str]:
    """Return the labels with one spelling for each: labels may differ in case or blanks.

    Parameters
    ----------
    labels
        The label of each text.
    known
        Labels whose spelling is settled, such as those of the training texts.
    kept
        Labels that the user wants to keep as they are.
    tell
        Is told which spellings are merged.

    Raises
    ------
    InputError
        If both spellings are so frequent that they may be two classes. Two Unicode forms of the
        same letters never are.
    """
    spelling = spellings(Counter(labels), known, kept, tell)
    return [spelling.get(label, label) for label in labels] if spelling else list(labels)


def spellings(
    found: Mapping[str, int], known: Iterable[str], kept: Collection[str], tell: Tell
) -> dict[str, str]:
    """Return the labels that are another spelling of a label, with that label.

    `found` is the number of texts by label; see `merge_spellings` for the rest.
    """
    settled = {_folded(label): label for label in known}
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for label, count in found.items():
        if label not in kept:
            groups[_folded(label)][label] = count
    spelling: dict[str, str] = {}
    for folded, counts in groups.items():
        main = settled.get(folded, counts.most_common(1)[0][0])
        if folded not in settled:
            _check_slips(counts)
        for label, count in counts.items():
            if label != main:
                tell(f"label {label!r} of {counted(count, 'text')} counts as {main!r}")
                spelling[label] = main
    _tell_short_forms({spelling.get(label, label) for label in found}, tell)
    _tell_placeholders(found, tell)
    return spelling


def _tell_short_forms(labels: Collection[str], tell: Tell) -> None:
    """Warn about labels that are short for others, such as `Y` and `yes`."""
    by_name = {plain_label(label): label for label in labels}
    pairs = [
        f"{by_name[short]}={by_name[name]}"
        for short, name in SHORT_FORMS.items()
        if short in by_name and name in by_name
    ]
    if pairs:
        tell(
            f"warning: some labels may be short for others, and are classes of their own; if they "
            f"are the same, use --labels {shlex.quote(','.join(pairs))}"
        )


def _tell_placeholders(found: Mapping[str, int], tell: Tell) -> None:
    """Warn about labels that may stand for a missing one."""
    placeholders = [] if "+" in found else sorted(PLACEHOLDERS.intersection(found))
    if placeholders:
        tell(
            f"warning: labels such as {some([*map(repr, placeholders)])} are classes of their own; "
            "if they stand for a missing label, delete these rows"
        )


def _check_slips(counts: Counter[str]) -> None:
    (main, _), *others = counts.most_common()
    for label, count in others:
        if _composed(label) == _composed(main):
            continue
        if count >= LARGE and count >= LARGE_SHARE * counts.total():
            raise InputError(
                f"labels {main!r} of {counts[main]:,} texts and {label!r} of {count:,} differ only "
                f"in case or blanks; merge them with --labels '{label}={main}', or keep both with "
                f"--labels '{label}={label}'"
            )


def tell_unshared(tables: Iterable[tuple[str, Collection[str]]], tell: Tell) -> None:
    """Warn about the first two tables that share no label, if each has two or more.

    `tables` has the name and the labels of each.
    """
    first: dict[frozenset[str], str] = {}
    for name, labels in tables:
        first.setdefault(frozenset(labels), name)
    for (labels, name), (others, other) in combinations(first.items(), 2):
        if len(labels) > 1 and len(others) > 1 and labels.isdisjoint(others):
            tell(
                f"warning: {name} has the labels {some(sorted(labels))} and {other} has "
                f"{some(sorted(others))}: these are different classes; if they are not, use "
                "--labels OLD=NEW,..."
            )
            return
