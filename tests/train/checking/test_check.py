"""`export --check` refuses a model that differs from the author's code, and finds out why."""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import joblib
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import LabelEncoder, MultiLabelBinarizer
from sklearn.svm import LinearSVC

from tests.support.checked_models import RAW, author, refused, saved
from tests.support.commands import Run
from tests.support.parity import LABELS, TRAINING
from tests.support.several_labels import BY_TEXT


def spam_after(clean: Callable[[str], str], texts: Sequence[str]) -> list[float]:
    """Return the probabilities of spam that the author's code gives."""
    model = joblib.load("mine.joblib")
    return [float(each) for each in model.predict_proba([*map(clean, texts)])[:, 1]]


def test_a_model_that_agrees_is_written_with_what_was_checked(run: Run) -> None:
    predict = author(str)
    texts = [*RAW, RAW[0]]
    saved(texts, predict(texts))
    code, _, errors = run("export", "mine.joblib", "--check", "raw.csv")
    assert code == 0
    assert (
        "checked: all 12 texts get the labels that your code gave them; 1 row repeats one of them"
        in errors
    )
    assert "warning: nothing proves" not in errors
    digest = hashlib.sha256(Path("raw.csv").read_bytes()).hexdigest()
    manifest = json.loads(Path("build/model/manifest.json").read_text())
    assert manifest["checked"] == {"texts": 12, "sha256": digest, "differences": 0}


def test_whole_numbers_are_the_labels_of_a_model_of_floats(run: Run) -> None:
    numbers = [float(label == LABELS[0]) for label in LABELS]
    pipeline = make_pipeline(CountVectorizer(), LogisticRegression()).fit(TRAINING, numbers)
    joblib.dump(pipeline, "mine.joblib")
    for labels in (pipeline.predict(RAW), [int(label) for label in pipeline.predict(RAW)]):
        saved(RAW, labels)
        code, _, errors = run("export", "mine.joblib", "--check", "raw.csv")
        assert (code, errors.count("checked: all 12 texts")) == (0, 1)


def test_without_a_check_one_line_warns(run: Run) -> None:
    author(str)
    code, _, errors = run("export", "mine.joblib")
    assert (code, errors.count("warning: nothing proves that raw texts")) == (0, 1)
    assert "checked" not in json.loads(Path("build/model/manifest.json").read_text())


@pytest.mark.parametrize(
    ("clean", "step"),
    [
        pytest.param(str.lower, "lower", id="lower"),
        pytest.param(lambda text: re.sub(r"[^\w\s]", "", text), "punctuation=", id="signs"),
        pytest.param(
            lambda text: re.sub("[^a-zA-Z]", " ", text).lower(), "lower 's/[^a-zA-Z]/ /'", id="two"
        ),
        pytest.param(
            lambda text: re.sub(r"https?://\S+", "", re.sub(r"[.!:]+(?= |$)", "", text.lower())),
            None,
            id="unknown",
        ),
    ],
)
def test_cleaning_outside_the_files_is_found(
    run: Run, clean: Callable[[str], str], step: str | None
) -> None:
    predict = author(clean)
    labels = predict(RAW)
    saved(RAW, labels, probability_spam=spam_after(clean, RAW))
    error = refused(run)
    assert "scikit-learn's own objects give the model's labels to these texts" in error
    assert re.search(
        r"error: \d+ of 12 texts differ from what your code gave: raw.csv: line", error
    )
    if step is not None:
        assert f"with --clean {step}" in error


@pytest.mark.parametrize("number", [1, 2])
def test_no_cleaning_is_named_for_few_texts(run: Run, number: int) -> None:
    predict = author(str.lower)
    texts = [*(RAW[0], RAW[2])[:number], "see"]
    saved(texts, predict(texts), probability_spam=spam_after(str.lower, texts))
    error = refused(run)
    assert f"{number} of {number + 1} texts differ" in error
    assert "your code may clean texts before the vectorizer: " in error
    assert "check a few hundred texts" in error
    assert "all agree with --clean" not in error


def test_the_first_differences_are_shown_with_their_lines(run: Run) -> None:
    predict = author(str)
    labels = predict(RAW)
    other = {"ham": "spam", "spam": "ham"}
    saved(RAW, [other[label] if number < 7 else label for number, label in enumerate(labels)])
    error = refused(run)
    assert "7 of 12 texts differ from what your code gave: raw.csv: line 2: expected " in error
    assert f"line 2: expected {other[labels[0]]}, found {labels[0]}; raw.csv: line 3: " in error
    assert "; and 2 more; likely cause: " in error
    assert "no cause that was tried explains it" in error


