"""Whether a reader sees the text of an HTML element.

A browser decides by the whole style sheet; this module reads the attributes of the elements, which
is where mail has its style. Text is hidden if its element, or one around it, says so. In doubt it
is visible.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from chalicelib.mail.css_color import BLACK, WHITE, Color, attribute_color, css_color
from chalicelib.mail.element_kinds import BLOCKS, CONTROLS, TABLE_PARTS, UNSEEN, UNSEEN_IN_DRAWINGS
from chalicelib.mail.inline_style import IMAGE, KEPT, declarations

_NOTHING = re.compile(r"[-+]?(?:0++(?:\.0*+)?|\.0++)(?:[a-z]++|%)?")
_TINY = re.compile(r"0*+\.\d++(?:px|pt)|0*+1(?:\.0++)?px")
_PART_OF_PARENT = re.compile(r"smaller|larger|[\d.]++(?:em|ex|ch|%)")
_FAR = re.compile(r"-(?:999|\d{4})")
_FAR_LEFT = re.compile(r"-\d{3}")
_FAR_RIGHT = re.compile(r"999\d|\d{5}")
_NO_CLIP = re.compile(r"rect\(([^\s,()]++)(?:[\s,]++\1){3}\)")
_NO_PATH = re.compile(r"inset\((?:[5-9]\d|100)%\)|circle\(0(?:px|%)?(?: at [^()]*+)?\)")
_NO_OPACITY = re.compile(r"-[\d.]++%?|0*+(?:\.0[0-4]\d*+)?|0*+[0-4](?:\.\d*+)?%")
_READ = frozenset({
    "background", "bgcolor", "color", "hidden", "href", "link", "size", "style", "text",
})  # fmt: skip
_WITH_LOOK = CONTROLS | {"svg"}
_LINK = Color(0, 0, 238)
_CLOSE = 15
"""A difference in red, green and blue, of 255, that nobody sees: `#fff` and `ivory`."""


class Element(NamedTuple):
    """An open element, and what it inherits from those around it.

    Its text is left out (`unseen`), takes no space (`gone`), is not shown (`faded`), or is hidden
    by what an inner element may set again: `states` are the properties that hide it. A color is
    None if it is not known, as that of an image. A block in a line has what is `under` the line
    behind it. If it is `hidden`, no reader sees the text.
    """

    name: str
    block: bool = False
    unseen: bool = False
    drawn: bool = False
    gone: bool = False
    faded: bool = False
    states: frozenset[str] = frozenset()
    color: Color | None = BLACK
    behind: Color | None = WHITE
    link: Color | None = _LINK
    under: Color | None = WHITE
    hidden: bool = False


DOCUMENT = Element("")


def _are_alike(color: Color | None, behind: Color | None) -> bool:
    if color is None:
        return False
    if behind is None:
        return color.opacity * 255 <= _CLOSE
    seen = color.over(behind)
    return all(abs(a - b) <= _CLOSE for a, b in zip(seen, behind, strict=True))


def inner_element(name: str, attributes: dict[str, str], parent: Element) -> Element:
    """Return an element as its own attributes and its parent make it."""
    drawn = parent.drawn or name == "svg"
    unseen = parent.unseen or name in UNSEEN or (drawn and name in UNSEEN_IN_DRAWINGS)
    block = name in BLOCKS
    is_plain = not block or parent.under is parent.behind
    if is_plain and _READ.isdisjoint(attributes) and name not in _WITH_LOOK:
        return Element(name, block, unseen, drawn, *parent[4:])
    style = declarations(attributes.get("style", ""))
    display = style.get("display", "none" if "hidden" in attributes else "")
    if display not in ("", "none"):
        block = not display.startswith(("inline", "con"))
    boxed = block or display.startswith("inline-") or name in CONTROLS
    if name in TABLE_PARTS or display.startswith("table"):
        boxed = False
    gone = parent.gone or display == "none" or bool(style and _is_away(style))
    faded = parent.faded or bool(style and (_is_faded(style) or (boxed and _is_shrunk(style))))
    states = parent.states
    if style or states:
        states = frozenset(
            {*_kept(name, attributes, style, parent, block), *_set(style, block or boxed)}
        )
    behind = _behind(name, attributes, style, parent.under if block else parent.behind)
    under = behind if block else parent.under
    color = None if drawn else _color(name, attributes, style, parent)
    link = (name == "body" and attribute_color(attributes.get("link", ""))) or parent.link
    hidden = gone or faded or bool(states) or _are_alike(color, behind)
    return Element(
        name, block, unseen, drawn, gone, faded, states, color, behind, link, under, hidden
    )


def _is_away(style: dict[str, str]) -> bool:
    """Return whether a style takes an element out of the page, or cuts all of it off."""
    position = style.get("position", "static")
    if position in ("absolute", "fixed") and _NO_CLIP.fullmatch(style.get("clip", "")):
        return True
    sides = ["margin-left", "margin-top"]
    if position in ("absolute", "fixed", "relative"):
        sides += ["left", "top"]
        if "left" not in style and _FAR_RIGHT.match(style.get("right", "")):
            return not _is_padded(style)
    return any(_FAR.match(style.get(side, "")) for side in sides) and not _is_padded(style)


def _is_faded(style: dict[str, str]) -> bool:
    """Return whether a style hides an element and all that is in it."""
    opacity = style.get("opacity", "1")
    return bool(_NO_OPACITY.fullmatch(opacity) or _NO_PATH.fullmatch(style.get("clip-path", "")))


def _is_shrunk(style: dict[str, str]) -> bool:
    """Return whether an element has no size and hides its overflow."""
    flows = [style.get(name, "visible") for name in ("overflow", "overflow-x", "overflow-y")]
    if all(flow == "visible" for flow in flows) or _is_padded(style):
        return False
    return any(
        _NOTHING.fullmatch(style.get(f"{limit}{side}", "")) and f"min-{side}" not in style
        for side in ("height", "width")
        for limit in ("", "max-")
    )


def _is_padded(style: dict[str, str]) -> bool:
    """Return whether there is room for text outside an element's own size."""
    paddings = (value for name, value in style.items() if name.startswith("padding"))
    return any(not _NOTHING.fullmatch(each) for value in paddings for each in value.split())


