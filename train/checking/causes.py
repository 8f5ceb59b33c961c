"""Find the likely cause if a model gives other labels than its author's code: by trying."""

import json
import math
import shlex
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from train.checking.cleanings import CLEANINGS, RECIPES, cleaner
from train.checking.comparison import Classify, difference
from train.checking.raw_texts import RawText

Steps = tuple[str, ...]

MOST_ROUNDS = 4
BEAM = 2
"""How many of the best combinations get one more step in each round."""
TRIED_TEXTS = 120
"""How many texts show whether a combination helps; one that helps is tried on all."""
MOST_WAYS = 3
LEAST_TEXTS = 3
"""How many texts must differ before a way to clean them is named."""


class Check(NamedTuple):
    """Everything that a cause is sought in.

    `classify` is what is served, `plain` the same with scikit-learn's own threshold. `own` returns
    what scikit-learn's own objects predict for texts, or None if they cannot. `given` are the steps
    of `--clean`: what is tried comes before them. `ties` are what
    `train.export.warnings` says.
    """

    texts: Sequence[RawText]
    classify: Classify
    plain: Classify
    classes: tuple[str, ...]
    positive: str | None
    own: Callable[[Sequence[str]], list[str] | None]
    given: tuple[str, ...] = ()
    several: bool = False
    ties: Sequence[str] = ()


def likely_cause(check: Check) -> str:
    """Return what explains all differences, or what was tried."""
    check = check._replace(classify=cache(check.classify))
    own = own_cause(check)
    if own is not None and own.at_fault:
        return own.message
    agree = all(text.label == check.classify(text.text).label for text in check.texts)
    if check.ties and agree:
        return f"all labels agree, and only probabilities differ: {check.ties[0]}"
    names = names_cause(check)
    if names is not None:
        return names
    tried = (cleaning_cause(check), None if agree else threshold_cause(check))
    cause = "; or ".join(each for each in tried if each is not None) or (
        "no cause that was tried explains it: other label names, cleaning (case, punctuation, "
        "digits, links, stop words, stems, ...), a threshold; compare what your code passes to "
        "the vectorizer with the raw texts: --clean FILE.py:FUNCTION adds your own "
        "cleaning, --dense a toarray() before XGBoost"
    )
    cause = f"all labels agree, and only probabilities differ: {cause}" if agree else cause
    return cause if own is None else f"{own.message}; {cause}"


class OwnCause(NamedTuple):
    """What scikit-learn's own predictions say, and whether the export is at fault."""

    message: str
    at_fault: bool


def own_cause(check: Check) -> OwnCause | None:
    """Compare the export with scikit-learn's own predictions; None if there are none."""
    texts = [text.text for text in check.texts]
    own = check.own(texts)
    if own is None:
        return None
    found = [check.plain(text).label for text in texts]
    wrong = sum(one != other for one, other in zip(own, found, strict=True))
    if wrong:
        fault = "the export is at fault, please report it with the files"
        return OwnCause(
            f"scikit-learn's own objects give other labels than the export to {wrong:,} texts: "
            f"{check.ties[0] if check.ties else fault}",
            at_fault=True,
        )
    return OwnCause(
        "scikit-learn's own objects give the model's labels to these texts, so your code does "
        "something before or after them",
        at_fault=False,
    )


def names_cause(check: Check) -> str | None:
    """Return other names of the labels, if the labels agree under them."""
    pairs = {(text.label, check.classify(text.text).label) for text in check.texts}
    names = dict(pairs)
    one_to_one = len(names) == len(pairs) == len(set(names.values()))
    if check.several or not one_to_one or set(names) & set(check.classes):
        return None
    to_model = ",".join(f"{theirs}={ours}" for theirs, ours in sorted(names.items()))
    to_texts = ",".join(f"{ours}={theirs}" for theirs, ours in sorted(names.items()))
    return (
        f"the labels have other names: with {to_model} all agree; give export the fitted "
        f"LabelEncoder as a further file, or add --labels {to_texts} to serve the names of your "
        f"code, or --labels {to_model} to serve the model's own"
    )


def cleaning_cause(check: Check) -> str | None:
    """Return the ways to clean texts under which everything agrees, the simplest first.

    If only a few texts differ, many ways explain them, and the simplest is rarely the author's.
    """
    found = _cleanings(check)
    differ = _wrong(check, (), check.texts)
    if found and differ < LEAST_TEXTS:
        return (
            f"your code may clean texts before the vectorizer: {differ} "
            f"{'text that differs does' if differ == 1 else 'texts that differ do'} not show how; "
            "check a few hundred texts, or name your function, --clean FILE.py:FUNCTION"
        )
    ways = [f"with --clean {shlex.join([*steps, *check.given])}" for steps in found]
    if not ways:
        return None
    more = "; a check on more texts shows which" if len(ways) > 1 else ""
    return f"your code cleans texts before the vectorizer: all agree {' or '.join(ways)}{more}"


