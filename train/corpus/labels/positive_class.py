"""Choose the positive class of two: the one that a threshold protects against.

The alphabet has no say. A label that names something unwanted, such as spam or fraud, is positive.
Of other labels the rarer one is, because what is looked for is usually rare. Some pairs, such as
positive and negative, have no unwanted class; nothing is protected against there.
"""

from collections.abc import Mapping
from typing import NamedTuple

from train.errors import InputError
from train.unwanted import is_unwanted, plain_label

_YES = frozenset({"1", "true", "yes", "y", "t"})
_NO = frozenset({"0", "-1", "false", "no", "n", "f"})
_EVEN_PAIRS = frozenset({
    frozenset({"positive", "negative"}), frozenset({"pos", "neg"}), frozenset({"good", "bad"}),
    frozenset({"p", "n"}), frozenset({"male", "female"}), frozenset({"man", "woman"}),
    frozenset({"up", "down"}), frozenset({"like", "dislike"}), frozenset({"for", "against"}),
    frozenset({"happy", "sad"}), frozenset({"left", "right"}), frozenset({"bullish", "bearish"}),
    frozenset({"pro", "con"}), frozenset({"favor", "against"}), frozenset({"favour", "against"}),
    frozenset({"recommended", "not recommended"}), frozenset({"subjective", "objective"}),
})  # fmt: skip


class PositiveClass(NamedTuple):
    """The positive class, or None if there is none, and why."""

    label: str | None
    reason: str


def choose_positive(counts: Mapping[str, int], named: str | None = None) -> PositiveClass:
    """Choose the positive class from the labels and the number of texts with each.

    Parameters
    ----------
    counts
        The number of texts by label.
    named
        The label that the user named, if any.

    Raises
    ------
    InputError
        If the named label is not among the labels, or there are not two classes.

    Examples
    --------
    >>> choose_positive({"phishing": 50, "safe email": 40}).label
    'phishing'
    >>> choose_positive({"ok": 10, "odd": 3})
    PositiveClass(label='odd', reason='it is the rarer class')
    >>> choose_positive({"neg": 50, "pos": 40}).label is None
    True
    """
    if named is not None:
        return PositiveClass(_named(counts, named), "it was named")
    if len(counts) != 2:
        return PositiveClass(None, f"there are {len(counts)} classes")
    plain = {label: plain_label(label) for label in counts}
    if frozenset(plain.values()) in _EVEN_PAIRS:
        return PositiveClass(None, "neither class is unwanted")
    unwanted = [label for label, name in plain.items() if is_unwanted(name)]
    if set(plain.values()) & _YES and set(plain.values()) & _NO:
        unwanted = [label for label, name in plain.items() if name in _YES]
    if len(unwanted) == 1:
        return PositiveClass(unwanted[0], "its name says so")
    rarer, other = sorted(counts, key=counts.__getitem__)
    if counts[rarer] == counts[other]:
        return PositiveClass(None, "no name says which is unwanted, and neither is rarer")
    return PositiveClass(rarer, "it is the rarer class")


def _named(counts: Mapping[str, int], named: str) -> str:
    if len(counts) != 2:
        raise InputError(
            f"found {len(counts)} classes; expected two, one of them the positive class {named!r}"
        )
    matches = [label for label in counts if plain_label(label) == plain_label(named)]
    exact = [label for label in matches if label == named]
    if len(exact or matches) != 1:
        raise InputError(
            f"found the classes {', '.join(map(repr, counts))}; expected one of them as the "
            f"positive class, found {named!r}; --labels OLD={named} renames one"
        )
    return (exact or matches)[0]
