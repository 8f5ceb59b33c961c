"""Recognize NLTK's tokenizers and stemmers by their classes, without importing NLTK."""

import re
import sys
from typing import Any

from chalicelib.scoring.cleaning.porter import MARTIN, NLTK, NLTK_3_9, ORIGINAL
from chalicelib.scoring.cleaning.stemming import PORTER, SNOWBALL_ENGLISH
from train.export.cleaning.patterns import parts_of, source_of

Config = dict[str, Any]
_VARIANTS = {
    "NLTK_EXTENSIONS": NLTK,
    "MARTIN_EXTENSIONS": MARTIN,
    "ORIGINAL_ALGORITHM": ORIGINAL,
}
_SEEN_DIFFERENTLY = re.compile(r"\\[wWbBsS]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]|\\[xuUN0-9]")


def tokenizer_of_nltk(tokenizer: Any) -> Config | None:
    """Return the configuration of one of NLTK's tokenizers, or None if it is not known."""
    names = _class_names(tokenizer)
    for name, read in _TOKENIZERS.items():
        if name in names:
            return read(tokenizer)
    return None


def stemmer_of_nltk(stemmer: Any) -> Config | None:
    """Return the token step of one of NLTK's stemmers, or None if it is not known.

    The method `stem` of a `SnowballStemmer` is that of a stemmer of the language's own class.
    """
    names = _class_names(stemmer)
    step: Config
    if "nltk.stem.porter.PorterStemmer" in names:
        variant = _VARIANTS.get(stemmer.mode)
        step = {"stemmer": PORTER, "variant": NLTK_3_9 if _is_older(stemmer) else variant}
    elif names[:1] == ["nltk.stem.snowball.EnglishStemmer"]:
        step = {"stemmer": SNOWBALL_ENGLISH}
        if stemmer.stopwords:
            step["except"] = sorted(stemmer.stopwords)
    else:
        return None
    return {"step": "stem"} | step


def mend(tokenizer: Any) -> None:
    """Let a `RegexpTokenizer` compile its pattern again.

    NLTK 3.10 keeps a compiled pattern that fails on every text once it was pickled.
    """
    if "nltk.tokenize.regexp.RegexpTokenizer" in _class_names(tokenizer):
        tokenizer._regexp = None


def _is_older(stemmer: Any) -> bool:
    """Return whether a Porter stemmer takes "SKY" for no irregular word, as before NLTK 3.10."""
    return bool(stemmer.mode == "NLTK_EXTENSIONS" and stemmer.stem("SKY") != "sky")


def _class_names(value: Any) -> list[str]:
    """Return the full names of NLTK's classes that a value belongs to; none for a subclass.

    A subclass of an author's own may do anything else.
    """
    kind = type(value)
    if not kind.__module__.startswith("nltk."):
        return []
    return [f"{each.__module__}.{each.__qualname__}" for each in kind.__mro__]


def _of_regexp(tokenizer: Any) -> Config | None:
    """Read a `RegexpTokenizer`; of late it compiles with the module `regex` instead of `re`."""
    pattern, gaps = tokenizer._pattern, bool(tokenizer._gaps)
    source = source_of(pattern, int(tokenizer._flags)) if isinstance(pattern, str) else None
    groups = 0 if source is None else re.compile(source).groups
    if source is None or groups > (0 if gaps else 1):
        return None
    unicode_words = _uses_regex() and _SEEN_DIFFERENTLY.search(source) is not None
    if unicode_words and _BEYOND_ASCII.search(source):
        return None
    config: Config = {
        "kind": "pattern",
        "pattern": source,
        "gaps": gaps,
        "unicode_words": unicode_words,
    }
    return config | ({"keep_empty": not tokenizer._discard_empty} if gaps else {})


def _uses_regex() -> bool:
    return "nltk.redos" in sys.modules


def _of_string(tokenizer: Any) -> Config | None:
    return {"kind": "split", "separator": tokenizer._string}


def _of_characters(_: Any) -> Config | None:
    return {"kind": "characters"}


def _of_lines(tokenizer: Any) -> Config | None:
    """Read a `LineTokenizer`; by default it drops lines of white space."""
    if tokenizer._blanklines not in ("keep", "discard"):
        return None
    if tokenizer._blanklines == "keep":
        return {"kind": "lines"}
    blank = [{"step": "drop", "shape": "space"}, {"step": "drop", "words": [""]}]
    return {"kind": "lines", "tokens": blank}


def _of_treebank(tokenizer: Any) -> Config | None:
    """Read the replacements that put spaces around the tokens, in NLTK's order."""
    pairs = [
        *tokenizer.STARTING_QUOTES,
        *tokenizer.PUNCTUATION,
        tokenizer.PARENS_BRACKETS,
        tokenizer.DOUBLE_DASHES,
        (re.compile(r"\A|\Z"), " "),
        *tokenizer.ENDING_QUOTES,
        *((pattern, r" \1 \2 ") for pattern in tokenizer.CONTRACTIONS2),
        *((pattern, r" \1 \2 ") for pattern in tokenizer.CONTRACTIONS3),
    ]
    replacements = [_replacement(pattern, template) for pattern, template in pairs]
    known = [each for each in replacements if each is not None]
    return {"kind": "split", "replacements": known} if len(known) == len(pairs) else None


def _replacement(pattern: Any, template: str) -> Config | None:
    source = source_of(pattern.pattern, int(pattern.flags) & _FLAGS)
    if source is not None and not isinstance(pattern, re.Pattern):  # the module `regex`
        if re.search(r"\\[wWbB]|\[[^\]]*\\[sS]", source):
            return None
        source = source.replace(r"\s", r"[^\S\x1c-\x1f]")
    parts = None if source is None else parts_of(template, re.compile(source))
    return None if parts is None else {"pattern": source, "with": parts}


_FLAGS = int(re.A | re.I | re.M | re.S | re.X)
_TOKENIZERS = {
    "nltk.tokenize.regexp.RegexpTokenizer": _of_regexp,
    "nltk.tokenize.simple.CharTokenizer": _of_characters,
    "nltk.tokenize.api.StringTokenizer": _of_string,
    "nltk.tokenize.simple.LineTokenizer": _of_lines,
    "nltk.tokenize.treebank.TreebankWordTokenizer": _of_treebank,
    "nltk.tokenize.destructive.NLTKWordTokenizer": _of_treebank,
}
