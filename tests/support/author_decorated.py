"""Functions as authors write them that use decorated classes and functions."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np


@dataclass(frozen=True)
class Settings:
    ending: str = "."
    names: dict[str, str] = field(default_factory=lambda: {"a": "b"})


SETTINGS = Settings("?")


def configured(text: str) -> str:
    return text + SETTINGS.ending + SETTINGS.names["a"]


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


FUNCTIONS: list[Callable[[str], Any]] = [
    *(configured, registered, dispatched_by_type, doubled, matched),
]
