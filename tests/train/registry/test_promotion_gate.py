"""Which versions are not promoted, which are, and that publishing is never refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB

from chalicelib.errors import NotInStoreError
from chalicelib.registry.fetch import fetch_manifest
from tests.support.parity import TRAINING
from tests.support.predicted import TEN, carrying, predicted
from tests.support.several_labels import NAMES, several_bundle
from tests.support.stores import AnyWriter, promote, publish
from train.errors import InputError
from train.evaluation.predictions import Prediction, Predictions, write_predictions
from train.export.exporter import export_model
from train.registry.bundle import Bundle, make_bundle
from train.registry.promotion_gate import refuse_worse
from train.registry.stored_predictions import (
    VersionPredictions,
    fetch_current_predictions,
    fetch_predictions,
)
from train.registry.writable_store import open_writer


@pytest.fixture
def writer(tmp_path: Path) -> AnyWriter:
    """Return an empty store in a directory."""
    return open_writer(str(tmp_path / "models"))


@pytest.fixture
def current(tutorial_bundle: Bundle, writer: AnyWriter) -> str:
    """Promote a version that labels nine of ten texts right, all but the last."""
    version = publish(carrying(tutorial_bundle, write_predictions(predicted(TEN[:9]))), writer)
    promote(version, writer)
    return version


def published(bundle: Bundle, predictions: Predictions | None, writer: AnyWriter) -> str:
    raw = None if predictions is None else write_predictions(predictions)
    return publish(carrying(bundle, raw), writer)


def test_a_worse_version_is_refused_and_the_texts_counted(
    current: str, tutorial_bundle: Bundle, writer: AnyWriter
) -> None:
    version = published(tutorial_bundle, predicted("34" + "9"), writer)
    with pytest.raises(InputError) as refused:
        refuse_worse(version, writer)
    assert str(refused.value) == (
        f"{version} was not promoted: it is significantly worse than the current version: of 10 "
        f"texts that neither was fitted to, it labels 3 right and {current} 9; --force promotes it "
        "anyway"
    )


@pytest.mark.parametrize(
    "predictions",
    [
        pytest.param(predicted(TEN), id="better"),
        pytest.param(predicted(TEN[:9]), id="equal"),
        pytest.param(predicted(TEN[:5]), id="worse-within-chance"),
    ],
)
@pytest.mark.usefixtures("current")
def test_a_version_is_not_refused_if_it_is(
    predictions: Predictions, tutorial_bundle: Bundle, writer: AnyWriter
) -> None:
    refuse_worse(published(tutorial_bundle, predictions, writer), writer)


def test_what_was_compared_is_returned_with_both_figures(
    current: str, tutorial_bundle: Bundle, writer: AnyWriter
) -> None:
    version = published(tutorial_bundle, predicted(TEN[1:8]), writer)
    assert refuse_worse(version, writer) == (
        "not significantly worse: of 10 texts that neither was fitted to, it labels 7 right and "
        f"{current} 9; of the 5 that are 'ham', it labels 2 as 'spam' and {current} 0"
    )


@pytest.mark.parametrize(
    ("predictions", "reason"),
    [
        pytest.param(None, "NEW has no predictions; 'export --test' makes them", id="none"),
        pytest.param(predicted("", ""), "found 0 texts that both predicted", id="no-texts"),
        pytest.param(
            predicted("", "abcdefghij"), "found 0 texts that both predicted", id="no-common-texts"
        ),
        pytest.param(
            predicted(TEN, TEN[:4]),
            "found 4 texts that both predicted; expected at least 5",
            id="too-few",
        ),
        pytest.param(
            predicted(TEN, "0135796"),
            "found 2 texts of class 'ham' that both predicted; expected at least 5",
            id="too-few-of-ham",
        ),
    ],
)
def test_a_version_that_cannot_be_compared_is_refused(
    predictions: Predictions | None,
    reason: str,
    current: str,
    tutorial_bundle: Bundle,
    writer: AnyWriter,
) -> None:
    version = published(tutorial_bundle, predictions, writer)
    with pytest.raises(InputError) as refused:
        refuse_worse(version, writer)
    message = str(refused.value)
    assert message.startswith(
        f"{version} was not promoted: it cannot be compared with the current version {current}: "
    )
    assert reason.replace("NEW", version) in message
    assert message.endswith("; --force promotes it anyway")


@pytest.mark.usefixtures("current")
def test_five_texts_fewer_are_significant(tutorial_bundle: Bundle, writer: AnyWriter) -> None:
    version = published(tutorial_bundle, predicted(TEN[:4]), writer)  # 1 / 2^5; TEN[:5] is 1 / 2^4
    with pytest.raises(InputError, match=r"it labels 4 right and \S+ 9;"):
        refuse_worse(version, writer)


THIRTY = "".join(map(chr, range(ord("0"), ord("0") + 30)))
"""The keys of thirty texts; fifteen are spam."""

HAM, SPAM = THIRTY[::2], THIRTY[1::2]


@pytest.mark.parametrize(
    ("blocked", "is_refused"),
    [pytest.param(4, False, id="within-chance"), pytest.param(5, True, id="beyond-chance")],
)
def test_more_blocked_ham_is_refused_even_with_fewer_mistakes_in_all(
    tutorial_bundle: Bundle, writer: AnyWriter, blocked: int, is_refused: bool
) -> None:
    old = published(tutorial_bundle, predicted(HAM, THIRTY), writer)  # misses all spam
    promote(old, writer)
    new = published(tutorial_bundle, predicted(HAM[blocked:] + SPAM, THIRTY), writer)
    figures = f"of the 15 that are 'ham', it labels {blocked} as 'spam' and {old} 0"
    if not is_refused:
        assert refuse_worse(new, writer).endswith(figures)
        return
    with pytest.raises(InputError) as refused:
        refuse_worse(new, writer)
    assert str(refused.value) == (
        f"{new} was not promoted: it blocks significantly more ham than the current version: "
        f"{figures}, among texts that neither was fitted to; --force promotes it anyway"
    )


def test_with_three_classes_no_ham_is_compared(
    three_class_bundle: Bundle, writer: AnyWriter
) -> None:
    classes = three_class_bundle.manifest.classes
    rows = tuple(Prediction(key, "ham", "ham", 0.5) for key in TEN)
    raw = write_predictions(Predictions(classes, rows))
    old = publish(carrying(three_class_bundle, raw), writer)
    promote(old, writer)
    right = tuple(Prediction(key, "ham", "ham", 0.6) for key in TEN)
    raw = write_predictions(Predictions(classes, right))
    assert refuse_worse(publish(carrying(three_class_bundle, raw), writer), writer) == (
        f"not significantly worse: of 10 texts that neither was fitted to, it labels 10 right and "
        f"{old} 10"
    )


@pytest.mark.usefixtures("current")
def test_texts_with_two_different_true_labels_do_not_count(
    tutorial_bundle: Bundle, writer: AnyWriter
) -> None:
    rows = [Prediction(key, "spam", "ham", 0.1) for key in "02468"]  # ham in the other version
    predictions = Predictions(("ham", "spam"), tuple(rows))
    with pytest.raises(InputError, match="found 0 texts that both predicted"):
        refuse_worse(published(tutorial_bundle, predictions, writer), writer)


def test_a_promoted_version_without_predictions_cannot_be_compared(
    tutorial_bundle: Bundle, writer: AnyWriter
) -> None:
    old = published(tutorial_bundle, None, writer)
    promote(old, writer)
    with pytest.raises(InputError, match=f"{old} has no predictions"):
        refuse_worse(published(tutorial_bundle, predicted(TEN), writer), writer)


def test_the_first_version_is_not_compared(tutorial_bundle: Bundle, writer: AnyWriter) -> None:
    refuse_worse(published(tutorial_bundle, predicted(""), writer), writer)


def test_the_promoted_version_is_not_compared_with_itself(current: str, writer: AnyWriter) -> None:
    refuse_worse(current, writer)


def test_other_classes_are_refused_and_named(
    current: str, three_class_bundle: Bundle, writer: AnyWriter
) -> None:
    version = publish(three_class_bundle, writer)
    with pytest.raises(InputError) as refused:
        refuse_worse(version, writer)
    assert str(refused.value).startswith(
        f"{version} was not promoted: its classes are ham, prize, spam; those of the "
        f"current version {current} are ham, spam, and a running service keeps its model until it "
    )


def test_a_missing_version_is_reported(current: str, writer: AnyWriter) -> None:
    with pytest.raises(NotInStoreError):
        refuse_worse(current[:-1] + ("0" if current[-1] != "0" else "1"), writer)


def test_the_predictions_of_a_version_are_fetched(current: str, writer: AnyWriter) -> None:
    predictions = predicted(TEN[:9])
    assert fetch_predictions(writer, fetch_manifest(writer, current)) == predictions
    assert fetch_current_predictions(writer) == VersionPredictions(current, predictions)


def test_a_promoted_version_without_predictions_has_none(
    tutorial_bundle: Bundle, writer: AnyWriter
) -> None:
    promote(published(tutorial_bundle, None, writer), writer)
    assert fetch_current_predictions(writer) is None


def test_a_worse_version_is_refused_in_a_bucket_as_well(s3: str, tutorial_bundle: Bundle) -> None:
    store = open_writer(s3)
    promote(published(tutorial_bundle, predicted(TEN), store), store)
    with pytest.raises(InputError, match="significantly worse"):
        refuse_worse(published(tutorial_bundle, predicted(""), store), store)


def test_a_version_that_gives_several_labels_is_refused(writer: AnyWriter) -> None:
    labels = [NAMES[number % len(NAMES)] for number in range(len(TRAINING))]
    vectorizer = CountVectorizer()
    estimators = (vectorizer, MultinomialNB().fit(vectorizer.fit_transform(TRAINING), labels))
    facts = {"recipe": "own", "data": None, "metrics": None, "positive": None, "threshold": None}
    one = make_bundle(
        export_model(*estimators), estimators, facts, datetime(2026, 1, 1, tzinfo=UTC)
    )
    promote(publish(one, writer), writer)
    with pytest.raises(InputError, match="it gives several labels to each text and the current"):
        refuse_worse(publish(several_bundle(), writer), writer)
