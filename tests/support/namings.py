"""The same labelled texts under several names of the classes, and a way to take the names out."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.parity import LABELS, TRAINING

NOISE = [
    ("see you at the prize draw, call me", "spam"),
    ("free entry to the train museum now", "ham"),
    ("sorry, the cash is late again", "spam"),
    ("urgent, call me when you are going home", "ham"),
    ("win at eight then", "ham"),
]
"""Texts that are hard to label, so that the figures depend on which class is protected."""

EASY = [*zip(TRAINING, LABELS, strict=True)]
ROWS = [row for start in range(4) for row in (EASY + NOISE)[start::4]]
UNSEEN = ["free train", "call me at 80001", "zzz", "win cash then", *(text for text, _ in NOISE)]
VARIES = re.compile(
    r"\b[0-9a-f]{64}|[0-9]{8}T[0-9]{6}Z(-[0-9a-f]{12})?|\d+ \w+ \d{4}, \d\d:\d\d UTC| +|-{3,}"
)
"""Digests, times, versions, and the widths of columns."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Names for ham and spam, and the option that says which is the positive class."""

    ham: str
    spam: str
    options: tuple[str, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """The names by what they stand for."""
        return {"ham": self.ham, "spam": self.spam}

    def write(self, name: str, rows: list[tuple[str, str]]) -> Path:
        """Write labelled texts into a directory of this naming; return the file's path."""
        path = Path("-".join((self.ham, self.spam, *self.options)), name)
        path.parent.mkdir(exist_ok=True)
        with path.open("w", newline="", encoding="utf-8") as file:
            rows = [(text, self.names[label]) for text, label in rows]
            csv.writer(file).writerows([("text", "label"), *rows])
        return path

    def without_names(self, output: str) -> str:
        """Return the output with the classes called HAM and SPAM, and without what varies."""
        for label, name in self.names.items():
            output = re.sub(rf"\b{name}\b(?! caught)", label.upper(), output)
        return VARIES.sub(" ", output)


SPAM_AND_HAM = Naming("ham", "spam")
OTHERS = (
    Naming("safe", "phishing"),
    Naming("zebra", "aardvark"),  # the rarer one is positive
    Naming("aardvark", "zebra", ("--positive", "zebra")),
)


def by_name(naming: Naming, document: Any) -> Any:
    """Return a JSON document with HAM and SPAM for the classes, in objects in sorted order."""
    if isinstance(document, dict):
        pairs = ((by_name(naming, key), by_name(naming, document[key])) for key in document)
        return dict(sorted(pairs))
    if isinstance(document, list):
        return [by_name(naming, each) for each in document]
    known = {name: label.upper() for label, name in naming.names.items()}
    return known.get(document, document) if isinstance(document, str) else document
