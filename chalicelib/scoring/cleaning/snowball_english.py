"""Stem English words by Porter's second algorithm, as NLTK's `SnowballStemmer("english")` does.

The algorithm is described at https://snowballstem.org/algorithms/english/stemmer.html. R1 is what
follows the first consonant after a vowel, and R2 what follows the first consonant after a vowel in
R1; a suffix goes only if it lies in R1 or R2. NLTK keeps an earlier list of exceptions, and a few
rules of its own about what is left of R1 and R2. Standard library only, see
`chalicelib.scoring.artifact`.
"""

_VOWELS = "aeiouy"
_DOUBLES = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
_BEFORE_LI = "cdeghkmnrt"
_UNCHANGED = (
    *("sky", "news", "howe", "atlas", "cosmos", "bias", "andes"),
    *("inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed"),
)
_EXCEPTIONS = {
    **{"skis": "ski", "skies": "sky", "dying": "die", "lying": "lie", "tying": "tie"},
    **{"idly": "idl", "gently": "gentl", "ugly": "ugli", "early": "earli", "only": "onli"},
    **{"singly": "singl"},
    **{word: word for word in _UNCHANGED},
    **{word + "s": word for word in _UNCHANGED[-8:]},
    **{word + end: word for word in _UNCHANGED[-3:] for end in ("ed", "ing")},
}

# Each suffix with the number of letters that are removed, what is appended, and the length of R2
# if R2 was shorter than what is removed.
_STEP_2 = {
    **{"ization": (7, "ize", 0), "ational": (7, "ate", 1), "fulness": (4, "", 0)},
    **{"ousness": (7, "ous", 0), "iveness": (7, "ive", 1), "tional": (2, "", 0)},
    **{"biliti": (6, "ble", 0), "lessli": (2, "", 0), "entli": (2, "", 0)},
    **{"ation": (5, "ate", 1), "alism": (5, "al", 0), "aliti": (5, "al", 0)},
    **{"ousli": (5, "ous", 0), "iviti": (5, "ive", 1), "fulli": (2, "", 0)},
    **{"enci": (1, "e", 0), "anci": (1, "e", 0), "abli": (1, "e", 0), "izer": (4, "ize", 0)},
    **{"ator": (4, "ate", 1), "alli": (4, "al", 0), "bli": (3, "ble", 0)},
    **{"ogi": (1, "", 0), "li": (2, "", 0)},
}
_STEP_3 = {
    **{"ational": (7, "ate", 0), "tional": (2, "", 0), "alize": (3, "", 0)},
    **{"icate": (5, "ic", 0), "iciti": (5, "ic", 0), "ative": (5, "", 0)},
    **{"ical": (4, "ic", 0), "ness": (4, "", 0), "ful": (3, "", 0)},
}
_STEP_4 = (
    *("ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti"),
    *("ous", "ive", "ize", "ion", "al", "er", "ic"),
)


def snowball_stem(word: str) -> str:
    """Return the stem of a word, in lower case.

    >>> [snowball_stem(word) for word in ("Generously", "cried", "national", "skies", "is")]
    ['generous', 'cri', 'nation', 'sky', 'is']
    """
    word = word.lower()
    if len(word) <= 2:
        return word
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    form = _Form(_marked(word))
    _step_0(form)
    _step_1a(form)
    _step_1b(form)
    if len(form.word) > 2 and form.word[-1] in "yY" and form.word[-2] not in _VOWELS:
        form.change(1, "i")
    _step_2(form)
    _step_3(form)
    _step_4(form)
    _step_5(form)
    return form.word.replace("Y", "y")


class _Form:
    """A word on its way to its stem, and how many of its last letters are in R1 and in R2."""

    __slots__ = ("r1", "r2", "word")

    def __init__(self, word: str) -> None:
        self.word = word
        start = _first_region(word)
        self.r1 = len(word) - start
        self.r2 = self.r1 - _region_start(word[start:])

    def suffix(self, *suffixes: str) -> str | None:
        """Return the first of the suffixes that the word ends in."""
        return next((suffix for suffix in suffixes if self.word.endswith(suffix)), None)

    def change(self, removed: int, appended: str = "", rest_of_r2: int = 0) -> None:
        """Remove letters from the end, and append others."""
        self.word = self.word[: len(self.word) - removed] + appended
        grown = len(appended) - removed
        self.r1 = self.r1 + grown if self.r1 >= removed else 0
        self.r2 = self.r2 + grown if self.r2 >= removed else rest_of_r2

    def has_vowel_before(self, end: int) -> bool:
        """Return whether there is a vowel before the last `end` letters."""
        return any(letter in _VOWELS for letter in self.word[: len(self.word) - end])


