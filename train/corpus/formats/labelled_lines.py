"""Read lines that hold their own labels: fastText, questions of TREC, trees of a treebank."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from train.corpus.columns.judging import PlacedRow, Row, Table

FAST_TEXT = "__label__"
FAST_TEXT_LABEL = re.compile(r"(?<!\S)__label__(\S*)\s?")
LABELLED = re.compile(r"__label__\S.*|.*\s__label__\S+")
TREC = re.compile(r"([A-Z]+:[A-Za-z]+) (.*)")
"""A question with its coarse and its fine class: `DESC:manner How did it end ?`."""
TREE = re.compile(r"\((\d) .*\)")
LEAF = re.compile(r"\(\d ([^()\s]+)\)")
"""A tree of the Stanford Sentiment Treebank and its words: `(3 (2 It) (4 works))`."""
BRACKETS = {"-LRB-": "(", "-RRB-": ")"}
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
    >>> has_labels("(3 (2 It) (4 works))\n(1 (2 No) (1 lamp))"), has_labels("(1 of 2)\n(2 of 2)")
    (True, False)
    """
    if content.startswith(FAST_TEXT):
        return True
    lines = [line.strip() for line in islice(content.split("\n", MOST_LINES), MOST_LINES)]
    lines = [line for line in lines if line]
    if len(lines) < 2:
        return False
    forms = (LABELLED, TREC, TREE)
    return any(all(map(form.fullmatch, lines)) for form in forms) and not _has_bare(lines)


def _has_bare(lines: Sequence[str]) -> bool:
    """Return whether lines are in brackets, but hold something else than trees."""
    in_brackets = [line for line in lines if TREE.fullmatch(line)]
    return any(re.sub(r"\(\d | |\)", "", LEAF.sub("", line)) for line in in_brackets)


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
    >>> _split("(3 (2 It) (4 works))")
    {'label': '3', 'text': 'It works'}
    """
    labels = FAST_TEXT_LABEL.findall(line)
    question = TREC.fullmatch(line)
    if question and not labels:
        return {"label": question[1], "text": question[2]}
    tree = TREE.fullmatch(line)
    if tree and not labels:
        words = LEAF.findall(line)
        return {"label": tree[1], "text": " ".join(BRACKETS.get(word, word) for word in words)}
    text = FAST_TEXT_LABEL.sub("", line).rstrip()
    return {"label": labels if len(labels) > 1 else next(iter(labels), None), "text": text}
