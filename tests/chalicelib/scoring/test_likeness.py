"""A likeness has, in the place of each character, what the patterns and statistics take it for."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.scoring.likeness import (
    LONG,
    MANY,
    UNSEEN,
    UNSEEN_LIKE,
    beyond_ascii,
    is_unseen,
    likeness,
    lowered,
)

CLASSES = [r"\d", r"\s", r"[^\W\d_]", "[\u00a3$\u20ac]", "[._*~\\-\u00b7]", r"[^\W_]", UNSEEN]
"""The classes of characters in the patterns that have a quick check."""
CHARACTERS = "".join(map(chr, (*range(0x80, 0x20000), *range(0xE0000, 0xF0010))))


@pytest.mark.parametrize("pattern", CLASSES)
def test_each_character_is_like_one_of_its_classes(pattern: str) -> None:
    seen = CHARACTERS if pattern == UNSEEN else re.sub(UNSEEN, "", CHARACTERS)
    instead = UNSEEN_LIKE if pattern == UNSEEN else pattern
    places = [match.start() for match in re.finditer(pattern, seen)]
    assert places
    assert places == [match.start() for match in re.finditer(instead, likeness(seen))]


def test_controls_are_unseen_but_white_space_is_not() -> None:
    ascii_characters = "".join(map(chr, range(0x80)))
    for char in ascii_characters + CHARACTERS:
        assert is_unseen(char) == bool(re.match(UNSEEN, char))
        if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"} or "\ufffd" <= char <= "\uffff":
            assert is_unseen(char) != char.isspace()
        elif char.isalpha():
            assert not is_unseen(char) or "FILLER" in unicodedata.name(char)


@given(st.text())
@example("")
@example("\ud800 x \u00e9")
def test_a_likeness_is_as_long_and_keeps_what_is_ascii(text: str) -> None:
    found = likeness(text)
    assert found.isascii()
    pairs = zip(text, found, strict=True)
    assert all(after == (char if char.isascii() else likeness(char)) for char, after in pairs)
    assert beyond_ascii(text) == "".join(char for char in text if not char.isascii())


@pytest.mark.parametrize("count", [MANY - 1, MANY, MANY + 1])
def test_many_distinct_characters_change_nothing(count: int) -> None:
    signs = "".join(map(chr, range(0x2190, 0x2190 + count)))
    assert likeness(f"a{signs}\u0434") == f"a{'!' * count}a"


@pytest.mark.parametrize(
    "piece",
    [
        "FREE for \u20ac5 caf\u00e9 ",
        "\u00c9T\u00c9 ",
        "\u039f\u03a3 \u03a3 \u0130I ",
        "A\ud800\u00e9 ",
        "Z" + "".join(map(chr, range(0x3B1, 0x3B1 + MANY + 1))),
    ],
    ids=["no-capital-beyond", "capitals-beyond", "special", "surrogate", "many"],
)
def test_a_long_text_is_lowered_as_python_does(piece: str) -> None:
    assert lowered(piece) == piece.lower()
    text = piece * LONG
    assert lowered(text) == text.lower()
