"""The rules of the default recipe for texts: patterns with their replacements, and statistics."""

from chalicelib.scoring import likeness, quick_checks

UNSEEN = (likeness.UNSEEN, "")
"""Remove characters that a reader does not see, and combining accents and enclosing marks."""
SPELT_OUT = (quick_checks.SPELT_OUT, "")
"""Remove the gaps between three or more single letters."""
SHAPES = (
    (quick_checks.LINK, " <link> "),
    (quick_checks.MONEY, " <money> "),
    (quick_checks.PENCE, " <pence> "),
    (quick_checks.DIGIT, "0"),
)
"""Replace links, sums of money and digits by their shape, which new ones share with known ones."""
STATISTICS = (
    ("length", (100.0, 120.0, 140.0, 160.0)),
    ("capitals", (0.02, 0.05, 0.1, 0.2, 0.3, 0.5)),
    ("digits", (0.001, 0.05, 0.1, 0.15, 0.2, 0.25)),
)
"""The length, the share of capitals and that of digits, with the edges of their bins."""
