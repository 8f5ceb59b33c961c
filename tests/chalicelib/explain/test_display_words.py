"""A text splits into display words: each visible character is in one, and none is torn apart."""

import pytest
from hypothesis import given

from chalicelib.explain.display_words import display_words
from tests.support.analyzers import tricky_text
from tests.support.parity import TEXTS


def words_of(text: str) -> list[str]:
    return [text[start:end] for start, end in display_words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="empty"),
        pytest.param(" \t\n\u2028\u00a0", [], id="white-space"),
        pytest.param(" Call now!! ", ["Call", "now", "!", "!"], id="words-and-signs"),
        pytest.param("a_1b-c", ["a_1b", "-", "c"], id="word-characters"),
        pytest.param("cafe\u0301s nai\u0308ve", ["cafe\u0301s", "nai\u0308ve"], id="accents"),
        pytest.param("fr\u200bee\ufeff so\u00adft", ["fr\u200bee\ufeff", "so\u00adft"],
                     id="zero-width-within-words"),
        pytest.param("a \u0301\u200bb", ["a", "\u0301\u200b", "b"], id="mark-without-a-letter"),
        pytest.param("हिन्दी में", ["हिन्दी", "में"], id="devanagari"),
        pytest.param("한국어 서비스", ["한국어", "서비스"], id="korean-has-spaces"),
        pytest.param("你好。ok", ["你", "好", "。", "ok"], id="han"),
        pytest.param("カ\u3099ーﾀﾞひ", ["カ\u3099", "ー", "ﾀﾞ", "ひ"], id="kana-with-sound-marks"),
        pytest.param("น้ำใจ", ["น้ำ", "ใ", "จ"], id="thai"),
        pytest.param("ມື້ນີ້", ["ມື້", "ນີ້"], id="lao"),
        pytest.param("ខ្មែរ", ["ខ្", "មែ", "រ"], id="khmer"),
        pytest.param("မြန်မာ", ["မြ", "န်", "မာ"], id="myanmar"),
        pytest.param("🎉🎉x", ["🎉", "🎉", "x"], id="emoji"),
        pytest.param("👩‍👩‍👧👍🏽", ["👩‍👩‍👧", "👍🏽"], id="joined-emoji-and-skin-tones"),
        pytest.param("❤\ufe0f\u200d🔥!", ["❤\ufe0f\u200d🔥", "!"], id="variation-selector"),
        pytest.param("🇩🇪🇫🇷🇩", ["🇩🇪", "🇫🇷", "🇩"], id="flags"),
        pytest.param("1\ufe0f\u20e3 #\ufe0f\u20e3", ["1\ufe0f\u20e3", "#\ufe0f\u20e3"],
                     id="keycaps"),
        pytest.param("🎉\u200dx", ["🎉\u200d", "x"], id="joiner-before-a-letter"),
        pytest.param("\ud83d\udc00", ["\ud83d", "\udc00"], id="lone-surrogates"),
        pytest.param("\0a", ["\0", "a"], id="nul"),
    ],
)  # fmt: skip
def test_display_words_are_words_signs_and_characters(text: str, expected: list[str]) -> None:
    assert words_of(text) == expected


@given(text=tricky_text)
def test_every_visible_character_is_in_one_display_word(text: str) -> None:
    assert_covers(text)


@pytest.mark.parametrize("text", TEXTS)
def test_every_visible_character_of_known_texts_is_in_one_display_word(text: str) -> None:
    assert_covers(text)


def test_every_character_of_the_first_plane_is_in_one_display_word() -> None:
    assert_covers("".join(map(chr, range(0x10000))))


def assert_covers(text: str) -> None:
    covered = [offset for start, end in display_words(text) for offset in range(start, end)]
    assert covered == [offset for offset, char in enumerate(text) if not char.isspace()]
