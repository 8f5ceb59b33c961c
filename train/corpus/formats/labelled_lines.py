"""Read lines that hold their own labels: those of fastText, and the questions of TREC."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from train.corpus.columns.judging import PlacedRow, Row, Table

FAST_TEXT = "__label__"
FAST_TEXT_LABEL = re.compile(r"(?<!\S)__label__(\S*)\s?")
LABELLED = re.compile(r"__label__\S.*|.*\s__label__\S+")
TREC = re.compile(r"([A-Z]+:[A-Za-z]+) (.*)")
"""A question with its coarse and its fine class: `DESC:manner How did it end ?`."""
MOST_LINES = 20


class PlacedText(NamedTuple):
    """A text without a label, and where it is, for messages."""

    where: str
    text: str


def has_labels(content: str) -> bool:
    r"""Return whether each of the first lines has a label of fastText, or all have one of TREC.

    >>> has_labels("__label__ham see you"), has_labels("see you __label__ham\nwin __label__spam")
    (True, True)
    >>> has_labels("HUM:ind Who ?\nLOC:city Where ?"), has_labels("NOTE:this is a text\nanother")
    (True, False)
    """
    if content.startswith(FAST_TEXT):
        return True
    lines = [line.strip() for line in islice(content.split("\n", MOST_LINES), MOST_LINES)]
    lines = [line for line in lines if line]
    in_all = len(lines) > 1 and all(map(LABELLED.fullmatch, lines))
    return in_all or (len(lines) > 1 and all(map(TREC.fullmatch, lines)))


def labelled_lines(name: str, lines: Iterable[PlacedText]) -> Table:
    """Return the table in lines that hold their labels."""
    rows = (PlacedRow(where, _split(text)) for where, text in lines)
    return Table(name, ("label", "text"), rows)


def _split(line: str) -> Row:
    """Return the label and the text of a line; a list of several labels is refused later.

    >>> _split("__label__ham see you"), _split("see you __label__ham")["text"]
    ({'label': 'ham', 'text': 'see you'}, 'see you')
    >>> _split("__label__ham __label__en see you")["label"], _split("HUM:ind Who ?")
    (['ham', 'en'], {'label': 'HUM:ind', 'text': 'Who ?'})
    """
    labels = FAST_TEXT_LABEL.findall(line)
    question = TREC.fullmatch(line)
    if question and not labels:
        return {"label": question[1], "text": question[2]}
    text = FAST_TEXT_LABEL.sub("", line).rstrip()
    return {"label": labels if len(labels) > 1 else next(iter(labels), None), "text": text}