def _marked(word: str) -> str:
    """Write each y that is a consonant as Y, and drop an apostrophe at the start."""
    for apostrophe in "\u2019\u2018\u201b":
        word = word.replace(apostrophe, "'")
    word = word.removeprefix("'")
    letters: list[str] = []
    for letter in word:
        is_consonant = letter == "y" and (not letters or letters[-1] in _VOWELS)
        letters.append("Y" if is_consonant else letter)
    return "".join(letters)


def _first_region(word: str) -> int:
    for prefix in ("gener", "arsen", "commun"):
        if word.startswith(prefix):
            return len(prefix)
    return _region_start(word)


def _region_start(letters: str) -> int:
    """Return the position after the first consonant that follows a vowel, or the length."""
    for number in range(1, len(letters)):
        if letters[number] not in _VOWELS and letters[number - 1] in _VOWELS:
            return number + 1
    return len(letters)


def _step_0(form: _Form) -> None:
    form.change(len(form.suffix("'s'", "'s", "'") or ""))


def _step_1a(form: _Form) -> None:
    suffix = form.suffix("sses", "ied", "ies", "us", "ss", "s")
    if suffix in ("ied", "ies"):
        form.change(2 if len(form.word) > 4 else 1)
    elif suffix == "sses":
        form.change(2)
    elif suffix == "s" and form.has_vowel_before(2):
        form.change(1)


def _step_1b(form: _Form) -> None:
    suffix = form.suffix("eedly", "ingly", "edly", "eed", "ing", "ed")
    if suffix is None:
        return
    if suffix in ("eed", "eedly"):
        if form.r1 >= len(suffix):
            form.change(len(suffix), "ee")
    elif form.has_vowel_before(len(suffix)):
        form.change(len(suffix))
        _after_1b(form)


def _after_1b(form: _Form) -> None:
    """Repair the end of a stem: "luxuriat" becomes "luxuriate", "hopp" "hop", "hop" "hope"."""
    if form.suffix("at", "bl", "iz"):
        form.word += "e"
        form.r1 += 1
        form.r2 += len(form.word) > 5 or form.r1 >= 3
    elif form.suffix(*_DOUBLES):
        form.change(1)
    elif form.r1 == 0 and _ends_in_short_syllable(form.word):
        form.word += "e"


def _ends_in_short_syllable(word: str) -> bool:
    vowels = [letter in _VOWELS for letter in word[-3:]]
    if len(word) == 2:
        return vowels == [True, False]
    return vowels == [False, True, False] and word[-1] not in "wxY"


def _step_2(form: _Form) -> None:
    suffix = form.suffix(*_STEP_2)
    if suffix is None or form.r1 < len(suffix):
        return
    if suffix == "ogi" and form.word[-4] != "l":
        return
    if suffix == "li" and form.word[-3] not in _BEFORE_LI:
        return
    form.change(*_STEP_2[suffix])


def _step_3(form: _Form) -> None:
    suffix = form.suffix(*_STEP_3)
    if suffix is None or form.r1 < len(suffix):
        return
    if suffix != "ative" or form.r2 >= len(suffix):
        form.change(*_STEP_3[suffix])


def _step_4(form: _Form) -> None:
    suffix = form.suffix(*_STEP_4)
    if suffix is None or form.r2 < len(suffix):
        return
    if suffix != "ion" or form.word[-4] in "st":
        form.change(len(suffix))


def _step_5(form: _Form) -> None:
    word = form.word
    is_double = form.r2 > 0 and word.endswith("ll")
    loses_e = form.r2 > 0 or (form.r1 > 0 and _may_lose_e(word))
    if is_double or (loses_e and word.endswith("e")):
        form.change(1)


def _may_lose_e(word: str) -> bool:
    """Return whether no short syllable comes before the last letter."""
    return len(word) >= 4 and (
        word[-2] in _VOWELS or word[-2] in "wxY" or word[-3] not in _VOWELS or word[-4] in _VOWELS
    )
