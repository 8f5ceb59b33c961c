"""Messages, help texts and docstrings are in plain English, as the documents are."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulation.servers import ROOT

LOST_HABITS = re.compile(
    r"\bwhoever\b|\bbeside\b|\bgoes on\b|\botherwise than\b"
    r"|\btakes? (?:it|them|these) away\b|\bput (?:it|that) right\b",
    re.I,
)
"""Phrases that a native writer would not use here, in the strings of the code."""


def strings(source: str) -> Iterator[str]:
    """Yield the string constants of a module, with the parts of its f-strings.

    >>> list(strings('raise ValueError(f"found {1}; expected 2")'))
    ['found ', '; expected 2']
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize(
    "package", ["chalicelib", "deploy", "train/cli", "train/learning", "train/registry"]
)
def test_strings_of_the_code_are_in_plain_english(package: str) -> None:
    found = {
        (path.relative_to(ROOT).as_posix(), habit)
        for path in Path(ROOT / package).rglob("*.py")
        for text in strings(path.read_text("utf-8"))
        for habit in LOST_HABITS.findall(text)
    }
    assert found == set()
