"""Whether a reader sees the text of an HTML element.

A browser decides by the whole style sheet; this module reads the attributes of the elements, which
is where mail has its style. Text is hidden if its element, or one around it, says so.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

# Mail programs run no script, so they show `noscript`; few show an `object`, so they show its text.
_UNSEEN = frozenset({
    "datalist", "head", "iframe", "noembed", "noframes", "script", "style", "template", "title",
})  # fmt: skip
_UNSEEN_IN_DRAWINGS = frozenset({"desc", "metadata"})
_NOTHING = re.compile(r"[-+]?(?:0++(?:\.0*+)?|\.0++)(?:[a-z]++|%)?")
_UNIT_OF_PARENT = ("em", "%", "ex", "ch")
_FAR_LEFT = re.compile(r"-\d{3}")
_SHORT_COLOR = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])")
_NAMED_COLORS = {"white": "#ffffff", "rgb(255,255,255)": "#ffffff", "black": "#000000"}


class Element(NamedTuple):
    """An open element, and what it inherits from those around it.

    Its text is left out (`unseen`), takes no space (`gone`), is not shown (`faded`), or is hidden
    by what an inner element may set again: `states` are the properties that hide it.
    """

    name: str
    unseen: bool = False
    drawn: bool = False
    gone: bool = False
    faded: bool = False
    states: frozenset[str] = frozenset()
    color: str = "#000000"
    behind: str = "#ffffff"

    @property
    def hidden(self) -> bool:
        """Whether no reader sees the text."""
        return self.gone or self.faded or bool(self.states) or self.color == self.behind


DOCUMENT = Element("")


def inner_element(name: str, attributes: dict[str, str], parent: Element) -> Element:
    """Return an element as its own attributes and its parent make it."""
    drawn = parent.drawn or name == "svg"
    unseen = parent.unseen or name in _UNSEEN or (drawn and name in _UNSEEN_IN_DRAWINGS)
    if not attributes:
        return parent._replace(name=name, unseen=unseen, drawn=drawn)
    style = _declarations(attributes.get("style", ""))
    color = _color(style.get("color") or attributes.get("color")) or parent.color
    # The color of an image is not known; no color equals its address.
    image = attributes.get("background") or style.get("background") or style.get("background-color")
    behind = _color(image or attributes.get("bgcolor")) or parent.behind
    gone = parent.gone or "hidden" in attributes or _is_gone(style)
    states = frozenset({*_kept(style, parent.states), *_set(style)})
    faded = parent.faded or _is_faded(name, style)
    return Element(name, unseen, drawn, gone, faded, states, color, behind)


def _declarations(style: str) -> dict[str, str]:
    """Return the properties of a style; of two with one name, the last.

    >>> _declarations("Color: #FFF !important; display:none;display:block")
    {'color': '#fff', 'display': 'block'}
    """
    found: dict[str, str] = {}
    for part in style.lower().split(";"):
        name, _, value = part.partition(":")
        found[name.strip()] = "".join(value.partition("!")[0].split())
    return found


def _is_gone(style: dict[str, str]) -> bool:
    return style.get("display") == "none" or style.get("mso-hide") == "all"


def _is_faded(name: str, style: dict[str, str]) -> bool:
    """Return whether a style hides an element and all that is in it.

    A cell without a width of its own gets one from its table.
    """
    sizes = ["opacity", "max-height", *([] if name in ("td", "th") else ["max-width"])]
    return any(_NOTHING.fullmatch(style.get(size, "")) for size in sizes)


def _set(style: dict[str, str]) -> Iterator[str]:
    """Yield the properties that hide the text until an inner element sets them again."""
    size = style.get("font-size", "")
    if size == "1px" or _NOTHING.fullmatch(size):
        yield "font-size"
    if style.get("visibility") == "hidden":
        yield "visibility"
    if _FAR_LEFT.match(style.get("text-indent", "")):
        yield "text-indent"


def _kept(style: dict[str, str], states: frozenset[str]) -> Iterator[str]:
    """Yield the hiding properties of the parent that a style does not set again."""
    for name in states:
        # A part of nothing is nothing.
        if name not in style or (name == "font-size" and style[name].endswith(_UNIT_OF_PARENT)):
            yield name


def _color(value: str | None) -> str:
    """Return a color in the form that is compared, or an empty string.

    >>> _color("FFF"), _color("White"), _color(" #a0B0c0 "), _color(None)
    ('#ffffff', '#ffffff', '#a0b0c0', '')
    """
    color = (value or "").strip().lower()
    if re.fullmatch(r"[0-9a-f]{3}(?:[0-9a-f]{3})?", color):
        color = f"#{color}"
    if short := _SHORT_COLOR.fullmatch(color):
        color = "#" + "".join(digit * 2 for digit in short.groups())
    return _NAMED_COLORS.get(color, color)