def test_a_missing_label_encoder_is_found(run: Run) -> None:
    encoder = LabelEncoder().fit(LABELS)
    pipeline = make_pipeline(CountVectorizer(), LinearSVC())
    joblib.dump(pipeline.fit(TRAINING, encoder.transform(LABELS)), "mine.joblib")
    saved(RAW, encoder.inverse_transform(pipeline.predict(RAW)))
    error = refused(run)
    assert "with ham=0,spam=1 all agree; give export the fitted LabelEncoder" in error
    assert "--labels 0=ham,1=spam to serve the names of your code, or --labels ham=0,s" in error
    joblib.dump(encoder, "encoder.joblib")
    assert run("export", "mine.joblib", "encoder.joblib", "--check", "raw.csv")[0] == 0
    for names in ("ham=0,spam=1", "0=ham,1=spam"):
        assert run("export", "mine.joblib", "--check", "raw.csv", "--labels", names)[0] == 0


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("text,label\nhello,\nfree,spam\n", "raw.csv: line 2: found no label; expected one"),
        ("text,label\na,ham\na,spam\n", "raw.csv: line 3: the label is 'spam', and that of"),
        ("text,label,probability_spam\na,ham,x\n", "probability_spam is 'x'; expected a number"),
        ("text,label,probability_spam\na,ham,1.5\n", "probability_spam is '1.5'; expected a"),
        ("text,label,probability_x\na,ham,1\n", "the column probability_x; expected probability_h"),
        ("text,label\n", "found no labelled text"),
        (
            "text,label\na,spma\nfree prize,spam\n",
            "line 2: the label is 'spma'; the model knows ham, spam; if your code gives it",
        ),
    ],
)
def test_a_file_that_cannot_check_is_refused(run: Run, rows: str, message: str) -> None:
    author(str)
    Path("raw.csv").write_text(rows)
    assert message in refused(run)


def test_a_measured_model_is_checked_too(run: Run) -> None:
    predict = author(str)
    saved(RAW, predict(RAW))
    more = ("--test", "raw.csv", "--check", "raw.csv")
    assert run("export", "mine.joblib", *more)[0] == 0
    assert json.loads(Path("build/model/manifest.json").read_text())["checked"]["texts"] == 12
    Path("build/model/manifest.json").unlink()
    saved(RAW, ["ham"] * 12)
    assert "likely cause" in refused(run, "--test", "raw.csv")


def test_several_labels_of_a_text_are_compared_as_sets(run: Run) -> None:
    encoder = MultiLabelBinarizer().fit(BY_TEXT)
    several = OneVsRestClassifier(LogisticRegression(C=100))
    pipeline = make_pipeline(CountVectorizer(), several)
    pipeline.fit(TRAINING, encoder.transform(BY_TEXT))
    joblib.dump({"model": pipeline, "labels": encoder}, "mine.joblib")
    labels = [list(row) for row in encoder.inverse_transform(pipeline.predict(RAW))]
    assert {len(row) for row in labels} >= {0, 1, 2}
    shown = [row[0] if len(row) == 1 else json.dumps(row[::-1]) for row in labels]
    saved(RAW, shown)
    assert run("export", "mine.joblib", "--check", "raw.csv")[0] == 0
    Path("build/model/manifest.json").unlink()
    single = [len(row) for row in labels].index(1)
    saved(RAW, [*shown[:single], "[]", *shown[single + 1 :]])
    error = refused(run)
    assert f"line {single + 2}: expected [], found {json.dumps(labels[single])}" in error
    assert "scikit-learn's own objects give the model's labels" in error
    rows = [zip(encoder.classes_, row, strict=True) for row in pipeline.predict_proba(RAW)]
    saved(RAW, [json.dumps([name for name, share in row if share > 0.2]) for row in rows])
    assert "your code gives a text each label above a threshold of its own, from 0.1" in refused(
        run
    )
    saved(RAW, ["[1.5]"] * 12)
    assert "raw.csv: line 2: the label is [1.5]; expected an array of labels" in refused(run)


def test_rounds_after_the_best_one_are_named_as_a_cause(run: Run) -> None:
    xgboost = pytest.importorskip("xgboost")
    vectorizer = CountVectorizer()
    numbers = [int(label == "spam") for label in LABELS]
    matrix = xgboost.DMatrix(vectorizer.fit_transform(TRAINING), numbers)
    booster = xgboost.train({"objective": "binary:logistic", "nthread": 1}, matrix, 3)
    booster.set_attr(best_iteration="0")  # as early stopping does
    joblib.dump([vectorizer, booster], "mine.joblib")
    saved(TRAINING[-2:], [1, 1])
    assert "likely cause: all 3 rounds are exported, as Booster.predict takes" in refused(run)