def _set(style: dict[str, str], is_indented: bool) -> Iterator[str]:
    """Yield the properties that hide the text until an inner element sets them again."""
    size = style.get("font-size", "")
    if _NOTHING.fullmatch(size) or _TINY.fullmatch(size):
        yield "font-size"
    if style.get("visibility") in ("hidden", "collapse"):
        yield "visibility"
    if is_indented and _FAR_LEFT.match(style.get("text-indent", "")):
        yield "text-indent"


def _kept(
    name: str, attributes: dict[str, str], style: dict[str, str], parent: Element, block: bool
) -> Iterator[str]:
    """Yield the hiding properties of the parent that an element does not set again."""
    has_size = name in CONTROLS or (name == "font" and "size" in attributes)
    for state in parent.states:
        value = style.get(state, "inherit")
        if state == "font-size":
            # A part of nothing is nothing.
            is_kept = _PART_OF_PARENT.fullmatch(value) or (value in KEPT and not has_size)
        else:
            is_kept = value in KEPT or (state == "text-indent" and not block)
        if is_kept:
            yield state


def _color(
    name: str, attributes: dict[str, str], style: dict[str, str], parent: Element
) -> Color | None:
    """Return the color of an element's text."""
    if any(style.get(each, "none") != "none" for each in ("text-shadow", "-webkit-text-stroke")):
        return None
    if "text" in (style.get("background-clip"), style.get("-webkit-background-clip")):
        return None
    value = style.get("-webkit-text-fill-color") or style.get("color")
    if value is not None:
        if value in KEPT or value == "currentcolor":
            return parent.color
        return BLACK if value == "initial" else css_color(value)
    if name == "a" and "href" in attributes:
        return parent.link
    if name in CONTROLS:
        return BLACK
    attribute = {"font": "color", "body": "text"}.get(name)
    return attribute_color(attributes.get(attribute or "", "")) or parent.color


def _behind(
    name: str, attributes: dict[str, str], style: dict[str, str], around: Color | None
) -> Color | None:
    """Return the color behind an element's text, None if it is not known."""
    is_table = name == "body" or name in TABLE_PARTS
    image = IMAGE if is_table and attributes.get("background") else "none"
    if style.get("background-image", image) == IMAGE:
        return None
    color = attribute_color(attributes.get("bgcolor", "")) if is_table else None
    value = style.get("background-color")
    if value in KEPT or value == "initial":
        return around
    if value is not None:
        color = css_color(value)
    elif color is None and name not in CONTROLS:
        return around
    if color is None or color.opacity == 1:
        return color
    return color.over(around) if around else None
