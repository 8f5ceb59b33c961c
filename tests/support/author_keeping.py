"""Functions as authors write them that keep something of the texts, and some that do not."""

import random
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache

LAST = deque([""], maxlen=2)
NUMBERS = random.Random(1)  # noqa: S311 - no secret
LOCAL = threading.local()

KNOWN: dict[str, str] = {}
RECENT: OrderedDict[str, str] = OrderedDict()


def in_a_cache(text: str) -> str:
    if text in KNOWN:
        return KNOWN[text]
    KNOWN[text] = text.lower()
    return KNOWN[text]


def in_a_cache_of_words(text: str, cache: dict[str, str] = {}) -> str:  # noqa: B006 - the mistake
    try:
        return cache[text]
    except KeyError:
        return cache.setdefault(text, text.lower())


def in_an_ordered_cache(text: str) -> str:
    if text not in RECENT:
        RECENT[text] = text.lower()
    if len(RECENT) > 2:
        RECENT.popitem(last=False)
    return text.lower()


class InItsCache:
    def __init__(self) -> None:
        self.cache: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        if text not in self.cache:
            self.cache[text] = text.lower()
        return self.cache[text]


class InItself:
    def __init__(self) -> None:
        self.last = ""

    def __call__(self, text: str) -> str:
        self.last = text
        return text


class InACopy(InItself):
    def __call__(self, text: str) -> str:
        self.seen = {**getattr(self, "seen", {}), text: 1}
        return text


class InItsClass:
    seen = [""]

    def __call__(self, text: str) -> str:
        self.seen.append(text)
        return text


class Counting:
    number = 0

    def __call__(self, text: str) -> str:
        Counting.number += 1
        return text


class ByClass:
    seen = [""]

    @classmethod
    def clean(cls, text: str) -> str:
        cls.seen = [*cls.seen, text]
        return text


class InADefault:
    def __call__(self, text: str) -> str:
        return self.clean(text)

    @staticmethod
    def clean(text: str, seen: list[str] = []) -> str:  # noqa: B006 - the mistake that is tested
        seen.append(text)
        return text


class Slotted:
    __slots__ = ("last", "unused")


SLOTTED = Slotted()


class Step:
    def transform(self, texts: Iterable[str]) -> list[str]:
        self.last_ = [*texts]
        return self.last_


def in_a_default(text: str, seen: list[str] = []) -> str:  # noqa: B006
    seen.append(text)
    return text


def in_a_keyword(text: str, *, seen: set[str] = set()) -> str:  # noqa: B006
    seen.add(text)
    return text


def in_an_attribute(text: str) -> str:
    in_an_attribute.last = text  # type: ignore[attr-defined]
    return text


def in_a_deque(text: str) -> str:
    LAST.append(text)
    return text


def by_chance(text: str) -> str:
    return text if NUMBERS.random() < 2 else ""


def in_a_thread(text: str) -> str:
    LOCAL.text = text
    return text


def in_a_slot(text: str) -> str:
    SLOTTED.last = text  # type: ignore[attr-defined]
    return text


def in_a_closure() -> Callable[[str], str]:
    seen: list[str] = []

    def clean(text: str) -> str:
        seen.append(text)
        return text

    return clean


class Lazy:
    def __init__(self) -> None:
        self.words: set[str] | None = None

    def __call__(self, text: str) -> str:
        if self.words is None:
            self.words = {"a", "b"}
        return " ".join(word for word in text.split() if word not in self.words | self.more)

    @cached_property
    def more(self) -> set[str]:
        return {"the"}


class Cached:
    @lru_cache(maxsize=None)  # noqa: B019, UP033 - as authors write it
    def stem(self, word: str) -> str:
        return word[:-1]

    @property
    def sign(self) -> str:
        return "-"

    def __call__(self, text: str) -> str:
        return self.sign.join(map(self.stem, text.split()))


class Counted:
    def transform(self, texts: Iterable[str]) -> list[list[int]]:
        self.columns_ = 1
        return [[len(text)] for text in texts]


def anew(text: str) -> str:
    words = ByWord()
    words.add(text)
    return " ".join(words.found)


class ByWord:
    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, text: str) -> None:
        self.found += text.split()
