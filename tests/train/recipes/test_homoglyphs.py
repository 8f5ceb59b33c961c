"""Each homoglyph is read as exactly one Latin letter, and other scripts stay readable."""

import re

import pytest

from chalicelib.scoring.character_map import MAX_CHARACTERS
from train.recipes.default_options import RecipeOptions
from train.recipes.default_vectorizer import make_vectorizer
from train.recipes.homoglyphs import BRAILLE_BLANK, CYRILLIC_AND_GREEK, homoglyph_map

LETTERS = homoglyph_map()
GREEK_NU = "\u039d"
CASED = [
    pytest.param(char, id=f"{ord(char):04x}")
    for char in map(chr, (*range(0x370, 0x588), *range(0x13A0, 0x13F6)))
    if len(char.lower()) == 1 and char != char.lower() and char != GREEK_NU
]
"""The capitals of Greek, Cyrillic, Armenian and Cherokee."""


def read(text: str) -> str:
    return "".join(LETTERS.get(char, char) for char in text)


def test_each_letter_is_read_as_one_latin_letter() -> None:
    odd = [char for char, seen in LETTERS.items() if not re.fullmatch("[A-Za-z]", seen)]
    assert odd == [BRAILLE_BLANK]


def test_no_ascii_character_is_read_as_another() -> None:
    assert [char for char in LETTERS if len(char) != 1 or char.isascii()] == []


def test_the_map_fits_in_a_model() -> None:
    assert len(CYRILLIC_AND_GREEK) < len(LETTERS) <= MAX_CHARACTERS


@pytest.mark.parametrize("letter", CYRILLIC_AND_GREEK)
def test_the_homoglyphs_of_a_letter_are_read_as_that_letter(letter: str) -> None:
    others = CYRILLIC_AND_GREEK[letter]
    assert read(others) == letter * len(others)


def test_a_character_looks_like_only_one_letter() -> None:
    others = "".join(CYRILLIC_AND_GREEK.values())
    assert len(set(others)) == len(others)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        pytest.param("\uff46\uff32\uff45\uff25", "fReE", id="full-width"),
        pytest.param("\U0001d41f\U0001d5cb\U0001d4ae", "frS", id="mathematical"),
        pytest.param("\u24d5\u24c7", "fR", id="circled"),
        pytest.param("\u00e9\u00c5\u1ee3\u017f", "eAos", id="accented"),
        pytest.param("\u212a\u00aa\u207f", "Kan", id="compatible"),
        pytest.param("\u0440\u0430\u0443\u0420\u0410", "payPA", id="cyrillic"),
        pytest.param("\u03bf\u0391\u03a4", "oAT", id="greek"),
        pytest.param("\u00f8\u0142\u0257", "old", id="stroke-and-hook"),
        pytest.param("\u1d00\u0299\ua731", "ABS", id="small-capitals"),
        pytest.param("\U0001f130\U0001f171\U0001f152\U0001f1ff", "ABCZ", id="enclosed"),
        pytest.param("\u0578\u057d\u0585\u13aa\uab7a", "nuoAa", id="armenian-and-cherokee"),
        pytest.param("\ua4d0\u2c9f", "Bo", id="lisu-and-coptic"),
    ],
)
def test_a_disguised_letter_is_read_as_the_plain_one(text: str, seen: str) -> None:
    assert read(text) == seen


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\ufb01", id="ligature"),
        pytest.param("\u01c6", id="digraph"),
        pytest.param("\uff11\u00b2\u2460", id="digits"),
        pytest.param("\u00df\u00e6\u00fe", id="letters-of-their-own"),
        pytest.param("\ud83d\U0001f389", id="surrogate-and-emoji"),
    ],
)
def test_what_is_not_one_latin_letter_stays(text: str) -> None:
    assert read(text) == text


