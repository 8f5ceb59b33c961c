"""What a refit says of reports that it was not fitted to."""

from collections.abc import Sequence

from tests.support.learning import BASE, fit_first_words, said
from train.learning.contradictions import Texts, contradicts, out_of_fold
from train.learning.decisions import Decide, Decision

KNOWN = Texts(BASE.texts, BASE.labels)


def test_no_report_is_judged_by_a_refit_that_learned_from_it_or_from_its_reporter() -> None:
    reports = [said(f"text {at}", "spam", f"r{at % 7}") for at in range(30)]
    reporter_of = {report.text: report.reporter for report in reports}
    judged: list[str] = []

    def refit(texts: Sequence[str], labels: Sequence[str]) -> Decide:
        assert set(BASE.texts) <= set(texts)
        learned = {reporter_of.get(text) for text in texts}

        def decide(others: Sequence[str]) -> list[Decision]:
            assert not learned & {reporter_of[text] for text in others}
            judged.extend(others)
            return fit_first_words(texts, labels)(others)

        return decide

    assert len(out_of_fold(KNOWN, reports, refit, 1)) == 30
    assert sorted(judged) == sorted(reporter_of)


def test_the_decisions_are_in_the_order_of_the_reports() -> None:
    reports = [said(f"{word} new", "ham", f"r{word}") for word in ("prize", "meet") * 4]
    decided = out_of_fold(KNOWN, reports, fit_first_words, 1)
    assert [made.label for made in decided] == ["ham" if at % 2 else "spam" for at in range(8)]


def test_the_reports_of_a_single_reporter_judge_each_other() -> None:
    reports = [said(f"sale {at}", "spam") for at in range(20)]
    assert {made.label for made in out_of_fold(KNOWN, reports, fit_first_words, 1)} == {"spam"}


def test_only_another_label_with_a_margin_contradicts() -> None:
    report = said("sale", "spam")
    assert contradicts(report, Decision("ham", 0.51, sure=True))
    assert not contradicts(report, Decision("ham", 0.5, sure=True))
    assert not contradicts(report, Decision("spam", 1.0, sure=True))


def test_without_reports_nothing_is_fitted() -> None:
    def refuse(texts: Sequence[str], labels: Sequence[str]) -> Decide:
        raise AssertionError((texts, labels))

    assert out_of_fold(KNOWN, [], refuse, 1) == []
