"""Ways in which authors clean texts before the vectorizer, by the words of `export --clean`."""

import re
import string
from collections.abc import Callable, Mapping, Sequence

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, strip_accents_unicode

Clean = Callable[[str], str]


def _replacing(pattern: str, instead: str) -> Clean:
    compiled = re.compile(pattern)
    return lambda text: compiled.sub(instead, text)


_PUNCTUATION = f"[{re.escape(string.punctuation)}]"
CLEANINGS: Mapping[str, Clean] = {
    "lower": str.lower,
    "html=": _replacing(r"<[^<>]*>", ""),
    "links=": _replacing(r"(?i)(?:https?://|www\.)\S+", ""),
    "emails=": _replacing(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", ""),
    "mentions=": _replacing(r"(?<!\w)@\w+", ""),
    "hashtags=": _replacing(r"(?<!\w)#\w+", ""),
    "accents": strip_accents_unicode,
    "digits=": _replacing(r"\d", ""),
    "digits= ": _replacing(r"\d", " "),
    "punctuation=": _replacing(_PUNCTUATION, ""),
    "punctuation= ": _replacing(_PUNCTUATION, " "),
    "s/[^a-zA-Z]/ /": _replacing("[^a-zA-Z]", " "),
    "s/[^a-zA-Z\\s]//": _replacing(r"[^a-zA-Z\s]", ""),
    "s/[^a-zA-Z0-9]/ /": _replacing("[^a-zA-Z0-9]", " "),
    "squeeze": lambda text: " ".join(text.split()),
    "strip": str.strip,
    "stop_words=english": lambda text: " ".join(
        word for word in text.split() if word not in ENGLISH_STOP_WORDS
    ),
}
"""Each step of cleaning that is tried, in the order in which they are usually done."""


def cleaner(steps: Sequence[str]) -> Clean:
    """Return a function that cleans a text by the steps.

    >>> cleaner(["lower", "punctuation="])("Free!")
    'free'
    """

    def clean(text: str) -> str:
        for step in steps:
            text = CLEANINGS[step](text)
        return text

    return clean
