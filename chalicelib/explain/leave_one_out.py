"""Weigh each word by leaving it out: the margin with it minus the margin without it.

This works for any model, whatever is between the text and the scores. The weights do not add up to
the margin: words may matter only together, or one may make up for another. A space takes the
place of a word, so that its neighbours do not become one word.

Equal words, whatever their case, are left out together and divide the change equally, because one
"free" hides that the other is gone. If there are more than `MAX_SCORINGS` different words, as many
runs of neighbouring words are left out instead, and each run divides its change equally. A word
without which a function of the model's author fails counts as one that changes nothing. So a text
is scored at most `MAX_SCORINGS` + 4 times. Standard library only, see
`chalicelib.scoring.artifact`.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from chalicelib.errors import FunctionError
from chalicelib.explain.display_words import display_words
from chalicelib.explain.explanation import LEAVE_ONE_OUT, Evidence, Explanation
from chalicelib.scoring.sides import sides_of

if TYPE_CHECKING:
    from chalicelib.scoring.protocols import ScoringModel

MAX_SCORINGS = 100

Span = tuple[int, int]
"""Start and end of a word, in code points."""


def explain_by_leaving_out(model: "ScoringModel", text: str) -> Explanation:
    """Explain the label that a model of any kind gives to a text."""
    manifest, classes, scores = model.manifest, model.manifest.classes, model.scores(text)
    label, probabilities = model.classify(text)
    sides = sides_of(scores, manifest.positive == classes[0], manifest.several)
    whole = sides.margin(scores)

    def margin(left: str) -> float:
        try:
            return sides.margin(model.scores(left))
        except FunctionError:  # a function of the model's author may need some word
            return whole

    named = label if isinstance(label, str) else classes[sides.plus]
    return Explanation(
        label=label,
        probability=None if probabilities is None else probabilities[classes.index(named)],
        scores=dict(zip(classes, scores, strict=True)),
        favours=classes[sides.plus],
        method=LEAVE_ONE_OUT,
        intercept=margin(""),
        evidence=leave_each_out(text, margin),
    )


def leave_each_out(text: str, margin: Callable[[str], float]) -> tuple[Evidence, ...]:
    """Return the display words of a text with their weights; `margin` scores a text.

    >>> for word in leave_each_out("Free, free!", lambda text: 3.0 * ("free" in text.lower())):
    ...     word.text, word.weight
    ('Free', 1.5)
    (',', 0.0)
    ('free', 1.5)
    ('!', 0.0)
    """
    spans, whole = display_words(text), margin(text)
    weights = [0.0] * len(spans)
    for numbers in _left_out_together(text, spans):
        change = whole - margin(_without(text, [spans[number] for number in numbers]))
        for number in numbers:
            weights[number] = change / len(numbers)
    return tuple(
        Evidence(text[start:end], start, end, weight)
        for (start, end), weight in zip(spans, weights, strict=True)
    )


def _left_out_together(text: str, spans: Sequence[Span]) -> Iterable[Sequence[int]]:
    """Return the numbers of the words that are left out at a time."""
    alike: dict[str, list[int]] = {}
    for number, (start, end) in enumerate(spans):
        alike.setdefault(text[start:end].casefold(), []).append(number)
    if len(alike) <= MAX_SCORINGS:
        return alike.values()
    # 250 words in 100 runs: the words 0 and 1, 2 to 4, 5 and 6, and so on.
    bounds = [len(spans) * run // MAX_SCORINGS for run in range(MAX_SCORINGS + 1)]
    return [range(first, last) for first, last in pairwise(bounds)]


def _without(text: str, spans: Iterable[Span]) -> str:
    """Return the text with a space in the place of each span.

    >>> _without("win a prize", [(0, 3), (6, 11)])
    '  a  '
    """
    parts: list[str] = []
    done = 0
    for start, end in spans:
        parts += (text[done:start], " ")
        done = end
    return "".join([*parts, text[done:]])
