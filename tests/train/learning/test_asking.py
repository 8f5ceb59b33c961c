"""Which texts a sheet asks about."""

from train.evaluation.predictions import text_key
from train.learning.asking import questions
from train.learning.decisions import Decision

SEEN = [f"text {at}" for at in range(100)]
DECISIONS = [Decision("ham", at / 100, sure=at > 50) for at in range(100)]


def test_a_sheet_asks_about_the_least_certain_and_a_random_few() -> None:
    asked = questions(SEEN, DECISIONS, (), 3)
    drawn = {each.text for each in asked if each.source == "audit"}
    uncertain = [each.text for each in asked if each.source == "asked"]
    assert (len(drawn), len(uncertain)) == (5, 10)
    assert uncertain == [text for text in SEEN if text not in drawn][:10]


def test_the_random_ones_are_drawn_from_all_texts_also_from_the_uncertain() -> None:
    drawn = [
        each.text
        for seed in range(200)
        for each in questions(SEEN, DECISIONS, (), seed, uncertain=10, audited=5)
        if each.source == "audit"
    ]
    of_uncertain = sum(text in SEEN[:10] for text in drawn) / len(drawn)
    assert 0.07 < of_uncertain < 0.13  # a tenth of the texts; 1,000 draws deviate by 0.0095


def test_no_text_is_asked_about_twice() -> None:
    labelled = {text_key(text) for text in SEEN[5:]}
    asked = questions([*SEEN, "TEXT 0"], [*DECISIONS, DECISIONS[0]], labelled, 1)
    assert sorted(text_key(each.text) for each in asked) == sorted(map(text_key, SEEN[:5]))


def test_the_same_seed_asks_about_the_same_texts_in_whatever_order_they_come() -> None:
    assert questions(SEEN, DECISIONS, (), 1) == questions(SEEN[::-1], DECISIONS[::-1], (), 1)
