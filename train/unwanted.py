"""Labels that name something unwanted, such as spam or fraud."""

import re
from collections.abc import Mapping
from typing import NamedTuple

_UNWANTED = frozenset({
    "abuse", "abusive", "ai", "attack", "bot", "bullying", "clickbait", "cyberbullying",
    "deceptive", "fake", "flagged", "fraud", "fraudulent", "harassment", "harmful", "hate",
    "hateful", "hatespeech", "injection", "insult", "insulting", "jailbreak", "junk",
    "malicious", "malware", "nsfw", "obscene", "offence", "offense", "offensive", "phish",
    "phishing", "profane", "profanity", "propaganda", "racism", "racist", "risk", "risky",
    "sarcasm", "sarcastic", "scam", "sexism", "sexist", "smish", "smishing", "spam", "spammer",
    "suicide", "suspicious", "threat", "toxic", "toxicity", "unsafe", "unwanted", "urgent",
    "violence", "violent", "vishing",
})  # fmt: skip
MUCH = 0.2
"""The largest share of unwanted texts that people get; see `Unwanted`."""
_DENIALS = ("not ", "non ", "no ", "anti ")


def plain_label(label: str) -> str:
    """Return a label in lower case, with single spaces for all signs but a minus in front.

    >>> plain_label("Not_Spam"), plain_label("Phishing-Email"), plain_label("-1")
    ('not spam', 'phishing email', '-1')
    """
    return " ".join(re.sub(r"(?!^-\d)[\W_]+", " ", label.casefold()).split())


def is_unwanted(label: str) -> bool:
    """Return whether a label is, or begins or ends with, an unwanted thing.

    >>> [is_unwanted(label) for label in ("Spam", "Phishing Email", "not spam", "safe email")]
    [True, True, False, False]
    """
    name = plain_label(label)
    if name.startswith(_DENIALS) or (name.startswith("non") and name[3:] in _UNWANTED):
        return False
    words = name.split()
    return bool(words) and (words[0] in _UNWANTED or words[-1] in _UNWANTED)


class Unwanted(NamedTuple):
    """What the name and the number of its texts say of a positive class.

    `by_name` says that it is unwanted: its senders disguise their texts. `much` adds that more than
    a fifth of the texts are of it. People get fewer, so such texts were collected, and those that
    the model will see differ from them more.
    """

    by_name: bool
    much: bool

    @property
    def few(self) -> bool:
        """Whether texts are unwanted, but not more than people get."""
        return self.by_name and not self.much


def unwanted_of(counts: Mapping[str, int], positive: str | None) -> Unwanted:
    """Return what a positive class is, given the number of texts with each label.

    >>> unwanted_of({"ham": 7, "spam": 3}, "spam")
    Unwanted(by_name=True, much=True)
    >>> unwanted_of({"news": 7, "sport": 3}, "sport")
    Unwanted(by_name=False, much=False)
    """
    by_name = positive is not None and is_unwanted(positive)
    return Unwanted(by_name, by_name and counts[str(positive)] > MUCH * sum(counts.values()))
