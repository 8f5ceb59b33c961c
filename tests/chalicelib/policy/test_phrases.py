"""Phrases are found where a reader sees them, and nowhere within other words."""

import pytest

from chalicelib.policy.phrases import PhraseIndex
from chalicelib.policy.plain_text import plain_text, words_of


def first(text: str, *denied: str, allowed: tuple[str, ...] = ()) -> tuple[str | None, str | None]:
    return PhraseIndex(allowed, denied).first(words_of(plain_text(text)))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("free cash", "Get FREE\u00a0\n cash now"),
        ("free", "\uff26\uff32\uff25\uff25!"),
        ("free", "f\u200br\u00ade\u202ee"),
        ("free", "f\0r\x1be\x7fe"),
        ("free", "f\x80r\ue000e\ud800e"),
        ("free cash", "free\x1ccash"),
        ("free", "(free)"),
        ("$100", "US $ 100"),
        ("e-mail", "by E-Mail"),
        ("e-mail", "by e\u2011mail"),
        ("don't pay", "Don\u2019t pay \u4e2d"),
        ("a \u201cprize\u201d \u2013 now", 'a "prize" - now'),
        ("stra\u00dfe 5", "STRASSE 5"),
        ("cafe\u0301", "Caf\u00e9"),
        ("\u4e2d\u5956", "\u606d\u559c\u4e2d\u5956\u4e86"),
        ("\u2764", "\u2764\ufe0f"),
        (".*", "a .* b"),
        ("[a-z", "[A-Z"),
        ("(?:x+x+)+y", "a (?:x+x+)+y b"),
        ("\\d", "\\d"),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str) -> None:
    assert first(text, phrase) == (None, phrase)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("free", "freedom carefree"),
        ("free cash", "free, cash"),
        ("cafe", "caf\u00e9"),
        ("\u0915", "\u0915\u093f"),
        (".*", "anything"),
        ("free", "fr\u0435e"),
        ("free", ""),
    ],
)
def test_a_phrase_is_not_found(phrase: str, text: str) -> None:
    assert first(text, phrase) == (None, None)


def test_phrases_that_overlap_are_all_found() -> None:
    assert first("win free cash prize", "free cash today", "cash prize") == (None, "cash prize")
    assert first("a a b", "a b") == (None, "a b")
    assert first("one two three", "one two three four", "two") == (None, "two")
    assert first("x y z", "w x y z", "y z", "z") == (None, "y z")


def test_an_allowed_phrase_is_found_behind_and_within_denied_ones() -> None:
    assert first("free cash from me", "free cash", allowed=("from me",)) == ("from me", "free cash")
    assert first("free cash", "free cash", allowed=("cash",))[0] == "cash"
    assert first("free cash", "cash", allowed=("free cash",))[0] == "free cash"
    assert first("cash", "cash", allowed=("cash",)) == ("cash", None)


def test_one_ligature_of_a_text_does_not_make_it_much_longer() -> None:
    assert len(plain_text("\ufdfa" * 100)) == 100
    assert plain_text("\ufb01x") == "fix"
