"""The input of a form from the forms within it. Standard library only, see `scoring.artifact`."""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add

from chalicelib.scoring.artifact import LARGEST_NUMBER
from chalicelib.scoring.kinds.form import MAX_FORMS, Form, FormReader, Outcome

TAKES = ("decision", "probabilities", "label")


def columns_of(outcome: Outcome, take: str) -> list[float]:
    """Return the input of a form from another: a number for each class, or one if there are two.

    With two classes the decision is the second score minus the first, and the probability is that
    of the second. A label is its number, from 0. Nothing is beyond 1e50, so that no form that uses
    the columns overflows.

    >>> columns_of(Outcome((0.0, -3.0), (0.75, 0.25)), "probabilities")
    [0.25]
    """
    scores, probabilities = outcome
    if take == "label":
        return [float(label_of(scores))]
    if take == "decision":
        columns = [scores[1] - scores[0]] if len(scores) == 2 else [*scores]
    else:
        columns = [*(probabilities or ())]  # `read_member` refuses a form that has none
        columns = columns[1:] if len(columns) == 2 else columns
    return [max(-LARGEST_NUMBER, min(LARGEST_NUMBER, column)) for column in columns]


def label_of(scores: Sequence[float]) -> int:
    """Return the number of the class that wins: the highest score, and of equal ones the first."""
    return scores.index(max(scores))


def added(values: Iterable[float]) -> float:
    """Add numbers one after the other, as numpy does.

    From Python 3.12 on `sum` is more exact, and so can decide a tie that scikit-learn has.

    >>> added([0.1, 0.2, 0.3]) > added([0.3, 0.3])
    True
    """
    return reduce(add, values, 0.0)


def read_member(reader: FormReader, name: str, value: object, take: str, classes: int) -> Form:
    """Read a form within another; refuse it if it lacks the input that the other needs."""
    form = reader.child(name, value, classes)
    scores, probabilities = form.outcome({})
    if take == "probabilities" and probabilities is None:
        reader.fail(f"form {name!r} has no probabilities; expected some, because they are taken")
    if {len(scores), classes if probabilities is None else len(probabilities)} != {classes}:
        reader.fail(f"form {name!r} has {len(scores)} scores; expected one for each class")
    return form


def read_members(reader: FormReader, take: str, low: int, high: int = MAX_FORMS) -> list[Form]:
    """Read the field `members`: `low` to `high` forms of two classes each."""
    values = reader.record.items("members", low, high)
    return [read_member(reader, str(number), value, take, 2) for number, value in enumerate(values)]


def read_places(reader: FormReader, name: str) -> Sequence[int]:
    """Take a tensor of class numbers, each once; without it, a form has all classes of another."""
    if not reader.has(name):
        return range(reader.classes)
    places = reader.integers(name, reader.length(name), low=0, high=reader.classes - 1)
    if not places or len({*places}) < len(places):
        reader.fail(f"{name} must hold 1 class number or more, each once")
    return places
