"""Which open elements a start tag closes, as in `<li>one<li>two` and `<p>one<div>two`.

See https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody.
"""

from collections.abc import Mapping

from chalicelib.mail.element_kinds import BLOCKS, FRAMES, HEADINGS

_ENDS_PARAGRAPH = HEADINGS | {
    "address", "article", "aside", "blockquote", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr",
    "li", "listing", "main", "menu", "nav", "ol", "p", "plaintext", "pre", "search", "section",
    "summary", "table", "ul", "xmp",
}  # fmt: skip
_SECTIONS = ("caption", "colgroup", "tbody", "tfoot", "thead")
_CELLS = ("td", "th")
TABLE = ("tr", "tbody", "tfoot", "thead", "table")
IN_TABLE = frozenset({*_SECTIONS, *_CELLS, *TABLE[:-1], "col", "script", "style", "template"})
"""What is directly in a table; anything else is shown before it."""

ONLY_IN_TABLE = IN_TABLE - {"script", "style", "template"}
"""Their tags are ignored outside a table."""

# Of those that can be open, the first one is the outermost.
_ENDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_ENDS_PARAGRAPH, ("p",)),
    **dict.fromkeys(_CELLS, _CELLS),
    "tr": ("tr", *_CELLS),
    "li": ("li", "p"),
    "dd": ("dd", "dt", "p"),
    "dt": ("dd", "dt", "p"),
    "option": ("option",),
    "optgroup": ("optgroup", "option"),
    "a": ("a",),
    "nobr": ("nobr",),
    "button": ("button",),
}
# All that is within the first of these that is open is closed.
_CONTEXTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_SECTIONS, TABLE[-1:]),
    **dict.fromkeys(_CELLS, TABLE),
    "tr": TABLE[1:],
}
_KNOWN = frozenset().union(*_ENDS.values(), TABLE)
_IN_CELL = frozenset({"caption", *_CELLS})
_OF_TABLE = _IN_CELL.union(TABLE)
_ITEMS = frozenset({"dd", "dt", "li"})
# Within these, an open item of a list can be closed.
_IN_ITEM = frozenset({"address", "div", "p"})

Scope = Mapping[str, int]
"""Where the innermost open element of a name is, of those that a start tag or a cell may close."""


def scope_within(name: str, index: int, scope: Scope) -> Scope:
    """Return the scope within an element that is opened at an index.

    >>> scope_within("td", 5, {"table": 1, "tr": 2, "p": 3, "a": 4})
    {'table': 1, 'tr': 2, 'td': 5}
    """
    is_item = name in BLOCKS and name not in _IN_ITEM and not _ITEMS.isdisjoint(scope)
    if name not in _KNOWN and name not in FRAMES and not is_item:
        return scope
    if name == "table":
        inner = {each: at for each, at in scope.items() if each in ("a", "nobr")}
    elif name in FRAMES:
        inner = {each: at for each, at in scope.items() if each in _OF_TABLE}
    elif not is_item and name != "button":
        return {**scope, name: index}
    else:
        left_out = (_ITEMS if is_item else frozenset()) | ({"p"} if name == "button" else set())
        inner = {each: at for each, at in scope.items() if each not in left_out}
    if name in _KNOWN:
        inner[name] = index
    return inner


def first_ended(name: str, scope: Scope) -> int | None:
    """Return where the outermost element is that a start tag closes; None if it closes none."""
    if scope:
        if name == "table" and name in scope and _IN_CELL.isdisjoint(scope):
            return scope[name]
        for each in _CONTEXTS.get(name, ()):
            if each in scope:
                return scope[each] + 1
        for each in _ENDS.get(name, ()):
            if each in scope:
                return scope[each]
    return None