@pytest.mark.parametrize("char", CASED)
def test_a_capital_is_read_as_the_same_letter_as_its_small_form(char: str) -> None:
    assert read(char).lower() == read(char.lower()).lower()


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("\u0432\u0441\u0435", id="vse"),
        pytest.param("\u043d\u043e", id="no"),
        pytest.param("\u0442\u044b", id="ty"),
        pytest.param("\u043c\u043e\u0439", id="moj"),
        pytest.param("\u0443\u0442\u0440\u043e", id="utro"),
    ],
)
def test_a_russian_word_has_one_form_at_the_start_and_within(word: str) -> None:
    assert read(word.capitalize()).lower() == read(word)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        pytest.param(0x0E00, 0x0E7F, id="thai"),
        pytest.param(0x0900, 0x097F, id="devanagari"),
        pytest.param(0x4E00, 0x9FFF, id="han"),
        pytest.param(0x3040, 0x30FF, id="kana"),
        pytest.param(0xAC00, 0xD7A3, id="hangul"),
        pytest.param(0x0590, 0x06FF, id="hebrew-and-arabic"),
    ],
)
def test_other_scripts_stay(first: int, last: int) -> None:
    assert [char for char in map(chr, range(first, last + 1)) if char in LETTERS] == []


ANALYZERS = {
    defended: [
        block.analyzer
        for _, block in make_vectorizer(RecipeOptions(defended=defended)).transformer_list
    ]
    for defended in (True, False)
}


def terms(block: int, text: str, *, defended: bool = True) -> list[str]:
    """Split a text as a block of the default recipe does: 0 for characters, 1 for words."""
    found = ANALYZERS[defended][block](text)
    return [term for term in found if not term.startswith("<length")]


@pytest.mark.parametrize("block", [0, 1])
@pytest.mark.parametrize(
    "disguised",
    [
        pytest.param("f.r.e.e prize", id="full-stops"),
        pytest.param("f r e e prize", id="spaces"),
        pytest.param("f-r*e_e prize", id="mixed-marks"),
        pytest.param("f\u00b7r~e\u00b7e prize", id="dots-and-tildes"),
        pytest.param("f.r.e.e p.r.i.z.e", id="all-words"),
        pytest.param("f'r'e'e prize", id="apostrophes"),
        pytest.param("f\u064er\u0650e\u0e38e prize", id="foreign-vowel-signs"),
        pytest.param("f\u1680r\u1680e\u1680e prize", id="ogham-spaces"),
        pytest.param("f r\u2009e\u3000e prize", id="spaces-of-other-widths"),
        pytest.param("free\u2800prize", id="braille-blank"),
        pytest.param("f/r\u2022e\u2013e prize", id="slashes-bullets-dashes"),
        pytest.param("fr\u200bee pri\u200dze", id="zero-width"),
        pytest.param("fr\0ee pri\x9fze\ufff9", id="controls"),
        pytest.param("fr\ue000ee pri\ud800ze\ufffd", id="no-character"),
        pytest.param("fr\u00adee prize\ufeff", id="soft-hyphen"),
        pytest.param("\uff46\uff52\uff45\uff45 prize", id="full-width"),
        pytest.param("fr\u0435\u0435 \u0440riz\u0435", id="cyrillic"),
        pytest.param("fr\u00e9\u00ea pr\u00efze", id="accents"),
        pytest.param("fre\u0301e\u0302 prize", id="loose-accents"),
        pytest.param("\uff46.r.\u0435.\u00e9\u200b prize", id="all-at-once"),
    ],
)
def test_a_disguised_word_has_the_terms_of_the_plain_one(block: int, disguised: str) -> None:
    assert terms(block, disguised) == terms(block, "free prize")
    assert terms(block, disguised, defended=False) != terms(block, "free prize", defended=False)


@pytest.mark.parametrize("text", ["r u ok", "i c now", "m.r smith", "see u 2 at b", "a-b", "a 1 b"])
def test_two_single_letters_stay_apart(text: str) -> None:
    assert terms(0, text) == terms(0, text, defended=False)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("I'm a fan", id="apostrophe"),
        pytest.param("T&C's apply", id="apostrophe-and-sign"),
        pytest.param("I\u2019m a fan", id="typographic-apostrophe"),
        pytest.param("\u0915\u093f\u0924\u093e\u092c", id="hindi"),
        pytest.param("\u0e17\u0e35\u0e48\u0e19\u0e35\u0e49", id="thai"),
        pytest.param("\u0643\u064f\u062a\u0650\u0628\u064e", id="arabic"),
    ],
)
def test_the_signs_of_usual_words_are_no_gaps(text: str) -> None:
    assert terms(0, text) == terms(0, text, defended=False)
