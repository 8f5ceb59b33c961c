"""The corpus of the next model: whose label stands, what is set aside, and what is decided."""

from collections.abc import Sequence

from tests.support.learning import BASE, PERSON, audited, fit_first_words, said
from train.corpus.reader import Corpus
from train.learning.composition import (
    BASE_DIFFERS,
    CONTRADICTED,
    DISAGREE,
    DOUBTED,
    Composition,
    compose,
)
from train.learning.reported import Report

CURRENT = fit_first_words(BASE.texts, BASE.labels)
PASSED = audited("ham", "ham", 22)
SEEN = [f"prize {name}" for name in "abcdefgh"] + ["unknown words"]


def composed(
    reports: Sequence[Report], seen: Sequence[str] = (), base: Corpus = BASE, seed: int = 1
) -> Composition:
    return compose(base, reports, seen, CURRENT, fit_first_words, seed=seed)


def labels_of(composition: Composition) -> dict[str, str]:
    corpus = composition.corpus
    assert len(set(corpus.texts)) == len(corpus.texts)
    return dict(zip(corpus.texts, corpus.labels, strict=True))


def reasons_of(composition: Composition) -> dict[str, str]:
    return {each.report.text: each.why for each in composition.aside}


def test_a_report_joins_the_base_once() -> None:
    reports = [said("sale one", "spam", "r1"), said("SALE  one", "spam", "r2")]
    composition = composed(reports)
    assert labels_of(composition) == labels_of(composed([])) | {"sale one": "spam"}
    assert composition.counts == {"base": 4, "asked": 0, "reports": 1, "decided": 0}


def test_equal_texts_of_the_base_count_once_with_the_first_label() -> None:
    base = Corpus([*BASE.texts, "PRIZE one"], [*BASE.labels, "ham"], "")
    assert labels_of(composed([], base=base)) == labels_of(composed([]))


def test_a_later_report_of_the_same_reporter_replaces_the_earlier() -> None:
    composition = composed([said("sale", "ham", week=2), said("sale", "spam", week=1)])
    assert labels_of(composition)["sale"] == "ham"


def test_reporters_who_disagree_wait_for_a_person() -> None:
    composition = composed([said("sale", "ham", "r1"), said("sale", "spam", "r2")])
    assert "sale" not in labels_of(composition)
    assert reasons_of(composition) == {"sale": DISAGREE}


def test_the_label_of_the_base_stands_against_a_report() -> None:
    composition = composed([said("prize one", "ham")])
    assert labels_of(composition)["prize one"] == "spam"
    assert reasons_of(composition) == {"prize one": BASE_DIFFERS}


def test_a_report_that_agrees_with_the_base_changes_nothing() -> None:
    composition = composed([said("prize one", "spam")])
    assert (composition.corpus, composition.aside) == (composed([]).corpus, ())


def test_a_person_decides_against_the_base_and_against_reports() -> None:
    person = [said(text, "ham", PERSON, source="asked") for text in ("prize one", "sale")]
    composition = composed([*person, said("prize one", "spam"), said("sale", "spam", week=9)])
    assert labels_of(composition) | {"prize one": "ham", "sale": "ham"} == labels_of(composition)
    assert composition.aside == ()
    assert composition.counts == {"base": 3, "asked": 2, "reports": 0, "decided": 0}


def test_a_flood_of_one_reporter_is_set_aside_though_its_reports_support_each_other() -> None:
    flood = [said(f"prize {name}", "ham", "attacker") for name in "abcdefgh"]
    composition = composed([*flood, said("sale", "spam", "r1"), said("deal", "spam", "r2")])
    assert reasons_of(composition) == dict.fromkeys((each.text for each in flood), DOUBTED)
    assert labels_of(composition) | {"sale": "spam", "deal": "spam"} == labels_of(composition)


def test_a_rare_contradiction_is_believed() -> None:
    honest = [said(f"new {at}", "ham", f"r{at}") for at in range(4)]
    reports = [*honest, said("prize of the club", "ham", "r5")]
    composition = composed(reports)
    assert labels_of(composition)["prize of the club"] == "ham"
    assert composition.trust.contradicted == 1


def test_a_contradiction_waits_once_a_person_found_reports_wrong() -> None:
    honest = [said(f"new {at}", "ham", f"r{at}") for at in range(4)]
    checked = [said(f"old {at}", "spam", "r9") for at in range(5)]
    person = [said(f"old {at}", "ham", PERSON, source="asked") for at in range(5)]
    reports = [*honest, said("prize of the club", "ham", "r5"), *checked, *person]
    assert reasons_of(composed(reports)) == {"prize of the club": CONTRADICTED}


