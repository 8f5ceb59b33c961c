"""Recognize functions from a text to its tokens, and from a token to a token."""

import re
from typing import Any

from train.export.cleaning.calls import Call, call_of, pattern_of
from train.export.cleaning.nltk_objects import stemmer_of_nltk, tokenizer_of_nltk
from train.export.cleaning.patterns import source_of
from train.export.cleaning.text_functions import Config


def tokenizer_of(function: Any) -> Config | None:
    r"""Return the tokenizer that a function from a text to tokens is, or None if it is not known.

    >>> tokenizer_of(str.split), tokenizer_of(re.compile(r"\w+").search)
    ({'kind': 'split'}, None)
    """
    if function is list:
        return {"kind": "characters"}
    call = call_of(function)
    if call is None:
        return None
    if call.owner is str:
        return _of_str(call)
    if call.name in ("findall", "split"):
        return _of_re(call)
    if call.name == "tokenize" and not call.arguments and not call.keywords:
        return tokenizer_of_nltk(call.owner)
    return None


def stemmer_of(function: Any) -> Config | None:
    """Return the token step of a stemmer's method `stem`, or None if it is not known."""
    call = call_of(function)
    if call is None or call.name != "stem" or call.arguments or call.keywords:
        return None
    return stemmer_of_nltk(call.owner)


def _of_str(call: Call) -> Config | None:
    if call.name == "splitlines" and not call.arguments and not call.keywords:
        return {"kind": "lines"}
    values = call.values("sep") if call.name == "split" else None
    if values is None:
        return None
    separator = values.get("sep")
    return {"kind": "split"} | ({} if separator is None else {"separator": separator})


def _of_re(call: Call) -> Config | None:
    """Recognize `pattern.findall`, `pattern.split`, and partials of `re.findall` and `re.split`."""
    if isinstance(call.owner, re.Pattern):
        values: dict[str, Any] | None = call.values()
        pattern = pattern_of(call.owner)
    else:
        values = call.values("pattern") if call.module == "re" else None
        pattern = pattern_of((values or {}).get("pattern"))
    gaps = call.name == "split"
    if values is None or pattern is None or pattern.groups > (0 if gaps else 1):
        return None
    source = source_of(pattern.pattern, pattern.flags)
    if source is None:
        return None
    config: Config = {"kind": "pattern", "pattern": source, "gaps": gaps, "unicode_words": False}
    return config | ({"keep_empty": True} if gaps else {})
