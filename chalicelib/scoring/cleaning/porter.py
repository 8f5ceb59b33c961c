"""Stem English words by Porter's algorithm, in the variants that NLTK offers.

M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980), 130-137. A letter is a vowel
if it is one of a, e, i, o, u, or a y after a consonant. The measure of a stem is the number of its
vowels that a consonant follows. A rule replaces a suffix if the rest of the word is enough, such as
a measure above 0. The variant "nltk" is NLTK's default; "nltk-3.9" is that of NLTK before 3.10,
which took irregular words only in lower case; "martin" is what Porter's own programs do; "original"
is the paper. Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

VARIANTS = ("nltk", "nltk-3.9", "martin", "original")
NLTK, NLTK_3_9, MARTIN, ORIGINAL = VARIANTS

_IRREGULAR = {
    form: stem
    for stem, forms in {
        "sky": "sky skies",
        "die": "dying",
        "lie": "lying",
        "tie": "tying",
        "news": "news",
        "inning": "inning innings",
        "outing": "outing outings",
        "canning": "canning cannings",
        "howe": "howe",
        "proceed": "proceed",
        "exceed": "exceed",
        "succeed": "succeed",
    }.items()
    for form in forms.split()
}

Rules = Sequence[tuple[str, str]]
"""Pairs of a suffix and what replaces it; the first suffix that fits decides."""

_STEP_1A: Rules = (("sses", "ss"), ("ies", "i"), ("ss", "ss"), ("s", ""))
_STEP_2: Rules = (
    *(("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance")),
    *(("izer", "ize"), ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous")),
    *(("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al")),
    *(("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous")),
    *(("aliti", "al"), ("iviti", "ive"), ("biliti", "ble")),
)
_STEP_2_OF: dict[str, Rules] = {
    NLTK: (("bli", "ble"), *_STEP_2, ("fulli", "ful")),
    MARTIN: (("bli", "ble"), *_STEP_2, ("logi", "log")),
    ORIGINAL: (("abli", "able"), *_STEP_2),
}
_STEP_3: Rules = (
    *(("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic")),
    *(("ical", "ic"), ("ful", ""), ("ness", "")),
)
_STEP_4 = (
    *("al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent"),
    *("ion", "ou", "ism", "ate", "iti", "ous", "ive", "ize"),
)


def porter_stem(word: str, variant: str = NLTK) -> str:
    """Return the stem of a word, in lower case.

    >>> [porter_stem(word) for word in ("Relational", "flies", "enjoying", "sky", "is")]
    ['relat', 'fli', 'enjoy', 'sky', 'is']
    >>> porter_stem("flies", "original"), porter_stem("dies"), porter_stem("dies", "martin")
    ('fli', 'die', 'di')
    """
    stem = word.lower()
    if variant in (NLTK, NLTK_3_9):
        found = _IRREGULAR.get(stem if variant == NLTK else word)
        if found is not None:
            return found
        variant = NLTK  # nothing else has changed
    if variant != ORIGINAL and len(word) <= 2:
        return stem
    stem = _step_1b(_step_1a(stem, variant), variant)
    stem = _step_2(_step_1c(stem, variant), variant)
    stem = _replaced(stem, _STEP_3, _has_measure)
    return _step_5(_step_4(stem), variant)


def _consonants(word: str) -> list[bool]:
    """Tell for each letter whether it is a consonant."""
    flags: list[bool] = []
    before = False
    for letter in word:
        before = letter not in "aeiou" and not (letter == "y" and before)
        flags.append(before)
    return flags


def _measure(stem: str) -> int:
    """Count the vowels that a consonant follows: 0 in "tree", 1 in "trouble", 2 in "private"."""
    return sum(after and not before for before, after in pairwise(_consonants(stem)))


def _has_measure(stem: str) -> bool:
    return _measure(stem) > 0


def _has_vowel(stem: str) -> bool:
    return not all(_consonants(stem))


def _ends_in_double_consonant(word: str) -> bool:
    return len(word) > 1 and word[-1] == word[-2] and _consonants(word)[-1]


def _ends_in_short_syllable(word: str, variant: str) -> bool:
    """Return whether a word ends in consonant, vowel, consonant, and the last is not w, x or y."""
    last = _consonants(word)[-3:]
    if variant == NLTK and len(word) == 2:
        return last == [False, True]
    return last == [True, False, True] and word[-1] not in "wxy"


def _replaced(word: str, rules: Rules, is_enough: Callable[[str], bool]) -> str:
    """Apply the first rule whose suffix fits, if the rest of the word is enough."""
    for suffix, instead in rules:
        if word.endswith(suffix):
            stem = word[: -len(suffix)]
            return stem + instead if is_enough(stem) else word
    return word


def _step_1a(word: str, variant: str) -> str:
    if variant == NLTK and len(word) == 4 and word.endswith("ies"):
        return word[:-1]
    return _replaced(word, _STEP_1A, lambda _: True)


def _step_1b(word: str, variant: str) -> str:
    if variant == NLTK and word.endswith("ied"):
        return word[:-1] if len(word) == 4 else word[:-2]
    if word.endswith("eed"):
        return word[:-1] if _has_measure(word[:-3]) else word
    for suffix in ("ed", "ing"):
        stem = word[: -len(suffix)]
        if word.endswith(suffix) and _has_vowel(stem):
            return _after_1b(stem, variant)
    return word


def _after_1b(stem: str, variant: str) -> str:
    """Repair the end of a stem: "conflat" becomes "conflate", "hopp" "hop", "fil" "file"."""
    if stem.endswith(("at", "bl", "iz")):
        return stem + "e"
    if _ends_in_double_consonant(stem):
        return stem if stem[-1] in "lsz" else stem[:-1]
    if _measure(stem) == 1 and _ends_in_short_syllable(stem, variant):
        return stem + "e"
    return stem


def _step_1c(word: str, variant: str) -> str:
    if not word.endswith("y"):
        return word
    stem = word[:-1]
    if variant == NLTK:
        return stem + "i" if len(stem) > 1 and _consonants(stem)[-1] else word
    return stem + "i" if _has_vowel(stem) else word


def _step_2(word: str, variant: str) -> str:
    if variant == NLTK:
        if word.endswith("alli") and _has_measure(word[:-4]):
            return _step_2(word[:-2], variant)
        if word.endswith("logi"):  # the l counts as part of the stem: "geologi", "theologi"
            return word[:-1] if _has_measure(word[:-3]) else word
    return _replaced(word, _STEP_2_OF[variant], _has_measure)


def _step_4(word: str) -> str:
    for suffix in _STEP_4:
        if word.endswith(suffix):
            stem = word[: -len(suffix)]
            fits = _measure(stem) > 1 and (suffix != "ion" or stem[-1] in "st")
            return stem if fits else word
    return word


def _step_5(word: str, variant: str) -> str:
    if word.endswith("e"):
        stem = word[:-1]
        measure = _measure(stem)
        if measure > 1 or (measure == 1 and not _ends_in_short_syllable(stem, variant)):
            word = stem
    return word[:-1] if word.endswith("ll") and _measure(word[:-1]) > 1 else word
