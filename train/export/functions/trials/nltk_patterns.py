"""Turn the patterns of an NLTK, which `re` or `regex` compiled, into those that `re` takes."""

import re
import sys
from typing import Any

from chalicelib.scoring.nltk_tokenizers.casual import JOINER, LETTER

_FLAGS = int(re.I | re.M | re.S | re.X)
"""The flags that have the same number in `re` and in `regex`."""
# What NLTK of old takes quadratic time for: a run of spaces that the class has as well as `\s`. A
# shorter run of the class never matches where the longest does not.
_SPLIT_RUN = re.compile(r"\]\*\)\\s\*\$$")


def mend(pattern: Any) -> None:
    """Let a pattern of NLTK's match again that was pickled: NLTK 3.10 loses its time limit."""
    if type(getattr(pattern, "_timeout", None)) is object:
        pattern._timeout = sys.modules["nltk.redos"]._UNSET


def pattern_of(pattern: Any) -> tuple[str, int]:
    """Return a pattern and its flags as `re` takes them."""
    mend(pattern)
    text = _SPLIT_RUN.sub(r"]*+)\\s*$", pattern.pattern)
    # `\W` and `_` are all but letters and numbers, which `re` has no names for.
    text = text.replace(r"[^\p{L}\p{N}]", r"[\W_]")
    return text.replace(JOINER, LETTER).replace(r"\u200d", LETTER), int(pattern.flags) & _FLAGS
