r"""Make texts that provoke a regular expression to backtrack.

A pattern takes long if its repetitions can share a text's characters in many ways, and the end of
the text fits none of them. `(?:\w+)+@` tries every way to divide a run of letters, and even `\w+@`
tries every start of the run. So each text is the beginning of what the pattern matches, a piece of
it many times, and an end that it does not match. The pieces come from Python's own parser.
"""

import re
import string
from collections.abc import Iterator
from importlib import import_module
from itertools import islice, product
from typing import Any, NamedTuple

MAX_CHOICES = 6
"""How many strings stand for what a part of a pattern matches."""
MAX_PAIRED = 8
"""How many characters are also repeated in pairs."""
MAX_PAIRS = 400
"""How many pairs of a beginning and a piece are tried, evenly spread, for a large pattern."""
MAX_PIECE_CHARACTERS = 1_000

_parser: Any = import_module("re._parser")
_MORE_CHARACTERS = "\n\t\0\u00e9\u00df\u0130\u0301\u0663\u2003\u4f60\U0001f389"
_CATEGORIES = {
    "CATEGORY_DIGIT": re.compile(r"\d"),
    "CATEGORY_NOT_DIGIT": re.compile(r"\D"),
    "CATEGORY_SPACE": re.compile(r"\s"),
    "CATEGORY_NOT_SPACE": re.compile(r"\S"),
    "CATEGORY_WORD": re.compile(r"\w"),
    "CATEGORY_NOT_WORD": re.compile(r"\W"),
}
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_SINGLE = ("LITERAL", "NOT_LITERAL", "ANY", "IN")

Node = tuple[Any, Any]


class ProvokingText(NamedTuple):
    """A text of any length: the beginning, a piece that is repeated, and the end."""

    beginning: str
    piece: str
    end: str


def has_repetition(pattern: str) -> bool:
    r"""Return whether a part of the pattern may repeat; without one, no text takes long.

    >>> has_repetition(r"\d"), has_repetition(r"(?:a|b\s*)")
    (False, True)
    """
    return any(str(op) in _REPEATS for op, _ in _walk(_parser.parse(pattern)))


def provoking_texts(pattern: str) -> list[ProvokingText]:
    r"""Return texts on which the pattern would take long, if it can.

    >>> ProvokingText("<", "a", "") in provoking_texts("<a*>")
    True
    """
    tree = _parser.parse(pattern)
    choices = _Choices(tree)
    pieces = [
        *choices.characters,
        *map("".join, product(choices.characters[:MAX_PAIRED], repeat=2)),
    ]
    pairs = [("", piece) for piece in pieces]
    for before, body in _repetitions(tree, [""], choices):
        pairs += product(before, body)
        pairs += [("", start + piece) for start, piece in product(before, body)]
    pairs = list(dict.fromkeys(pair for pair in pairs if pair[1]))
    pairs = pairs[:: 1 + len(pairs) // MAX_PAIRS]
    ends = ("", "\n", *choices.characters[-2:])
    return [ProvokingText(*pair, end) for pair in pairs for end in ends]


class _Choices:
    """Strings that stand for what the parts of a pattern match.

    `characters` has one character for each combination of the pattern's characters and classes;
    what most of them match is first, because it can be shared in most ways.
    """

    def __init__(self, tree: Any) -> None:
        singles = list(
            {repr(node): node for node in _walk(tree) if str(node[0]) in _SINGLE}.values()
        )
        alphabet = [*string.ascii_lowercase, *string.printable, *_MORE_CHARACTERS]
        alphabet += [chr(value) for op, value in singles if str(op).endswith("LITERAL")]
        matched_by = {
            char: tuple(_matches(node, char) for node in singles)
            for char in dict.fromkeys(alphabet)
        }
        one_of_each = {matched: char for char, matched in reversed(matched_by.items())}
        self.characters = sorted(
            one_of_each.values(), key=lambda char: sum(matched_by[char]), reverse=True
        )

    def of(self, nodes: Any) -> list[str]:
        """Return a few strings that a sequence of parts matches."""
        strings = [""]
        for node in nodes:
            strings = _joined(strings, self._of_node(node), MAX_CHOICES)
        return strings

    def _of_node(self, node: Node) -> list[str]:
        op, value = str(node[0]), node[1]
        if op == "LITERAL":
            return [chr(value)]
        if op in _SINGLE:
            return [char for char in self.characters if _matches(node, char)][:MAX_CHOICES] or [""]
        if op in _REPEATS:
            least, _, body = value
            once = self.of(body)
            return [_times(text, max(least, 1)) for text in once] + [""] * (least == 0)
        if op == "BRANCH":
            return [text for branch in value[1] for text in self.of(branch)[:2]]
        inner = _inner(node)
        return self.of(inner[0]) if inner and not op.startswith("ASSERT") else [""]


def _repetitions(
    nodes: Any, before: list[str], choices: _Choices
) -> Iterator[tuple[list[str], list[str]]]:
    """Yield, for each repetition, what the pattern matches before it, and what it repeats."""
    for node in nodes:
        if str(node[0]) in _REPEATS:
            yield before, choices.of(node[1][2])
        for inner in _inner(node):
            yield from _repetitions(inner, before, choices)
        before = _joined(before, choices.of([node]), 2)


def _joined(starts: list[str], ends: list[str], most: int) -> list[str]:
    """Return the first few strings that are one of the starts and one of the ends."""
    both = ("".join(pair)[:MAX_PIECE_CHARACTERS] for pair in product(starts, ends))
    return list(islice(dict.fromkeys(both), most))


def _times(text: str, count: int) -> str:
    """Repeat a text, at most to `MAX_PIECE_CHARACTERS`."""
    return (text * min(count, MAX_PIECE_CHARACTERS))[:MAX_PIECE_CHARACTERS]


def _walk(nodes: Any) -> Iterator[Node]:
    """Yield each part of a parsed pattern, and the parts within it."""
    for node in nodes:
        yield node
        for inner in _inner(node):
            yield from _walk(inner)


def _inner(node: Node) -> list[Any]:
    """Return the sequences of parts within a part."""
    op, value = str(node[0]), node[1]
    if op in _REPEATS:
        return [value[2]]
    if op == "BRANCH":
        return list(value[1])
    if op == "SUBPATTERN":
        return [value[3]]
    if op == "ATOMIC_GROUP":
        return [value]
    if op in ("ASSERT", "ASSERT_NOT"):
        return [value[1]]
    if op == "GROUPREF_EXISTS":
        return [branch for branch in value[1:] if branch is not None]
    return []


def _matches(node: Node, char: str) -> bool:
    """Return whether a part that matches one character matches this one, in any case."""
    op, value = str(node[0]), node[1]
    if op == "LITERAL":
        return char.lower() == chr(value).lower()
    if op == "NOT_LITERAL":
        return char != chr(value)
    if op == "ANY":
        return char != "\n"
    negated = str(value[0][0]) == "NEGATE"
    return any(_is_in(item, char) for item in value[negated:]) != negated


def _is_in(item: Node, char: str) -> bool:
    op, value = str(item[0]), item[1]
    if op == "RANGE":
        return any(value[0] <= ord(one) <= value[1] for one in char.lower() + char.upper())
    if op == "CATEGORY":
        return _CATEGORIES[str(value)].match(char) is not None
    return char.lower() == chr(value).lower()
