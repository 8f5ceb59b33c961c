"""What a refit says of claims that it was not fitted to."""

from collections.abc import Sequence

from tests.support.learning import BASE, claimed, fit_first_words, said
from train.learning.contradictions import Texts, contradicted_claims, contradicts
from train.learning.decisions import Decide, Decision

KNOWN = Texts(BASE.texts, BASE.labels)
WORDS = ("prize", "meet")


def test_no_claim_is_judged_by_a_refit_that_learned_from_one_of_its_reporters() -> None:
    reports = [said(f"text {at}", "spam", f"r{at % 7}") for at in range(30)]
    reports += [said("text 3", "spam", "r6"), said("text 4", "spam", "r1")]
    claims = claimed(reports)
    reporters_of = {claim.text: claim.reporters for claim in claims}
    judged: set[str] = set()

    def refit(texts: Sequence[str], labels: Sequence[str]) -> Decide:
        assert set(BASE.texts) <= set(texts)
        learned = frozenset[str]().union(*(reporters_of.get(text, set()) for text in texts))

        def decide(others: Sequence[str]) -> list[Decision]:
            assert all(reporters_of[text] - learned for text in others)
            assert not {*others} & {*texts}
            judged.update(others)
            return fit_first_words(texts, labels)(others)

        return decide

    contradicted_claims(KNOWN, claims, refit, 1)
    assert judged == reporters_of.keys()


def test_contradicted_claims_are_in_the_order_of_the_claims() -> None:
    claims = claimed(said(f"{word} {at}", "ham") for at in range(4) for word in WORDS)
    found = contradicted_claims(KNOWN, claims, fit_first_words, 1)
    assert found == [claim for claim in claims if claim.text.startswith("prize")]


def test_reports_of_a_single_reporter_do_not_support_each_other() -> None:
    claims = claimed(said(f"prize {at}", "ham") for at in range(20))
    assert contradicted_claims(KNOWN, claims, fit_first_words, 1) == claims


def test_nobody_harms_a_claim_by_joining_it() -> None:
    others = [said(f"sale {at}", "ham", "rival") for at in range(9)]
    true = [said("sale now", "spam", "friend"), said("meet now", "ham", "friend")]
    joined = said("sale now", "spam", "rival")
    found = [
        {claim.text for claim in contradicted_claims(KNOWN, claimed(each), fit_first_words, 1)}
        for each in ([*others, *true], [*others, *true, joined])
    ]
    assert ["sale now" in texts for texts in found] == [True, False]


def test_only_another_label_with_a_margin_contradicts() -> None:
    (claim,) = claimed([said("sale", "spam")])
    assert contradicts(claim, Decision("ham", 0.51, sure=True))
    assert not contradicts(claim, Decision("ham", 0.5, sure=True))
    assert not contradicts(claim, Decision("spam", 1.0, sure=True))


def test_without_claims_nothing_is_fitted() -> None:
    def refuse(texts: Sequence[str], labels: Sequence[str]) -> Decide:
        raise AssertionError((texts, labels))

    assert contradicted_claims(KNOWN, [], refuse, 1) == []