def _cleanings(check: Check) -> list[Steps]:
    """Try single steps and common combinations, then more steps upon the best of them."""
    sample = _sample(check)
    tried = {steps: _wrong(check, steps, sample) for steps in (*_longer(()), *RECIPES)}
    for _ in range(MOST_ROUNDS):
        right = [steps for steps, wrong in tried.items() if wrong == 0]
        right = [steps for steps in right if _wrong(check, steps, check.texts) == 0]
        if right:
            return _simplest(right)
        best = sorted(tried, key=lambda steps: (tried[steps], len(steps)))[:BEAM]
        more = dict.fromkeys(longer for steps in best for longer in _longer(steps))
        tried |= {steps: _wrong(check, steps, sample) for steps in more if steps not in tried}
    return []


def _simplest(right: Sequence[Steps]) -> list[Steps]:
    """Return the combinations of fewest steps, and the simplest common one, which is likelier."""
    ordered = sorted(right, key=lambda steps: (len(steps), [*map(_place, steps)]))
    common = [steps for steps in ordered if steps in RECIPES]
    shown = ordered[:MOST_WAYS]
    return shown if set(common) & set(shown) else [*shown[: MOST_WAYS - 1], *common[:1]]


def _place(step: str) -> int:
    return CLEANINGS.index(step) if step in CLEANINGS else len(CLEANINGS)


def _longer(steps: Steps) -> Iterator[Steps]:
    """Yield the steps with one more, in the order in which cleanings are usually done."""
    for step in CLEANINGS:
        if step not in steps:
            yield tuple(sorted((*steps, step), key=_place))


def _sample(check: Check) -> list[RawText]:
    """Return texts that differ and texts that agree, at most half of each if there are many."""
    differ: list[RawText] = []
    agree: list[RawText] = []
    for text in check.texts:
        wrong = difference(text, check.classify(text.text), check.classes) is not None
        (differ if wrong else agree).append(text)
    kept = differ[: max(TRIED_TEXTS // 2, TRIED_TEXTS - len(agree))]
    return kept + agree[: TRIED_TEXTS - len(kept)]


def _wrong(check: Check, steps: Sequence[str], texts: Sequence[RawText]) -> int:
    clean = cleaner(steps)
    found = (difference(t, check.classify(clean(t.text)), check.classes) for t in texts)
    return sum(each is not None for each in found)


def threshold_cause(check: Check) -> str | None:
    """Return the range of a threshold under which the labels agree."""
    if check.several:
        return _several_threshold(check)
    if len(check.classes) != 2:
        return None
    positive = check.positive or check.classes[1]
    at = check.classes.index(positive)
    lowest, highest = 1.0, 0.0
    for text in check.texts:
        probabilities = check.classify(text.text).probabilities
        if probabilities is None:
            return _margin_cause(check)
        if text.label == positive:
            lowest = min(lowest, probabilities[at])
        else:
            highest = max(highest, probabilities[at])
    if not 0.0 < highest < lowest < 1.0:
        return None
    middle = float(f"{(highest + lowest) / 2:.6g}")
    return (
        f"your code decides by a threshold of its own: with --threshold {middle} (from "
        f"{highest:.6g} to {lowest:.6g}) for {positive} all labels agree"
    )


def _margin_cause(check: Check) -> str | None:
    """Return the range of a cut of the decision function under which the labels agree."""
    lowest, highest = math.inf, -math.inf
    for text in check.texts:
        margin = check.classify(text.text).margin
        if margin is None:
            return None
        if text.label == check.classes[1]:
            lowest = min(lowest, margin)
        else:
            highest = max(highest, margin)
    if not -math.inf < highest < lowest < math.inf:
        return None
    middle = f"{(highest + lowest) / 2:.6g}"
    return (
        f"your code cuts decision_function at a number of its own, from {highest:.6g} to "
        f"{lowest:.6g}: export FixedThresholdClassifier(FrozenEstimator(classifier), "
        f"threshold={middle}, response_method='decision_function') of scikit-learn in its place"
    )


def _several_threshold(check: Check) -> str | None:
    """Return the range of a threshold above which a text has each of several labels."""
    lowest, highest = 1.0, 0.0
    for text in check.texts:
        theirs = set(json.loads(text.label))
        probabilities = check.classify(text.text).probabilities or ()
        for name, probability in zip(check.classes, probabilities, strict=False):
            if name in theirs:
                lowest = min(lowest, probability)
            else:
                highest = max(highest, probability)
    if not 0.0 < highest < lowest < 1.0:
        return None
    return (
        "your code gives a text each label above a threshold of its own, from "
        f"{highest:.6g} to {lowest:.6g}: the service gives the labels of predict, and callers "
        "can compare the probabilities of ?probabilities=1 themselves"
    )
