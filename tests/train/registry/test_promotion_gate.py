"""Which versions are not promoted, which are, and that publishing is never refused."""

import hashlib
from pathlib import Path

import pytest

from chalicelib.errors import NotInStoreError
from chalicelib.manifest import read_manifest, version_key, version_of
from chalicelib.registry.fetch import fetch_manifest
from tests.support.commands import Run
from tests.support.stores import AnyWriter, promote, publish
from train.errors import InputError
from train.evaluation.predictions import FILE_NAME, Prediction, Predictions, write_predictions
from train.registry.bundle import Bundle, write_bundle
from train.registry.promotion_gate import refuse_worse
from train.registry.stored_predictions import (
    VersionPredictions,
    fetch_current_predictions,
    fetch_predictions,
)
from train.registry.writable_store import open_writer

TEN = "0123456789"
"""The keys of ten texts, five of them spam."""


def predicted(right: str, keys: str = TEN) -> Predictions:
    """Return predictions for the texts with the keys; those in `right` are labelled right."""
    other = {"ham": "spam", "spam": "ham"}
    rows = [
        Prediction(key, label, label if key in right else other[label], 0.5)
        for key in keys
        for label in [("ham", "spam")[ord(key) % 2]]
    ]
    return Predictions(("ham", "spam"), tuple(rows))


def carrying(bundle: Bundle, raw: bytes | None) -> Bundle:
    """Return the bundle with other bytes as its predictions, or without predictions."""
    files = {name: old for name, old in bundle.files.items() if name != FILE_NAME}
    if raw is not None:
        files[FILE_NAME] = raw
    entries = {
        name: {"size": len(old), "sha256": hashlib.sha256(old).hexdigest()}
        for name, old in files.items()
    }
    document = bundle.manifest.document | {"files": entries}
    return Bundle(read_manifest(document, version_of(document), "manifest"), files)


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
"""The keys of thirty texts, of which fifteen are spam."""

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


Versions = tuple[str, str]


@pytest.fixture
def good_and_bad(run: Run, tutorial_bundle: Bundle) -> Versions:
    """Promote a version that is always right, publish one that is always wrong."""
    names = []
    for name, right in (("good", TEN), ("bad", "")):
        write_bundle(carrying(tutorial_bundle, write_predictions(predicted(right))), Path(name))
        names.append(run("publish", name)[1].strip())
    assert run("promote", names[0])[0] == 0
    return names[0], names[1]


def promoted(run: Run) -> str:
    """Return the version that `list` shows as the current one."""
    lines = run("list")[1].splitlines()
    return next(line.split()[0] for line in lines if line.endswith("current"))


@pytest.mark.parametrize("dry", [pytest.param([], id="for-real"), ["--dry-run"]])
def test_promote_refuses_in_one_line(run: Run, good_and_bad: Versions, dry: list[str]) -> None:
    good, bad = good_and_bad
    code, output, errors = run("promote", bad, *dry)
    assert (code, output, errors.count("\n")) == (2, "", 1)
    assert errors.startswith(f"error: {bad} was not promoted: it is significantly worse than")
    assert promoted(run) == good


def test_promote_with_force_promotes_a_worse_version(run: Run, good_and_bad: Versions) -> None:
    good, bad = good_and_bad
    assert run("promote", bad, "--force")[2] == f"promoted at models: {bad}, after {good}\n"


@pytest.mark.usefixtures("good_and_bad")
def test_promote_with_force_promotes_other_classes(run: Run, three_class_bundle: Bundle) -> None:
    write_bundle(three_class_bundle, Path("three"))
    version = run("publish", "three")[1].strip()
    assert run("promote", version)[0] == 2
    assert run("promote", version, "--force")[0] == 0
    assert promoted(run) == version


def test_publishing_a_worse_version_publishes_it_and_refuses_to_promote(
    run: Run, good_and_bad: Versions, tutorial_bundle: Bundle
) -> None:
    good, _ = good_and_bad
    write_bundle(carrying(tutorial_bundle, write_predictions(predicted("0"))), Path("worse"))
    code, version, errors = run("publish", "worse", "--promote")
    assert (code, errors.count("\n")) == (2, 2)
    assert errors.startswith("published at models, unsigned\nerror: ")
    assert run("verify", version.strip())[0] == 0
    assert promoted(run) == good


def test_publish_with_force_promotes_a_worse_version(run: Run, good_and_bad: Versions) -> None:
    _, bad = good_and_bad
    assert run("publish", "bad", "--promote", "--force")[0] == 0
    assert promoted(run) == bad


def test_a_rollback_to_a_worse_version_is_not_refused(run: Run, good_and_bad: Versions) -> None:
    good, bad = good_and_bad
    run("promote", bad, "--force")
    run("promote", good)
    assert run("rollback")[0] == 0
    assert promoted(run) == bad


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="truncated"),
        pytest.param(b"{", id="other-bytes"),
        pytest.param(None, id="missing"),
    ],
)
def test_a_damaged_current_version_is_replaced_only_by_force(
    run: Run, good_and_bad: Versions, raw: bytes | None
) -> None:
    good, bad = good_and_bad
    path = Path("models", version_key(good, FILE_NAME))
    path.unlink() if raw is None else path.write_bytes(raw)
    code, output, errors = run("promote", bad)
    assert (code, output, errors.count("\n")) == (2, "", 1)
    assert "cannot be compared" in errors
    assert errors.endswith("--force promotes it anyway\n")
    assert run("promote", bad, "--force")[0] == 0
    assert promoted(run) == bad


def test_a_worse_version_is_refused_in_a_bucket_as_well(s3: str, tutorial_bundle: Bundle) -> None:
    store = open_writer(s3)
    promote(published(tutorial_bundle, predicted(TEN), store), store)
    with pytest.raises(InputError, match="significantly worse"):
        refuse_worse(published(tutorial_bundle, predicted(""), store), store)
