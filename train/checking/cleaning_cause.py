"""Find the cleaning of texts that an author's code does before the vectorizer: by trying."""

import shlex
from collections.abc import Iterator, Sequence

from train.checking.cleanings import CLEANINGS, RECIPES, cleaner
from train.checking.comparison import Check, difference
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
