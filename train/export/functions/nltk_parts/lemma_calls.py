"""Find out which parts of speech a slice gives to `lemmatize`, so that it brings no other lemmas.

The names of attributes that a slice reads carry it: `lemmatize(n)` besides `lemmatize` for a call
without a part of speech.
"""

import ast
from collections.abc import Iterator, Set

from chalicelib.scoring.nltk_parts.wordnet import PARTS
from train.export.functions.slices.names import called_by_name, is_reached

METHOD = "lemmatize"
_ALL = f"{PARTS}s"
"""All parts of speech; `s` is NLTK's other name of adjectives."""
_ALL_MARKS = {f"{METHOD}({part})" for part in _ALL}


def call_marks(node: ast.AST) -> set[str]:
    """Return a mark for each part of speech that the calls of `lemmatize` in a definition give.

    >>> sorted(call_marks(ast.parse("[w.lemmatize(t), w.lemmatize(t, 'v')]")))
    ['lemmatize(n)', 'lemmatize(v)']
    """
    nodes = [*ast.walk(node)]
    calls = [_mapped(each) for each in nodes if isinstance(each, ast.Call)]
    direct = [call for call in calls if _is(call.func)]
    by_name = any(is_reached(METHOD, {*called_by_name(call)}) for call in calls)
    if by_name or len(direct) < sum(map(_is, nodes)):  # a tokenizer, say
        return _ALL_MARKS
    return {f"{METHOD}({part})" for call in direct for part in _given(call)}


def read_marks(name: str) -> set[str]:
    """Return the marks for a method that is a value of its own, such as a tokenizer."""
    return {name} | (_ALL_MARKS if name == METHOD else set())


def parts_given(names: Set[str]) -> str:
    """Return the parts of speech that a slice may give, from the names that it reads.

    >>> parts_given({"lemmatize", "lemmatize(n)", "lower"}), parts_given({"morphy"})
    ('n', 'nvars')
    """
    if "morphy" in names:
        return _ALL
    return "".join(part for part in _ALL if f"{METHOD}({part})" in names)


def _is(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == METHOD


def _mapped(call: ast.Call) -> ast.Call:
    """Return the call that `map(lemmatizer.lemmatize, words)` makes for each word."""
    is_map = isinstance(call.func, ast.Name) and call.func.id == "map"
    if is_map and len(call.args) == 2 and _is(call.args[0]):
        return ast.Call(call.args[0], call.args[1:], [])
    return call


def _given(call: ast.Call) -> Iterator[str]:
    """Yield the parts of speech that a call may give."""
    values = [*call.args[1:], *(each.value for each in call.keywords if each.arg != "word")]
    if any(isinstance(each, ast.Starred) for each in call.args):
        values = [*call.args]
    value = values[0] if values else ast.Constant(PARTS[0])
    literal = value.value if isinstance(value, ast.Constant) else None
    yield from (part for part in _ALL if literal not in [*_ALL] or part == literal)
    if len(call.args) == 1 and isinstance(call.args[0], ast.Constant):  # of TextBlob's `Word`
        yield from (part for part in _ALL if part == call.args[0].value)
