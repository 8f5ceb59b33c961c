"""The rules of the default recipe for texts: patterns with their replacements, and statistics."""

_LETTER, _SIGN, _GAP = r"[^\W\d_]", r"[^\W_]", r"[ ._*~\-\u00b7]"
UNSEEN = (r"[\u00ad\u0300-\u036f\u200b-\u200f\u2060-\u2064\ufeff]", "")
"""Remove soft hyphens, zero-width characters and combining accents."""
SPELT_OUT = (
    f"{_GAP}(?:(?<={_LETTER}{_GAP})(?<!{_SIGN}{_LETTER}{_GAP})(?={_LETTER}{_GAP}{_LETTER}(?!{_SIGN}))"
    f"|(?<={_LETTER}{_GAP}{_LETTER}{_GAP})(?<!{_SIGN}{_LETTER}{_GAP}{_LETTER}{_GAP})"
    f"(?={_LETTER}(?!{_SIGN})))",
    "",
)
"""Remove the gaps between three or more single letters: `f r e e`, `f.r.e.e`, but not `r u ok`."""
# The pattern matches one gap and looks around it. A single letter has no letter or digit next to
# it.
#
#     f r e e
#      ^         first alternative: a single letter before the gap (f), two after it (r and e)
#        ^       second alternative: two single letters before the gap (f and r), one after it (e)
#          ^     second alternative again (r and e before the gap, e after it)
#
# In `r u ok` both gaps stay: only one single letter follows the first, and none follows the second.
SHAPES = (
    (
        r"(?:https?://|www\.)\S+|(?<![\w-])[\w-]+\.(?:com|net|org|info|biz|tv|(?:co\.)?uk)\b\S*",
        " <link> ",
    ),
    (r"[£$€]\s?\d[\d,.]*", " <money> "),
    (r"\b\d+(?:\.\d+)?\s?(?:p|pence|ppm)\b", " <pence> "),
    (r"\d", "0"),
)
"""Replace links, sums of money and digits by their shape, which new ones share with known ones."""
STATISTICS = (
    ("length", (20.0, 40.0, 60.0, 80.0, 100.0, 120.0, 140.0, 160.0)),
    ("capitals", (0.02, 0.05, 0.1, 0.2, 0.3, 0.5)),
    ("digits", (0.001, 0.05, 0.1, 0.15, 0.2, 0.25)),
)
"""The length, the share of capitals and that of digits, with the edges of their bins."""
