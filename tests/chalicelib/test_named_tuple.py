"""Named tuples that behave as those of `typing`, which take longer to make."""

import copy
import pickle
import typing

import pytest

from chalicelib import named_tuple


class Theirs(typing.NamedTuple):
    """A named tuple of `typing`."""

    label: str
    score: float
    rule: str | None = None


class Ours(named_tuple.NamedTuple):
    """The same of this project."""

    label: str
    score: float
    rule: str | None = None


class Below(Ours):
    """A class below one of the classes, with a method of its own."""

    def doubled(self) -> float:
        """Return twice the score."""
        return self.score * 2


BOTH = pytest.mark.parametrize("kind", [Ours, Theirs])


@BOTH
def test_elements_come_by_position_by_name_or_by_default(kind: type[Theirs]) -> None:
    assert kind("spam", 0.5) == ("spam", 0.5, None)
    assert kind("spam", rule="list", score=0.5) == ("spam", 0.5, "list")
    found = kind("spam", 0.5, "list")
    assert (found.label, found.score, found.rule) == ("spam", 0.5, "list")


@pytest.mark.parametrize(
    ("elements", "named"),
    [
        pytest.param((), {}, id="all missing"),
        pytest.param(("spam",), {}, id="one missing"),
        pytest.param(("spam",), {"rule": "list"}, id="another missing"),
        pytest.param(("spam", 0.5, None, None), {}, id="too many"),
        pytest.param(("spam", 0.5), {"label": "ham"}, id="given twice"),
        pytest.param(("spam", 0.5), {"colour": "red"}, id="unknown"),
    ],
)
@BOTH
def test_wrong_elements_are_refused(
    kind: typing.Any, elements: tuple[object, ...], named: dict[str, object]
) -> None:
    with pytest.raises(TypeError):
        kind(*elements, **named)


@BOTH
def test_the_public_methods_of_named_tuples_are_there(kind: type[Theirs]) -> None:
    found = kind("spam", 0.5)
    assert found._fields == ("label", "score", "rule")
    assert found._replace(score=1.0) == kind("spam", 1.0)
    assert found._asdict() == {"label": "spam", "score": 0.5, "rule": None}
    assert repr(found) == f"{kind.__name__}(label='spam', score=0.5, rule=None)"
    assert kind._field_defaults == {"rule": None}


@pytest.mark.parametrize("found", [Ours("spam", 0.5), Below("spam", 0.5)])
def test_copies_are_of_the_same_class(found: Ours) -> None:
    for each in (copy.copy(found), pickle.loads(pickle.dumps(found))):  # noqa: S301 - our own
        assert (each, type(each)) == (found, type(found))


def test_elements_cannot_be_set_and_no_others_are_kept() -> None:
    found: typing.Any = Ours("spam", 0.5)
    for name in ("label", "colour"):
        with pytest.raises(AttributeError):
            setattr(found, name, "ham")


def test_a_class_below_has_the_same_elements() -> None:
    assert Below("spam", 0.5).doubled() == 1.0
    assert Below("spam", score=0.5) == Ours("spam", 0.5)


def test_patterns_match_elements_by_position() -> None:
    match Ours("spam", 0.5):
        case Ours(label, score):
            assert (label, score) == ("spam", 0.5)


def test_annotations_may_be_computed_late_as_in_python_3_14() -> None:
    maker: typing.Any = type(Ours)
    late = maker("Late", (Ours.__base__,), {"__annotate_func__": lambda _: {"size": int}})
    assert late(size=3) == (3,)