def test_who_reported_a_text_first_does_not_decide_whether_it_counts() -> None:
    flood = [said(f"prize {name}", "ham", "attacker") for name in "abcdef"]
    honest = [said(text, "spam", "r1", week=2) for text in ("sale", "deal")]
    for week in (1, 3):
        composition = composed([*flood, *honest, said("sale", "spam", "attacker", week)])
        assert labels_of(composition)["sale"] == "spam"
        assert "sale" not in reasons_of(composition)


def test_false_reports_of_one_reporter_wait_if_nobody_else_reports() -> None:
    flood = [said(f"prize {name}", "ham", "attacker") for name in "abcdefgh"]
    composition = composed(flood)
    assert composition.counts["reports"] == 0
    assert {*reasons_of(composition)} == {each.text for each in flood}


def test_a_lone_reporter_is_believed_where_no_refit_is_sure() -> None:
    reports = [said(f"sale {at}", "spam") for at in range(4)]
    assert composed(reports).counts["reports"] == 4


def test_a_trusted_reporter_counts_as_a_person_does_and_brings_decided_texts() -> None:
    flood = [said(f"prize {name}", "ham", "owner", source="trusted") for name in "abcdefgh"]
    other = said("prize a", "spam", "r1", week=9)
    composition = composed([*flood, other, said("prize one", "ham", "owner", source="trusted")])
    labels = labels_of(composition)
    assert {labels[text] for text in ("prize one", "prize a", "prize h")} == {"ham"}
    assert composition.aside == ()
    assert composition.counts == {"base": 3, "asked": 0, "reports": 9, "decided": 0}
    seen = [f"meet {at}" for at in range(30)]
    assert composed([*flood, *PASSED], seen).counts["decided"] == 3 * len(flood)


def test_a_label_on_a_sheet_and_one_of_a_trusted_reporter_count_alike() -> None:
    trusted = said("prize a", "ham", "owner", week=2, source="trusted")
    for week, label in ((1, "ham"), (3, "spam")):
        asked = said("prize a", "spam", PERSON, week, source="asked")
        assert labels_of(composed([trusted, asked]))["prize a"] == label


def test_false_reports_do_not_hide_among_repeated_labels() -> None:
    honest = [said(f"meet {at}", "ham", f"r{at}", served="ham") for at in range(60)]
    repeated = [said(f"meet x{at}", "ham", "attacker", served="ham") for at in range(50)]
    false = [said(f"meet y{at}", "spam", "attacker", served="ham") for at in range(22)]
    composition = composed([*honest, *repeated, *false])
    assert reasons_of(composition) == dict.fromkeys((each.text for each in false), DOUBTED)


def test_false_reports_do_not_hide_among_corrections_of_the_same_reporter() -> None:
    true = [said(f"sale {at}", "spam", "attacker", served="ham") for at in range(30)]
    false = [said(f"prize {at}", "ham", "attacker", served="spam") for at in range(5)]
    composition = composed([*true, *false])
    assert reasons_of(composition) == dict.fromkeys((each.text for each in false), CONTRADICTED)


def test_five_who_agree_on_a_correction_are_believed_against_a_refit() -> None:
    composition = composed([said("meet mum", "spam", f"r{at}") for at in range(5)])
    assert labels_of(composition)["meet mum"] == "spam"
    assert composition.aside == ()


def test_each_report_brings_three_decided_texts_where_the_model_is_sure() -> None:
    composition = composed([said("sale", "spam"), *PASSED], SEEN)
    assert composition.counts == {"base": 4, "asked": 22, "reports": 1, "decided": 3}
    assert sum(label == "spam" for label in labels_of(composition).values()) == 2 + 1 + 3
    every = composed([*(said(f"sale {at}", "spam") for at in range(9)), *PASSED], SEEN)
    assert labels_of(every).keys() & {*SEEN} == {*SEEN} - {"unknown words"}


def test_nothing_is_decided_if_the_audit_does_not_pass() -> None:
    reports = [said("sale", "spam"), *PASSED, *audited("spam", "ham", 1)]
    assert composed(reports, SEEN).counts["decided"] == 0
    assert composed([said("sale", "spam")], SEEN).counts["decided"] == 0


def test_a_disputed_text_is_not_decided() -> None:
    disputed = [said("prize a", "ham", "r1"), said("prize a", "spam", "r2")]
    reports = [said(f"sale {at}", "spam") for at in range(9)]
    composition = composed([*disputed, *reports, *PASSED], SEEN)
    assert "prize a" not in labels_of(composition)
    assert "prize b" in labels_of(composition)


def test_the_order_of_the_reports_does_not_matter() -> None:
    reports = [said(f"sale {at}", "spam", f"r{at}", at + 1) for at in range(2)] + PASSED
    one, other = composed(reports, SEEN), composed(reports[::-1], SEEN[::-1])
    assert labels_of(one) == labels_of(other)


def test_without_reports_the_corpus_is_the_base() -> None:
    assert composed([], SEEN).corpus == BASE
