"""Functions as authors write them whose classes are derived from Python's own."""

import enum
import functools
import json
import re
import string
from abc import ABC, abstractmethod
from collections import UserList
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, ClassVar, Final, Generic, TypeVar

import numpy as np
from sklearn.base import BaseEstimator

T = TypeVar("T")
STOP: Final[set[str]] = {"the", "a"}


class Visible(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts += [tag, *(value or "" for _, value in attrs)]


def visible(text: str) -> str:
    parser = Visible()
    parser.feed(text)
    parser.close()
    return " ".join(parser.parts)


class Percent(string.Template):
    delimiter = "%"


def percent(text: str) -> str:
    return Percent("%text end").safe_substitute(text=text)


class Empty(string.Formatter):
    def get_value(self, key: Any, args: Any, kwargs: Any) -> Any:
        return kwargs.get(key, "")


def formatted(text: str) -> str:
    return Empty().vformat("{text} {nothing}", (), {"text": text})


class Lenient(json.JSONDecoder):
    def decode(self, s: str, *_: Any) -> Any:
        try:
            return super().decode(s)
        except ValueError:
            return s


def decoded(text: str) -> str:
    return str(json.loads(text, cls=Lenient))


class Lower(UserList[str]):
    def append(self, item: str) -> None:
        super().append(item.lower())


def lower(text: str) -> list[str]:
    found = Lower()
    for word in text.split():
        found.append(word)
    return list(found)


class Kind(enum.Enum):
    WORD = enum.auto()
    NUMBER = enum.auto()
    FIRST, LAST = "first", "last"


class Sign(str, enum.Enum):  # noqa: UP042 - as for Python 3.10
    STAR = "*"
    MARK = "!"


class Case(enum.Flag):
    UPPER = 1
    LOWER = 2


def kinds(text: str) -> list[str]:
    numbers = [1 + word.isdigit() for word in text.split()]
    return [*(Kind(each).name for each in numbers), *(sign.name for sign in Sign if sign in text)]


class Loud(type):
    def __getitem__(cls, text: str) -> str:
        return text.upper()


class Called(metaclass=Loud):
    """Its own class makes it take texts in brackets."""


def called(text: str) -> str:
    return Called[text]


class Box(Generic[T]):
    def __init__(self, value: T) -> None:
        self.value = value

    def changed(self, change: Callable[[T], T]) -> "Box[T]":
        return Box(change(self.value))


def boxed(text: str) -> str:
    return Box[str](text).changed(str.lower).changed(str.strip).value


class Rule(ABC):
    def __init__(self, *words: str) -> None:
        self.words = set(words)
        self.array = BaseEstimator()

    @abstractmethod
    def apply(self, text: str) -> str: ...


class Without(Rule):
    def apply(self, text: str) -> str:
        return " ".join(word for word in text.split() if word not in self.words)


RULES: list[Rule] = [Without("and"), Without("is", "not")]


def ruled(text: str) -> str:
    for rule in RULES:
        text = rule.apply(text)
    return " ".join(word for word in text.split() if word not in STOP)


class Steps:
    def clean_case(self, text: str) -> str:
        return text.lower()

    def clean_ends(self, text: str) -> str:
        return text.strip()

    def whole(self, text: str) -> str:
        return text + "."

    def run(self, text: str) -> str:
        for name in ("case", "ends"):
            text = getattr(self, f"clean_{name}")(text)
        return str(getattr(self, "whole")(text))  # noqa: B009


def dispatched(text: str) -> str:
    return Steps().run(text)


class Outer:
    class Inner:
        ending = "!"

        @staticmethod
        def shout(text: str) -> str:
            return text.upper()

    def run(self, text: str) -> str:
        return self.Inner.shout(text) + self.Inner.ending


def nested(text: str) -> str:
    return Outer().run(text)


@dataclass(frozen=True)
class Settings:
    ending: str = "."
    names: dict[str, str] = field(default_factory=lambda: {"a": "b"})


SETTINGS = Settings("?")


def configured(text: str) -> str:
    return text + SETTINGS.ending + SETTINGS.names["a"]


class Patterns:
    LINK = re.compile(r"https?://\S+")
    parts = [LINK, re.compile("\\d+")]
    both = re.compile("|".join(part.pattern for part in parts))


def found(text: str) -> list[str]:
    return [*Patterns.both.findall(text), *Patterns.LINK.findall(text)]


class Private:
    __marks = ("!", "?")

    def __init__(self, text: str) -> None:
        self.__text = text

    def marks(self) -> str:
        return "".join(char for char in self.__text if char in self.__marks)


PRIVATE = Private("what?!")


def private(text: str) -> str:
    return Private(text).marks() + PRIVATE.marks()


class Flags:
    short: dict[str, str]

    def __init__(self, **flags: Any) -> None:
        for name, value in flags.items():
            setattr(self, name, value)
        self.__dict__.update(flags)

    def upper(self, text: str) -> str:
        return text.upper() if vars(self).get("loud") else text

    def on_free(self) -> str:
        return "cash"

    def fit(self, texts: list[str]) -> "Flags":
        np.array(texts)
        return self


Flags.short = {"u": "you"}
FLAGS = Flags(loud=True)


def flagged(text: str) -> list[str]:
    calls = [getattr(FLAGS, "on_" + word, lambda: "")() for word in text.lower().split()]
    return [*calls, FLAGS.upper(text), FLAGS.short["u"], str(getattr(FLAGS, text[:4], None))]


STEPS: list[Any] = []


def register(kind: Any) -> Any:
    STEPS.append(kind())
    return kind


@register
class Shout:
    def run(self, text: str) -> str:
        return text.upper()

    __call__ = run


def registered(text: str) -> str:
    for step in STEPS:
        text = step(text)
    return text


@functools.singledispatch
def shown(value: Any) -> str:
    return str(value)


@shown.register
def _(value: int) -> str:
    return f"number {value}"


@shown.register(np.ndarray)
def _array(value: Any) -> str:
    return f"array {value}"


def dispatched_by_type(text: str) -> str:
    return shown(text) + shown(len(text))


class Twice:
    def __init__(self, change: Callable[[str], str]) -> None:
        functools.update_wrapper(self, change)
        self.change = change

    def __call__(self, text: str) -> str:
        return self.change(text) * 2


@Twice
def doubled(text: str) -> str:
    return text[:3]


def ending(text: str) -> str:
    return text + str(ending.mark)  # type: ignore[attr-defined]


ending.mark = "."  # type: ignore[attr-defined]


@dataclass
class Token:
    most: ClassVar[int] = 3
    text: str
    kind: str = "word"

    @property
    def start(self) -> str:
        return self.text[: self.most]


def matched(text: str) -> list[str]:
    found = []
    for token in map(Token, text.split()):
        match token:
            case Token(start="the"):
                found.append("article")
            case Token(text, "word"):
                found.append(text)
    return found


class Score:
    high, low = "high", "low"

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"Score({self.text[:3]!r}, {self.low})"


def scored(text: str) -> str:
    return f"{Score(text)!r} {'{0.text}'.format(Score(text))}"  # noqa: UP030, UP032


FUNCTIONS: list[Callable[[str], Any]] = [
    *(visible, percent, formatted, decoded, lower, kinds, called, boxed, ruled, dispatched),
    *(nested, configured, found, private, flagged, registered, dispatched_by_type, doubled, ending),
    *(matched, scored),
]
