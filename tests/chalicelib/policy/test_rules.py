"""Which rule decides: allowed, denied, unsure, threshold, model."""

from typing import Any

import pytest

from chalicelib.policy.origin import NOWHERE, Origin
from chalicelib.policy.reader import read_policy
from chalicelib.policy.rules import Decision, Pair, Rules
from tests.support.policies import lists, policy_document

PAIR = Pair("spam", "ham", 1)
BANK, EVIL = "ann@bank.test", "eve@evil.test"


def decide(
    text: str = "hello",
    spam: float | None = 0.7,
    origin: Origin = NOWHERE,
    pair: Pair | None = PAIR,
    **changes: Any,
) -> Decision:
    rules = Rules(read_policy(policy_document(**changes), "a policy"), pair)
    label = "spam" if spam is None or spam > 0.5 else "ham"
    return rules.decide(text, origin, label, None if spam is None else (1 - spam, spam))


def test_without_rules_the_model_decides() -> None:
    assert decide() == Decision("spam", "model", None)
    assert decide(spam=None) == Decision("spam", "model")


@pytest.mark.parametrize(("spam", "label"), [(0.9, "ham"), (0.901, "spam"), (0.1, "ham")])
def test_the_threshold_decides_for_the_positive_class(spam: float, label: str) -> None:
    assert decide(spam=spam, threshold=0.9) == Decision(label, "threshold")


def test_the_threshold_may_protect_the_first_class() -> None:
    first = Pair("ham", "spam", 0)
    assert decide(spam=0.7, pair=first, threshold=0.25) == Decision("ham", "threshold")


@pytest.mark.parametrize(
    ("spam", "label"), [(0.29, "ham"), (0.3, "unsure"), (0.8, "unsure"), (0.81, "spam")]
)
def test_the_band_holds_both_its_ends(spam: float, label: str) -> None:
    assert decide(spam=spam, unsure={"from": 0.3, "to": 0.8}).label == label


def test_a_band_below_a_limit_needs_no_positive_class() -> None:
    band = {"below": 0.8}
    assert decide(spam=0.21, pair=None, unsure=band) == Decision("unsure", "unsure")
    assert decide(spam=0.2, pair=None, unsure=band) == Decision("ham", "model")


def test_an_allowed_entry_wins_over_a_denied_one_and_both_over_the_band() -> None:
    deny: dict[str, Any] = {"deny": lists(phrases=["hello"]), "unsure": {"from": 0, "to": 1}}
    assert decide(**deny) == Decision("spam", "deny phrase", "hello")
    allow: dict[str, Any] = {"allow": lists(senders=[BANK])}
    found = decide(origin=Origin((BANK,)), **deny, **allow)
    assert found == Decision("ham", "allow sender", BANK)


@pytest.mark.parametrize("filler", ["\u3164", "\u034f", "\uffa0", "\u200b", "\u2800", "\u3164 "])
def test_a_phrase_is_found_although_fillers_divide_its_words(filler: str) -> None:
    deny: dict[str, Any] = {"deny": lists(phrases=["free cash"], domains=["evil.test"])}
    assert decide(f"now free{filler}cash", **deny).rule == "deny phrase"
    assert decide(f"bank.test{filler}evil.test", **deny).rule == "deny domain"
    assert decide(f"carefree{filler}cash", **deny).rule == "model"


@pytest.mark.parametrize("filler", ["\u3164", "\u034f", "\uffa0", "\u200b"])
def test_a_phrase_is_found_although_fillers_are_within_its_words(filler: str) -> None:
    found = decide(f"fr{filler}ee cash", allow=lists(phrases=["free cash"]))
    assert found.rule == "allow phrase"


def test_hidden_words_of_a_mail_divide_no_phrase_and_excuse_nothing() -> None:
    deny: dict[str, Any] = {"deny": lists(phrases=["claim your prize", "hidden words"])}
    allow: dict[str, Any] = {"allow": lists(phrases=["hello ann"])}
    divided = decide("Claim [hidden: q] your prize", **deny)
    assert divided == Decision("spam", "deny phrase", "claim your prize")
    assert decide("[hidden: some hidden words] hi", **deny).rule == "deny phrase"
    assert decide("[hidden: hello Ann] claim your prize", **deny, **allow).rule == "deny phrase"
    assert decide("hello [hidden: x] Ann, claim your prize", **deny, **allow).label == "ham"


def test_the_entry_that_decided_is_named_as_it_was_written() -> None:
    found = decide("FREE cash", spam=0.1, deny=lists(phrases=["Free  CASH"]))
    assert found == Decision("spam", "deny phrase", "Free  CASH")


def test_an_allowed_link_does_not_excuse_another_one() -> None:
    allow: dict[str, Any] = {"allow": lists(domains=["bank.test"])}
    assert decide("http://www.bank.test/", **allow).rule == "allow domain"
    for evil in (" evil.test", " http://bank.test@evil.test", " http://evil.test/bank.test"):
        assert decide(f"http://bank.test/{evil}", **allow).rule == "model"
    for evil in (
        "http://x.test",
        "http://[::1]/",
        "unread:",
        "http://bank.test,@1/",
        "a:bank.test",
    ):
        found = decide("http://bank.test", origin=Origin((), (evil,)), **allow)
        assert found.rule == "model"
    harmless = Origin((), ("https://www.bank.test/a", "#top", ""))
    assert decide("http://bank.test", origin=harmless, **allow).rule == "allow domain"


def test_the_senders_domain_decides_whether_a_mail_is_allowed() -> None:
    allow: dict[str, Any] = {"allow": lists(domains=["bank.test"])}
    assert decide("see evil.test", origin=Origin((BANK,)), **allow).rule == "allow domain"
    assert decide("see bank.test", origin=Origin((EVIL,)), **allow).rule == "model"
    assert decide("", origin=Origin((BANK, EVIL)), **allow).rule == "model"
    assert decide("", origin=Origin((BANK, "unread:")), **allow).rule == "model"
    assert decide("bank.test", origin=Origin(("ann",)), **allow).rule == "allow domain"


def test_one_denied_sender_or_link_is_enough() -> None:
    deny: dict[str, Any] = {"deny": lists(senders=["+44 7700 900123"], domains=["evil.test"])}
    assert decide(origin=Origin((BANK, "+447700900123")), **deny).rule == "deny sender"
    assert decide(origin=Origin((BANK, EVIL)), **deny).matched == "evil.test"
    assert decide(origin=Origin((), ("https://a.evil.test/x",)), **deny).rule == "deny domain"
    assert decide("bank.test and evil.test", **deny).rule == "deny domain"
    assert decide("bank.test", origin=Origin((BANK,)), **deny).rule == "model"


def test_all_senders_of_a_mail_must_be_allowed() -> None:
    allow: dict[str, Any] = {"allow": lists(senders=[BANK, "bob@bank.test"])}
    assert decide(origin=Origin((BANK, "bob@bank.test")), **allow).matched == BANK
    assert decide(origin=Origin((BANK, EVIL)), **allow).rule == "model"
