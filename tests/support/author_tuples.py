"""Functions as authors write them that use classes of named tuples."""

from collections import namedtuple
from typing import Any, NamedTuple

Token = namedtuple("Token", "word kind", defaults=["w"])
Renamed = namedtuple("Renamed", "word class", rename=True)
Called = NamedTuple("Called", [("word", str), ("kind", str)])  # noqa: UP014


class Fields(NamedTuple):
    """Fields only."""

    word: str
    kind: str = "w"


class Methods(NamedTuple):
    word: str
    kind: str = "w"
    most = 3  # type: ignore[misc]

    def joined(self) -> str:
        return self.word[: self.most] + self.kind


class Derived(namedtuple("Derived", "word kind")):
    __slots__ = ()

    def joined(self) -> str:
        return f"{self.word}/{self.kind}"


class Annotated:
    words: set[str] = {"a", "b"}
    missing: str

    def __call__(self, text: str) -> list[str]:
        return [word for word in text.split() if word not in self.words]


TOKENS: list[Any] = [Token("one"), Fields("two", "n")]


def of_fields(text: str) -> list[str]:
    found = [Token(word) for word in text.split()]
    return [each.word + each.kind + Fields(each.word)._replace(kind="v").kind for each in found]


def of_calls(text: str) -> list[str]:
    return [Called(word, "c").kind + Renamed(word, 1)[0] for word in text.split()]


def of_methods(text: str) -> list[str]:
    return [Methods(word, "m").joined() + Derived(word, "d").joined() for word in text.split()]  # type: ignore[call-arg]


def of_values(text: str) -> list[str]:
    return [text, *(token.word for token in TOKENS)]
