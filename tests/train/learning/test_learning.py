"""Reports repair a model that was fitted by a recipe."""

from collections.abc import Sequence

from tests.support.learning import said
from tests.support.parity import LABELS, TRAINING
from train.corpus.reader import Corpus
from train.learning.composition import compose
from train.learning.decisions import Band, Decide, Decision, two_class_decision
from train.recipes.catalog import RECIPES

NEW = "parcel waiting, pay the customs fee at this link {}"


def refit(texts: Sequence[str], labels: Sequence[str]) -> Decide:
    vectorizer, classifier, _ = RECIPES["tutorial"].fit(texts, labels, "spam")
    band = Band(0.4, 0.6)

    def decide(others: Sequence[str]) -> list[Decision]:
        found = classifier.predict_proba(vectorizer.transform(others).toarray())[:, 1].tolist()
        return [two_class_decision(each, ("ham", "spam"), 0.5, band) for each in found]

    return decide


def test_reports_of_new_spam_teach_the_next_model_its_like() -> None:
    base = Corpus(TRAINING, LABELS, "")
    current = refit(base.texts, base.labels)
    reports = [said(NEW.format(at), "spam", f"r{at}") for at in range(6)]
    corpus = compose(base, reports, [], current, refit, seed=1).corpus
    unseen = [NEW.format("tonight")]
    assert [made[0] for made in current(unseen)] == ["ham"]
    assert [made[0] for made in refit(corpus.texts, corpus.labels)(unseen)] == ["spam"]
