"""Classes as authors write them whose objects are more than their attributes."""

import enum
from collections import UserDict

ABBREVIATIONS = {"u": "you"}


class Upper(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return key.upper()


class Word(str):
    __slots__ = ()

    def loud(self) -> str:
        return self.upper()


class Words(list[str]):
    def __init__(self, *words: str) -> None:
        super().__init__(words)
        self.number = len(words)


class Point:
    __slots__ = ("place", "text")

    def __init__(self, place: int) -> None:
        self.place = place

    def __str__(self) -> str:
        return f"Point({self.place})"


class Lookup(UserDict[str, int]):
    def __missing__(self, key: str) -> int:
        return len(key)


class Restored:
    def __init__(self, words: list[str]) -> None:
        self.words = words

    def __getstate__(self) -> object:
        return "no attributes"

    def __str__(self) -> str:
        return f"Restored({self.words})"


class Steps:
    def __init__(self) -> None:
        self.steps = [self.lower, self.strip]

    def lower(self, text: str) -> str:
        return text.lower()

    def strip(self, text: str) -> str:
        return text.strip()

    def __call__(self, text: str) -> str:
        for step in self.steps:
            text = step(text)
        return text


class Names(enum.Enum):
    VIAGRA = "pills"


class Changes:
    words = ("free", "prize")

    def __init__(self) -> None:
        self.more = [{"cash"}]

    def on_winner(self, text: str) -> str:
        return text if text == "claim" else Names.VIAGRA.value

    def __call__(self, text: str, ending: str = "now") -> str:
        return ABBREVIATIONS.get(text, text) + ending
