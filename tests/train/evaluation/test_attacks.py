"""Disguised texts stay readable, and the share of spam caught is counted correctly."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from random import Random
from string import ascii_letters

import pytest

from train.cli.tables import attack_table
from train.errors import InputError
from train.evaluation.attacks import (
    ATTACKS,
    MARKS,
    PADDING_WORDS,
    caught_under_attack,
)
from train.evaluation.disguises import (
    COMMON,
    CONTROLS,
    DIRECTIONS,
    ENCLOSING,
    FILLERS,
    REGIONAL,
    SIGNS,
    SMALL_CAPITALS,
    SPACES,
    SQUARED,
    TAGS,
    VARIATION_SELECTORS,
    ZERO_WIDTH,
    look_alikes,
)
from train.recipes.word_disguises import common_words

TEXT = "Claim your FREE prize today! Reply YES before midnight or call 080 1234 5678 now"
HAM_WORDS = ["see", "you", "later"]
LETTER_OF = {ord(char): letter for letter, chars in COMMON.items() for char in chars}

every_attack = pytest.mark.parametrize("name", [pytest.param(name, id=name) for name in ATTACKS])


def disguise(
    name: str, text: str = TEXT, ham_words: Sequence[str] = HAM_WORDS, seed: int = 1
) -> str:
    return ATTACKS[name](text, Random(seed), ham_words)  # noqa: S311 - repeatable, no secret


def without(characters: str, text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, characters)))


@every_attack
def test_an_attack_changes_the_text(name: str) -> None:
    assert disguise(name) != TEXT


@every_attack
def test_the_same_seed_gives_the_same_disguise(name: str) -> None:
    assert disguise(name) == disguise(name)
    if name != "isolates":  # it disguises every word, in one way
        assert len({disguise(name, seed=seed) for seed in range(5)}) > 1


@pytest.mark.parametrize("name", [name for name in ATTACKS if name != "leetspeak"])
def test_a_disguise_keeps_the_digits_and_adds_none(name: str) -> None:
    assert re.findall("[0-9]", disguise(name)) == re.findall("[0-9]", TEXT)


def test_leetspeak_does_not_change_digits() -> None:
    assert disguise("leetspeak", "0123456789 " * 20) == "0123456789 " * 20


def test_leetspeak_replaces_letter_by_letter() -> None:
    text = "seat toi SEAT TOI " * 20
    read = disguise("leetspeak", text).translate(str.maketrans("013457", "oieast"))
    assert read.lower() == text.lower()


def test_each_homoglyph_maps_back_to_its_letter() -> None:
    assert disguise("homoglyphs").translate(LETTER_OF) == TEXT


def test_each_homoglyph_belongs_to_one_letter_and_is_not_ascii() -> None:
    assert len(LETTER_OF) == sum(map(len, COMMON.values()))
    assert all(code > 127 for code in LETTER_OF)


@pytest.mark.parametrize("first", [pytest.param("a", id="small"), pytest.param("A", id="capital")])
def test_full_width_and_mathematical_homoglyphs_are_compatible_letters(first: str) -> None:
    for letter in map(chr, range(ord(first), ord(first) + 26)):
        wide = COMMON[letter][-4:]
        assert unicodedata.normalize("NFKC", wide) == letter * 4


def test_cyrillic_and_greek_homoglyphs_are_letters_of_the_same_case() -> None:
    for letter, chars in COMMON.items():
        for char in chars[:-4]:
            assert unicodedata.name(char).split()[0] in {"CYRILLIC", "GREEK"}
            assert char.isupper() == letter.isupper()


@pytest.mark.parametrize("name", ["spaces", "splitting"])
def test_without_spaces_the_text_is_the_same(name: str) -> None:
    assert without(" ", disguise(name)) == without(" ", TEXT)


@pytest.mark.parametrize(
    ("name", "added"),
    [
        pytest.param("zero-width", ZERO_WIDTH, id="zero-width"),
        pytest.param("directions", DIRECTIONS, id="directions"),
        pytest.param("isolates", DIRECTIONS, id="isolates"),
        pytest.param("variation selectors", VARIATION_SELECTORS, id="variation-selectors"),
        pytest.param("tags", TAGS, id="tags"),
        pytest.param("fillers", FILLERS, id="fillers"),
        pytest.param("controls", CONTROLS, id="controls"),
        pytest.param("enclosing marks", ENCLOSING, id="enclosing"),
        pytest.param("other spaces", SPACES, id="other-spaces"),
        pytest.param("dots", MARKS, id="dots"),
        pytest.param("dots in all words", MARKS, id="dots-in-all-words"),
        pytest.param("signs", SIGNS, id="signs"),
    ],
)
def test_without_what_is_added_the_text_is_the_same(name: str, added: str) -> None:
    assert without(added, disguise(name)) == TEXT


@pytest.mark.parametrize(
    ("letters", "plain", "disguised"),
    [
        pytest.param(SMALL_CAPITALS, "fb", "\ua730\u0299", id="small-capitals"),
        pytest.param(SQUARED, "a", "\U0001f130\U0001f170", id="squared"),
        pytest.param(REGIONAL, "z", "\U0001f1ff", id="regional"),
        pytest.param(look_alikes("ARMENIAN"), "s", "\u054f", id="armenian"),
        pytest.param(look_alikes("CHEROKEE"), "G", "\u13c0\u13fb\u13f3", id="cherokee"),
    ],
)
def test_letters_have_the_forms_that_unicode_names(
    letters: Mapping[str, str], plain: str, disguised: str
) -> None:
    assert set("".join(letters[letter] for letter in plain)) <= set(disguised)


def test_each_letter_has_look_alikes_beyond_ascii() -> None:
    letters = look_alikes()
    assert set(letters) == set(ascii_letters)
    assert not any(char.isascii() for chars in letters.values() for char in chars)


def test_without_accents_the_text_is_the_same() -> None:
    decomposed = unicodedata.normalize("NFD", disguise("accents"))
    assert "".join(c for c in decomposed if not unicodedata.combining(c)) == TEXT


def test_padding_appends_words_of_ham() -> None:
    added = disguise("padding").removeprefix(TEXT + " ").split(" ")
    assert len(added) == PADDING_WORDS
    assert set(added) == set(HAM_WORDS)


def test_each_half_of_a_split_word_has_two_letters_or_more() -> None:
    halves = set(disguise("splitting", "abcde " * 40).split())
    assert halves == {"abcde", "ab", "cde", "abc", "de"}


@pytest.mark.parametrize("name", ["spaces", "dots", "zero-width", "controls", "splitting"])
def test_a_word_of_one_letter_does_not_change(name: str) -> None:
    assert disguise(name, "I a 2b " * 20) == "I a 2b " * 20


@every_attack
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("你好。 こんにちは", id="without spaces between words"),
        pytest.param("ราคาพิเศษ नमस्ते שלום", id="marks on letters"),
        pytest.param("e\u0301 İstanbul ǅ ß \U0001f389", id="odd letters"),
        pytest.param("\ud83d lone \0", id="lone surrogate"),
    ],
)
def test_an_attack_keeps_the_letters_of_other_scripts(name: str, text: str) -> None:
    others = [c for c in text if ord(c) > 0x7FF]
    disguised = iter(disguise(name, text, ham_words=[]))
    assert all(c in disguised for c in others)


def test_the_share_caught_is_counted_without_and_with_each_attack() -> None:
    spam = ["reply YES to 80080", "reply yes to 80080"]
    shares = caught_under_attack(
        lambda text: "spam" if "YES" in text else "ham", spam, "spam", [], 0
    )
    assert list(shares) == ["none", *ATTACKS]
    assert shares["none"] == 1 / 2
    assert shares["padding"] == 1 / 2


def test_texts_are_disguised_before_they_are_labelled() -> None:
    shares = caught_under_attack(
        lambda text: "ham" if set(text) & set(ZERO_WIDTH) else "spam", [TEXT], "spam", HAM_WORDS, 0
    )
    assert [name for name, share in shares.items() if share < 1] == ["zero-width"]


def test_every_attack_starts_from_the_seed() -> None:
    seen: list[str] = []

    def predict(text: str) -> str:
        seen.append(text)
        return "spam"

    caught_under_attack(predict, [TEXT, TEXT], "spam", HAM_WORDS, 1)
    assert seen[2::2] == [disguise(name) for name in ATTACKS]
    assert len(set(seen)) == 1 + 2 * len(ATTACKS) - 1  # isolates take nothing from it


def test_texts_without_spam_are_refused() -> None:
    with pytest.raises(InputError, match="found no text labelled 'spam' to disguise"):
        caught_under_attack(lambda _: "spam", [], "spam", HAM_WORDS, 0)


def test_common_words_do_not_depend_on_the_order_of_the_texts() -> None:
    texts = ["b\u00e9 at", "at 10pm to", "I"]
    assert common_words(texts, 10) == common_words(texts[::-1], 10) == ["at", "b\u00e9", "pm", "to"]


def test_the_attack_table_has_a_column_per_model() -> None:
    before, after = {"none": 1.0, "zero-width": 0.25}, {"none": 0.5, "zero-width": 1 / 3}
    assert attack_table(before=before, after=after).splitlines() == [
        "attack             before after",
        "none               1.0000 0.5000",
        "zero-width         0.2500 0.3333",
    ]
