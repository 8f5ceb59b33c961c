"""Functions as authors write them that reach attributes by their strings, or of other objects."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np


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


def ending(text: str) -> str:
    return text + str(ending.mark)  # type: ignore[attr-defined]


ending.mark = "."  # type: ignore[attr-defined]


class Score:
    high, low = "high", "low"

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"Score({self.text[:3]!r}, {self.low})"


def scored(text: str) -> str:
    return f"{Score(text)!r} {'{0.text}'.format(Score(text))}"  # noqa: UP030, UP032


FUNCTIONS: list[Callable[[str], Any]] = [
    *(dispatched, nested, found, private, flagged, ending, scored),
]
