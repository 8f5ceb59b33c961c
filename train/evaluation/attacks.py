"""Attacks: ways to disguise spam so that a person still reads it but a model may miss it.

Attacks change only letters. Digits stay as they are, because a phone number that nobody can dial
is worth nothing to the sender.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from random import Random

from train.errors import InputError
from train.evaluation import disguises
from train.recipes.word_disguises import LETTERS, disguise_words, pad, split_words

Attack = Callable[[str, Random, Sequence[str]], str]
"""Takes a text, a source of randomness and common words of ham; returns the disguised text."""

DISGUISED_SHARE = 0.5
"""The share of the letters, or of the words, that an attack disguises."""

PADDING_WORDS = 20
LEET = dict(zip("aeiostAEIOST", "431057431057", strict=True))
MARKS = ".-_*~\u00b7"


def leetspeak(text: str, random: Random, ham_words: Sequence[str]) -> str:
    """Write digits for letters: 4 for a, 3 for e, 1 for i, 0 for o, 5 for s, 7 for t."""
    del ham_words
    return "".join(LEET[c] if c in LEET and random.random() < DISGUISED_SHARE else c for c in text)


def splitting(text: str, random: Random, ham_words: Sequence[str]) -> str:
    """Split words in two with a space: `pri ze`."""
    del ham_words
    return split_words(text, random)


def padding(text: str, random: Random, ham_words: Sequence[str]) -> str:
    """Append common words of ham."""
    return pad(text, ham_words, PADDING_WORDS, random)


def splitting_and_padding(text: str, random: Random, ham_words: Sequence[str]) -> str:
    """Split words in two, and append common words of ham."""
    return padding(splitting(text, random, ham_words), random, ham_words)


def isolates(text: str, random: Random, ham_words: Sequence[str]) -> str:
    """Put every word between the marks of an isolate, which say in which direction it runs."""
    del random, ham_words
    return LETTERS.sub(lambda match: f"\u2068{match[0]}\u2069", text)


def _other_letters(alternatives: Mapping[str, str]) -> Attack:
    """Return an attack that replaces letters by others that look the same."""
    return _each_letter(
        lambda char, random: random.choice(alternatives[char]), alternatives.__contains__
    )


def _marked_letters(marks: str) -> Attack:
    """Return an attack that puts marks on letters; precomposed if Unicode has the result."""
    return _each_letter(
        lambda char, random: unicodedata.normalize("NFC", char + random.choice(marks)),
        lambda char: char.isascii() and char.isalpha(),
    )


def _each_letter(disguise: Callable[[str, Random], str], fits: Callable[[str], bool]) -> Attack:
    def attack(text: str, random: Random, ham_words: Sequence[str]) -> str:
        del ham_words
        return "".join(
            disguise(char, random) if fits(char) and random.random() < DISGUISED_SHARE else char
            for char in text
        )

    return attack


def _spelt_out(gaps: str, share: float = DISGUISED_SHARE) -> Attack:
    """Return an attack that spells out a share of the words: `f r e e`, `f.r.e.e`.

    A word has one of these gaps between all its letters.
    """

    def attack(text: str, random: Random, ham_words: Sequence[str]) -> str:
        del ham_words
        return disguise_words(text, random, 3, lambda word: random.choice(gaps).join(word), share)

    return attack


def _unseen_between(unseen: str) -> Attack:
    """Return an attack that puts characters that nobody sees between the letters of words."""

    def attack(text: str, random: Random, ham_words: Sequence[str]) -> str:
        del ham_words
        return disguise_words(
            text,
            random,
            2,
            lambda word: "".join(char + random.choice(unseen) for char in word[:-1]) + word[-1],
            DISGUISED_SHARE,
        )

    return attack


ATTACKS: dict[str, Attack] = {
    "leetspeak": leetspeak,
    "homoglyphs": _other_letters(disguises.COMMON),
    "look-alikes": _other_letters(disguises.look_alikes()),
    "Armenian and Cherokee": _other_letters(disguises.look_alikes("ARMENIAN", "CHEROKEE")),
    "small capitals": _other_letters(disguises.SMALL_CAPITALS),
    "circled": _other_letters(disguises.CIRCLED),
    "squared": _other_letters(disguises.SQUARED),
    "regional letters": _other_letters(disguises.REGIONAL),
    "accents": _marked_letters(disguises.ACCENTS),
    "enclosing marks": _marked_letters(disguises.ENCLOSING),
    "zero-width": _unseen_between(disguises.ZERO_WIDTH),
    "directions": _unseen_between(disguises.DIRECTIONS),
    "isolates": isolates,
    "variation selectors": _unseen_between(disguises.VARIATION_SELECTORS),
    "tags": _unseen_between(disguises.TAGS),
    "fillers": _unseen_between(disguises.FILLERS),
    "controls": _unseen_between(disguises.CONTROLS),
    "spaces": _spelt_out(" "),
    "other spaces": _spelt_out(disguises.SPACES),
    "dots": _spelt_out(MARKS),
    "dots in all words": _spelt_out(MARKS, 1),
    "signs": _spelt_out(disguises.SIGNS),
    "splitting": splitting,
    "padding": padding,
    "splitting and padding": splitting_and_padding,
}


def caught_under_attack(
    predict: Callable[[str], str],
    spam: Sequence[str],
    positive: str,
    ham_words: Sequence[str],
    seed: int,
) -> dict[str, float]:
    """Return, by attack, the share of the disguised spam that is still labelled `positive`.

    "none" is for the texts without a disguise; then each of `ATTACKS` follows in order. `spam` are
    held-out texts, and `ham_words` the words to pad with, see `common_words`. Every attack starts
    from the seed, so that none depends on an earlier one.

    Raises
    ------
    InputError
        If there is no spam text.
    """
    if not spam:
        raise InputError(f"found no text labelled {positive!r} to disguise; expected at least 1")
    shares = {"none": _share_caught(predict, spam, positive)}
    for name, attack in ATTACKS.items():
        random = Random(seed)  # noqa: S311 - repeatable, no secret
        disguised = [attack(text, random, ham_words) for text in spam]
        shares[name] = _share_caught(predict, disguised, positive)
    return shares


def _share_caught(predict: Callable[[str], str], texts: Sequence[str], positive: str) -> float:
    return sum(predict(text) == positive for text in texts) / len(texts)
