"""Functions as authors write them whose classes are derived from Python's own."""

import enum
import json
import string
from abc import ABC, abstractmethod
from collections import UserList
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any, Final, Generic, TypeVar

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


FUNCTIONS: list[Callable[[str], Any]] = [
    *(visible, percent, formatted, decoded, lower, kinds, called, boxed, ruled),
]
