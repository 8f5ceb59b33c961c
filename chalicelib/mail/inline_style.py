"""The declarations of a style attribute, as a browser reads them.

Comments and escapes are read, of two declarations the important one counts, and one whose value is
none does not. See https://drafts.csswg.org/css-syntax-3/#parse-block-contents.
"""

import re
from collections.abc import Iterator

from chalicelib.mail.css_color import css_color

KEPT = frozenset({"inherit", "unset", "revert", "revert-layer"})
"""These give an inherited property the value of the parent."""

IMAGE = "image"
"""The value of `background-image` if there may be an image."""

# A comment; strings; an escape; `(data:image/png;base64,...)` after `url`; the ends of blocks.
_PIECE = re.compile(
    r"""
        /\*.*?(?:\*/|\Z) | "(?:[^"\\\n]|\\.)*+["\n]? | '(?:[^'\\\n]|\\.)*+['\n]? | \\.?
      | (?<=url)\(\s*+[^\s"')][^)]*+\)? | [;(){}\[\]] | [^;(){}\[\]"'/\\]++ | /
    """,
    re.VERBOSE | re.DOTALL,
)
_NEEDS_PIECES = re.compile(r"""["'(){}\[\]\\]|/\*""")
_IMPORTANT = re.compile(r" ?! ?important\Z")
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6}) ?|([g-z-]))")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz-")
_WORD = re.compile(r"[^\s()]*+\((?:[^()]|\([^()]*+\))*+\)|\S++")
_FUNCTION = re.compile(r"[a-z-]++\(.*\)", re.DOTALL)
_SIZE = re.compile(
    r"""
        [-+]?(?:\d++(?:\.\d++)?|\.\d++)(?:[a-z]++|%)? | [a-z-]++\(.*\)
      | (?:xx?-)?(?:small|large) | xxx-large | smaller | larger | medium | auto | none
      | (?:min|max|fit)-content | inherit | initial | unset | revert
    """,
    re.VERBOSE | re.DOTALL,
)
_SIZES = frozenset({
    "bottom", "font-size", "height", "left", "margin-left", "margin-top", "max-height",
    "max-width", "min-height", "min-width", "right", "text-indent", "top", "width",
})  # fmt: skip
_SYSTEM_FONTS = frozenset({
    "caption", "icon", "menu", "message-box", "small-caption", "status-bar",
})  # fmt: skip
_GLOBAL = KEPT | {"initial"}
_KEYWORDS = {
    "display": _GLOBAL | {
        "block", "contents", "flex", "flow-root", "grid", "inline", "inline-block", "inline-flex",
        "inline-grid", "inline-table", "list-item", "none", "table", "table-caption", "table-cell",
        "table-column", "table-column-group", "table-footer-group", "table-header-group",
        "table-row", "table-row-group", "-webkit-box", "-webkit-inline-box",
    },
    "visibility": _GLOBAL | {"collapse", "hidden", "visible"},
    "position": _GLOBAL | {"absolute", "fixed", "relative", "static", "sticky"},
}  # fmt: skip
_SYSTEM_COLORS = frozenset({
    "accentcolor", "accentcolortext", "activetext", "buttonborder", "buttonface", "buttontext",
    "currentcolor", "field", "fieldtext", "graytext", "highlight", "highlighttext",
    "infobackground", "infotext", "linktext", "mark", "marktext", "menu", "menutext", "visitedtext",
})  # fmt: skip
_BACKGROUND_WORDS = frozenset({
    "/", "auto", "border-box", "bottom", "center", "contain", "content-box", "cover", "fixed",
    "left", "local", "no-repeat", "none", "padding-box", "repeat", "repeat-x", "repeat-y", "right",
    "round", "scroll", "space", "top",
})  # fmt: skip


