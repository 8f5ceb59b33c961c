"""The colors of CSS and of HTML attributes, as red, green, blue and opacity."""

import re
from colorsys import hls_to_rgb
from typing import NamedTuple


class Color(NamedTuple):
    """Red, green and blue from 0 to 255, and an opacity from 0 to 1."""

    red: float
    green: float
    blue: float
    opacity: float = 1.0

    def over(self, behind: "Color") -> "Color":
        """Return the color that is seen if this one is painted over another, opaque one."""
        share = self.opacity
        if share == 1:
            return self
        mixed = [a * share + b * (1 - share) for a, b in zip(self[:3], behind[:3], strict=True)]
        return Color(*mixed)


BLACK = Color(0, 0, 0)
WHITE = Color(255, 255, 255)
TRANSPARENT = Color(0, 0, 0, 0)

# https://drafts.csswg.org/css-color-4/#named-colors
_NAMES = """
    aliceblue=f0f8ff antiquewhite=faebd7 aqua=00ffff aquamarine=7fffd4 azure=f0ffff beige=f5f5dc
    bisque=ffe4c4 black=000000 blanchedalmond=ffebcd blue=0000ff blueviolet=8a2be2 brown=a52a2a
    burlywood=deb887 cadetblue=5f9ea0 chartreuse=7fff00 chocolate=d2691e coral=ff7f50
    cornflowerblue=6495ed cornsilk=fff8dc crimson=dc143c cyan=00ffff darkblue=00008b
    darkcyan=008b8b darkgoldenrod=b8860b darkgray=a9a9a9 darkgreen=006400 darkgrey=a9a9a9
    darkkhaki=bdb76b darkmagenta=8b008b darkolivegreen=556b2f darkorange=ff8c00
    darkorchid=9932cc darkred=8b0000 darksalmon=e9967a darkseagreen=8fbc8f darkslateblue=483d8b
    darkslategray=2f4f4f darkslategrey=2f4f4f darkturquoise=00ced1 darkviolet=9400d3
    deeppink=ff1493 deepskyblue=00bfff dimgray=696969 dimgrey=696969 dodgerblue=1e90ff
    firebrick=b22222 floralwhite=fffaf0 forestgreen=228b22 fuchsia=ff00ff gainsboro=dcdcdc
    ghostwhite=f8f8ff gold=ffd700 goldenrod=daa520 gray=808080 green=008000 greenyellow=adff2f
    grey=808080 honeydew=f0fff0 hotpink=ff69b4 indianred=cd5c5c indigo=4b0082 ivory=fffff0
    khaki=f0e68c lavender=e6e6fa lavenderblush=fff0f5 lawngreen=7cfc00 lemonchiffon=fffacd
    lightblue=add8e6 lightcoral=f08080 lightcyan=e0ffff lightgoldenrodyellow=fafad2
    lightgray=d3d3d3 lightgreen=90ee90 lightgrey=d3d3d3 lightpink=ffb6c1 lightsalmon=ffa07a
    lightseagreen=20b2aa lightskyblue=87cefa lightslategray=778899 lightslategrey=778899
    lightsteelblue=b0c4de lightyellow=ffffe0 lime=00ff00 limegreen=32cd32 linen=faf0e6
    magenta=ff00ff maroon=800000 mediumaquamarine=66cdaa mediumblue=0000cd mediumorchid=ba55d3
    mediumpurple=9370db mediumseagreen=3cb371 mediumslateblue=7b68ee mediumspringgreen=00fa9a
    mediumturquoise=48d1cc mediumvioletred=c71585 midnightblue=191970 mintcream=f5fffa
    mistyrose=ffe4e1 moccasin=ffe4b5 navajowhite=ffdead navy=000080 oldlace=fdf5e6 olive=808000
    olivedrab=6b8e23 orange=ffa500 orangered=ff4500 orchid=da70d6 palegoldenrod=eee8aa
    palegreen=98fb98 paleturquoise=afeeee palevioletred=db7093 papayawhip=ffefd5
    peachpuff=ffdab9 peru=cd853f pink=ffc0cb plum=dda0dd powderblue=b0e0e6 purple=800080
    rebeccapurple=663399 red=ff0000 rosybrown=bc8f8f royalblue=4169e1 saddlebrown=8b4513
    salmon=fa8072 sandybrown=f4a460 seagreen=2e8b57 seashell=fff5ee sienna=a0522d silver=c0c0c0
    skyblue=87ceeb slateblue=6a5acd slategray=708090 slategrey=708090 snow=fffafa
    springgreen=00ff7f steelblue=4682b4 tan=d2b48c teal=008080 thistle=d8bfd8 tomato=ff6347
    turquoise=40e0d0 violet=ee82ee wheat=f5deb3 white=ffffff whitesmoke=f5f5f5 yellow=ffff00
    yellowgreen=9acd32
    canvas=ffffff canvastext=000000 window=ffffff windowtext=000000
"""
_NAMED = dict(name.split("=") for name in _NAMES.split())
_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})|#([0-9a-f]{4}|[0-9a-f]{8})")
_FUNCTION = re.compile(r"(rgb|hsl)a?\(([^()]*+)\)")
_PARTS = re.compile(r"[\s,/]++")
_NUMBER = re.compile(r"([-+]?(?:\d++(?:\.\d++)?|\.\d++))(%|deg)?")
_NO_HEX = re.compile(r"[^0-9a-f]")
_MAX_LEGACY = 128


