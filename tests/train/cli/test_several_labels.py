"""The commands with a model that gives a text several labels: export, check, publish, predict."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import joblib
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import MultiLabelBinarizer

from tests.support.commands import Run
from tests.support.mistakes import assert_mistake
from tests.support.parity import TRAINING
from tests.support.several_labels import BY_TEXT, NAMES
from train.registry.bundle import Bundle, write_bundle

FILES = ("vectorizer.joblib", "classifier.joblib", "binarizer.joblib")
TEXTS = ["free prize call now claim 2000 cash", "the train is late again, sorry", "see you at 8"]


@pytest.fixture
def own(run: Run) -> list[list[str]]:
    """Write the author's files, and return the author's labels of the texts."""
    del run
    vectorizer, binarizer = TfidfVectorizer(), MultiLabelBinarizer()
    classifier = OneVsRestClassifier(LogisticRegression(C=10))
    classifier.fit(vectorizer.fit_transform(TRAINING), binarizer.fit_transform(BY_TEXT))
    for name, estimator in zip(FILES, (vectorizer, classifier, binarizer), strict=True):
        joblib.dump(estimator, name)
    found = binarizer.inverse_transform(classifier.predict(vectorizer.transform(TEXTS)))
    return [list(labels) for labels in found]


def written(name: str, labels: Sequence[object]) -> str:
    rows = zip(TEXTS, map(json.dumps, labels), strict=True)
    with Path(name).open("w", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *rows])
    return name


def test_a_model_is_exported_checked_published_and_asked(run: Run, own: list[list[str]]) -> None:
    raw = written("raw.csv", [[*reversed(labels)] for labels in own])
    code, _, errors = run("export", *FILES, "--check", raw)
    assert code == 0
    assert "checked: all 3 texts get the labels that your code gave them" in errors
    manifest = json.loads(Path("build/model/manifest.json").read_text())
    assert (manifest["several"], manifest["classes"]) == (True, NAMES)
    assert (manifest["positive"], manifest["threshold"]) == (None, None)
    assert run("publish", "--promote")[0] == 0
    assert run("predict", *TEXTS)[1].splitlines() == [*map(json.dumps, own)]
    code, output, errors = run("predict", "--data", "raw.csv", "--keep", "label", "--explain")
    rows = list(csv.DictReader(io.StringIO(output)))
    assert [json.loads(row["label"]) for row in rows] == own
    assert all(float(row["probability_spam"]) > 0 and row["evidence"] for row in rows)
    counts = [f"{sum(name in labels for labels in own)} {name}" for name in NAMES]
    assert errors == f"labelled 3 rows: {', '.join(counts)}\n"
    lines = run("predict", "--data", "raw.csv", "--format", "jsonl")[1].splitlines()
    assert [json.loads(line)["label"] for line in lines] == own


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ('["spam", "short"]', r'expected ["short", "spam"], found ["number", "spam"]'),
        ("spam", r'expected ["spam"], found ["number", "spam"]'),
        ("[1.5]", "expected an array of labels"),
    ],
)
def test_a_label_that_differs_or_is_none_is_refused(
    run: Run, own: list[list[str]], label: str, message: str
) -> None:
    written("raw.csv", own)
    content = Path("raw.csv").read_text().splitlines()
    quoted = label.replace('"', '""')
    Path("raw.csv").write_text("\n".join([content[0], f'"{TEXTS[0]}","{quoted}"', *content[2:]]))
    code, output, errors = run("export", *FILES, "--check", "raw.csv")
    assert (code, output) == (2, "")
    assert message in errors.splitlines()[-1]


@pytest.mark.usefixtures("own")
def test_a_positive_class_is_refused(run: Run) -> None:
    result = run("export", *FILES, "--positive", "spam")
    assert_mistake(result, "found the positive class 'spam'; expected none")


@pytest.mark.usefixtures("own")
def test_a_threshold_is_refused(run: Run) -> None:
    assert run("export", *FILES, "--threshold", "0.3")[0] == 2


@pytest.mark.usefixtures("own")
def test_it_is_not_measured(run: Run) -> None:
    rows = [(text, "spam") for text in TEXTS[:2]] + [(TEXTS[2], "short")]
    with Path("test.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *rows])
    code, _, errors = run("export", *FILES, "--test", "test.csv")
    assert code == 2
    assert "the model gives a text several labels, which cannot be measured yet" in errors


def test_must_pass_texts_need_their_label_among_others(run: Run, own: list[list[str]]) -> None:
    assert "spam" in own[0]
    assert run("export", *FILES)[0] == 0
    for label, code in (("spam", 0), ("short", 2)):
        Path("must.csv").write_text(f'text,label\n"{TEXTS[0]}",{label}\n')
        found, _, errors = run("publish", "--promote", "--force", "--must-pass", "must.csv")
        assert found == code
    assert "expected 'short', found ['number', 'spam']" in errors


def test_one_label_is_not_replaced_by_several(
    run: Run, own: list[list[str]], three_class_bundle: Bundle
) -> None:
    del own
    write_bundle(three_class_bundle, Path("one"))
    assert run("publish", "one", "--promote")[0] == 0
    assert run("export", *FILES)[0] == 0
    version = run("publish")[1].strip()
    assert run("promote", version)[0] == 2
