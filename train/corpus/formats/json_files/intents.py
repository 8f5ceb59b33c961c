"""Read the examples of intents that Rasa keeps as YAML, or as Markdown in older versions."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from train.corpus.columns.judging import PlacedRow, Table
from train.corpus.formats.labelled_lines import PlacedText

YAML = re.compile(r"^[ \t]*- intent:[^\n]*\n[ \t]+examples: *\|", re.MULTILINE)
MARKDOWN = re.compile(r"^## *intent:", re.MULTILINE)
SECTION = re.compile(r"(?:\s*- (intent|synonym|regex|lookup)|## *(\w+)) *: *(.*)")
"""What examples belong to; only those of an intent are texts."""
HEAD = 2**16
TOP = re.compile(r"(?!examples:)[A-Za-z]\w*:")
EXAMPLE = re.compile(r"\s*[-*+]\s+(.*)")
ENTITY = re.compile(r"\[([^\]\n]+)\](?:\([^)\n]*\)|\{[^}\n]*\})")
"""`[Lyon](city)` or `[Lyon]{"entity": "city"}` in a text."""
INTENT = "intent"


class _Section(NamedTuple):
    kind: str
    name: str


def has_intents(content: str) -> bool:
    r"""Return whether a text has intents with their examples.

    >>> has_intents("nlu:\n- intent: greet\n  examples: |\n    - hey\n")
    True
    """
    return (
        YAML.search(content, 0, HEAD) is not None
        or MARKDOWN.match(content[:HEAD].lstrip()) is not None
    )


def read_intents(name: str, lines: Iterable[PlacedText]) -> Table:
    """Return the table of the examples, with the intent of each as its label."""
    return Table(name, ("label", "text"), _rows(lines))


def _rows(lines: Iterable[PlacedText]) -> Iterator[PlacedRow]:
    section = _Section("", "")
    for where, line in lines:
        found = SECTION.fullmatch(line)
        if found:
            section = _Section(found[1] or found[2], found[3].strip(" \"'"))
        elif TOP.match(line):
            section = _Section("", "")
        elif section.kind == INTENT and (example := EXAMPLE.fullmatch(line)):
            yield PlacedRow(where, {"label": section.name, "text": plain_example(example[1])})


def plain_example(text: str) -> str:
    """Return an example as a user would write it.

    >>> plain_example('a lamp for [Lyon](city) and [NY]{"entity": "city", "value": "New York"}')
    'a lamp for Lyon and NY'
    """
    return ENTITY.sub(r"\1", text).strip()