def css_color(value: str) -> Color | None:
    """Return a color of a style; None if it is none, or of a kind that is not read.

    A number without its sign is read as well, as it is in mails without a doctype.

    >>> [*css_color("snow")], [*css_color("#fff0")], [*css_color("rgb(0 0 100% / 5%)")]
    ([255, 250, 250, 1.0], [255, 255, 255, 0.0], [0.0, 0.0, 255.0, 0.05])
    """
    if value == "transparent":
        return TRANSPARENT
    if digits := _HEX.fullmatch(_NAMED.get(value, value)):
        return _of_digits(digits[1] or digits[2])
    if function := _FUNCTION.fullmatch(value):
        return _of_numbers(
            function[1], [*map(_NUMBER.fullmatch, _PARTS.split(function[2].strip()))]
        )
    return None


def _of_numbers(kind: str, numbers: list[re.Match[str] | None]) -> Color | None:
    """Return the color of the three or four numbers of a function, `rgb` or `hsl`."""
    found = [(float(number[1]), number[2]) for number in numbers if number]
    if len(found) != len(numbers) or len(found) not in (3, 4):
        return None
    opacity = _within(*found[3], 1) if len(found) == 4 else 1.0
    if kind == "rgb":
        red, green, blue = (_within(*each, 255) for each in found[:3])
        return Color(red, green, blue, opacity)
    hue, saturation, lightness = (each for each, _ in found[:3])
    mixed = hls_to_rgb(hue % 360 / 360, _within(lightness, "%", 1), _within(saturation, "%", 1))
    red, green, blue = (255 * each for each in mixed)
    return Color(red, green, blue, opacity)


def _within(number: float, unit: str | None, whole: int) -> float:
    return min(max(number * whole / 100 if unit else number, 0), whole)


def _of_digits(digits: str) -> Color:
    """Return the color of 3, 4, 6 or 8 digits."""
    if len(digits) < 6:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue, *opacity = bytes.fromhex(digits)
    return Color(red, green, blue, *(each / 255 for each in opacity))


def attribute_color(value: str) -> Color | None:
    """Return a color of an attribute, in which a browser reads anything as a color.

    See https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#legacy-colour-values.

    >>> [*attribute_color("#FFF")], [*attribute_color("FFF")], attribute_color(" ")
    ([255, 255, 255, 1.0], [15, 15, 15, 1.0], None)
    """
    value = value.strip().lower()
    if value in ("", "transparent"):
        return None
    if value in _NAMED or (len(value) == 4 and _HEX.fullmatch(value)):
        return css_color(value)
    digits = _NO_HEX.sub("0", value[:_MAX_LEGACY].removeprefix("#"))
    length = max(-(-len(digits) // 3), 1)
    digits = digits.ljust(3 * length, "0")
    parts = [digits[at : at + length][-8:] for at in range(0, 3 * length, length)]
    while len(parts[0]) > 2 and all(part[0] == "0" for part in parts):
        parts = [part[1:] for part in parts]
    return Color(*(int(part[:2], 16) for part in parts))
