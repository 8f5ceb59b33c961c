"""Usual names of classes: such values are labels, whatever their column is called."""

import re
from collections.abc import Collection

from train.unwanted import is_unwanted, plain_label

_NAMES = frozenset(re.findall(
    r"\w+",
    "ham legit legitimate genuine real benign safe clean normal neutral mixed none other unknown "
    "true false favor favour against support supports deny refute refutes refuted discuss "
    "unrelated agree disagree entailment contradiction irony ironic "
    "anger angry joy happy happiness sad sadness fear scared disgust surprise surprised love "
    "bullish bearish recommended good bad "
    "спам позитив негатив нейтрально 正面 负面 中性 积极 消极 垃圾 正常",
))  # fmt: skip
_STARTS = re.compile(
    r"(?:(?:very|strongly|extremely|slightly) )?(?:posit|negat|neutr|netral)|(?:pos|neg|neu)$"
)
_HEDGE = re.compile(r"(?:half|mostly|barely|partly) (?=true$|false$)")
_DENIAL = re.compile(r"(?:not |non ?|no |anti )(?=\w{3})")
_KIND = re.compile(r" (?:e?mails?|sms|messages?|news|texts?|speech)$")
_FLAGS = frozenset({"true", "false", "none", "other", "unknown"})
"""Names that are also those of columns that say yes or no: these alone do not make labels."""
MOST_CLASSES = 12


def are_class_names(values: Collection[str]) -> bool:
    """Return whether at least half of a few distinct values are usual names of classes.

    Numbers, yes and no are in too many columns that are no labels. So are unwanted things without
    one that is not: `attack`, `fire`, `threat` are what texts are about.

    >>> are_class_names({"ham", "spam"}), are_class_names({"Against", "Favor", "None"})
    (True, True)
    >>> are_class_names({"True", "False"}), are_class_names({"article", "video", "blog"})
    (False, False)
    """
    distinct = {plain_label(value) for value in values}
    known = set(filter(is_class_name, distinct))
    is_contrast = known == distinct or not all(map(is_unwanted, known))
    half = bool(known - _FLAGS) and 2 * len(known) >= len(distinct)
    return 1 < len(distinct) <= MOST_CLASSES and half and is_contrast


def is_class_name(label: str) -> bool:
    """Return whether a label is a usual name of a class, or denies one.

    >>> [is_class_name(name) for name in ("ham", "not spam", "Half-True", "Positiv", "enron")]
    [True, True, True, True, False]
    """
    plain = plain_label(label)
    name = _KIND.sub("", _HEDGE.sub("", _DENIAL.sub("", plain, count=1)))
    return name in _NAMES or is_unwanted(name) or _STARTS.match(name) is not None