def declarations(style: str) -> dict[str, str]:
    r"""Return the values of a style by property, with `font` and `background` as their parts.

    >>> declarations("Color: #FFF !important; display:none;display:block;color:red")
    {'color': '#fff', 'display': 'block'}
    >>> declarations(r"display:/* ; */ n\6fne; display: any; font: bold 0/1 a")
    {'display': 'none', 'font-size': '0'}
    """
    found: dict[str, str] = {}
    important: set[str] = set()
    for part in _parts(style.lower()):
        name, _, value = part.partition(":")
        value = " ".join(value.split())
        if "\\" in part:
            name, value = _ESCAPE.sub(_letter, name), _ESCAPE.sub(_letter, value)
        bare = _IMPORTANT.sub("", value)
        for longhand, each in _longhands(name.strip(), bare):
            if (bare != value or longhand not in important) and _is_valid(longhand, each):
                found[longhand] = each
                if bare != value:
                    important.add(longhand)
    return found


def _parts(style: str) -> list[str]:
    """Return the declarations of a style without comments."""
    if not _NEEDS_PIECES.search(style):
        return style.split(";")
    parts: list[list[str]] = [[]]
    depth = 0
    for piece in _PIECE.findall(style):
        if piece == ";" and not depth:
            parts.append([])
            continue
        if piece in ("(", "[", "{"):
            depth += 1
        elif piece in (")", "]", "}"):
            depth = max(depth - 1, 0)
        parts[-1].append(" " if piece.startswith("/*") else piece)
    return ["".join(part) for part in parts]


def _letter(escape: re.Match[str]) -> str:
    """Return the letter of an escape; another character makes no known value."""
    code = int(escape[1], 16) if escape[1] else ord(escape[2])
    letter = chr(code).lower() if code < 0x80 else ""
    return letter if letter in _LETTERS else escape[0]


def _longhands(name: str, value: str) -> Iterator[tuple[str, str]]:
    if name == "font":
        yield "font-size", _font_size(value)
    elif name == "background":
        yield from _background(value)
    elif name == "background-image":
        yield name, value if value in ("none", *_GLOBAL) else IMAGE
    elif name == "margin":
        sides = value.split()
        yield "margin-top", sides[0] if sides else ""
        yield "margin-left", sides[-1] if len(sides) in (2, 4) else "".join(sides[1:2] or sides)
    else:
        yield name, value


def _font_size(value: str) -> str:
    """Return the size in a `font`: what precedes its line height and its family.

    >>> _font_size("italic 700 0/0 a"), _font_size("0"), _font_size("menu"), _font_size("unset")
    ('0', '', 'medium', 'unset')
    """
    if value in _GLOBAL:
        return value
    if value in _SYSTEM_FONTS:
        return "medium"
    words = value.replace(" /", "/").replace("/ ", "/").split()
    sizes = (word.partition("/")[0] for word in words[:-1])
    is_weight = re.compile(r"[1-9]\d*+").fullmatch
    return next((size for size in sizes if _SIZE.fullmatch(size) and not is_weight(size)), "")


def _background(value: str) -> Iterator[tuple[str, str]]:
    """Yield the color and the image of a `background`; what is not known may be an image."""
    color, image = "transparent", "none"
    for word in [] if value in _GLOBAL else _WORD.findall(value):
        if css_color(word) or word in _SYSTEM_COLORS:
            color = word
        elif word not in _BACKGROUND_WORDS and not word[0].isdigit() and word[0] not in ".+-":
            image = IMAGE
    yield "background-color", color
    yield "background-image", image


def _is_color(value: str) -> bool:
    return (
        css_color(value) is not None or value in _SYSTEM_COLORS or bool(_FUNCTION.fullmatch(value))
    )


def _is_valid(name: str, value: str) -> bool:
    if name in _SIZES:
        return bool(_SIZE.fullmatch(value))
    if name in ("color", "background-color"):
        return value in _GLOBAL or _is_color(value)
    return bool(value) and value in _KEYWORDS.get(name, (value,))
