"""`learn` and `ask` where the model or the labels are not those of an earlier `fit`."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from chalicelib.manifest import read_manifest
from chalicelib.version_names import version_of
from tests.support.commands import Run
from tests.support.learn_command import BASE, NOW, REST, Setup, learn
from tests.support.reported import report
from tests.support.several_labels import several_bundle
from tests.support.stores import promote, publish
from train.evaluation.predictions import FILE_NAME as PREDICTIONS
from train.export.estimators import split_estimators
from train.export.exporter import export_model
from train.registry.bundle import Bundle, make_bundle
from train.registry.training_record import FILE_NAME as TRAINING_RECORD
from train.reports.reading import read_all_reports


def of_its_author(bundle: Bundle) -> Bundle:
    """Return the bundle as `export` without `--test` writes it."""
    left_out = (PREDICTIONS, TRAINING_RECORD)
    files = {name: raw for name, raw in bundle.files.items() if name not in left_out}
    entries = {
        name: {"size": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}
        for name, raw in files.items()
    }
    document = bundle.manifest.document | {"files": entries, "recipe": "exported from x.joblib"}
    return replace(bundle, manifest=read_manifest(document, version_of(document), ""), files=files)


@pytest.fixture
def own_model(setup: Setup, bundle: Bundle) -> Setup:
    """Promote a model of its author's own, and report a text."""
    promote(publish(of_its_author(bundle), setup.store), setup.store)
    label, text = REST[0]
    report(setup.store, text, label, "user", NOW)
    return setup


def test_a_model_without_predictions_is_refused_not_a_failure(run: Run, own_model: Setup) -> None:
    code, result, errors = learn(run, own_model, "--recipe", "tutorial")
    assert (code, result["decision"]) == (3, "refused")
    assert "so nothing can be compared; 'export --test' records predictions" in errors
    assert result["metrics"]["candidate"]["accuracy"] is None
    assert learn(run, own_model, "--recipe", "tutorial", "--force")[0] == 0


def test_ask_fits_the_recipe_that_is_named(run: Run, own_model: Setup) -> None:
    for reporter, label in (("first", "ham"), ("second", "spam")):
        report(own_model.store, REST[1][1], label, reporter, NOW)
    ask = ("ask", "--data", own_model.base, "--dry-run")
    assert "Name one with --recipe" in run(*ask)[2]
    code, _, errors = run(*ask, "--recipe", "tutorial")
    assert (code, "1 text: reported, but reporters disagree" in errors) == (0, True)


def test_a_sheet_of_reports_alone_needs_no_texts(run: Run, setup: Setup) -> None:
    code, _, errors = run("ask")
    assert (code, "or reports that wait for a person (--data also finds" in errors) == (2, True)
    for reporter, label in (("first", "ham"), ("second", "spam")):
        report(setup.store, REST[0][1], label, reporter, NOW)
    assert run("ask")[:2] == (0, "sheet.csv\n")
    assert Path("sheet.csv").read_text("utf-8").count("asked-") == 1


def test_a_reported_mail_and_its_text_are_one_text(run: Run, setup: Setup) -> None:
    mail = "From: a@b.test\nTo: c@d.test\nSubject: lunch\n\nat noon"
    report(setup.store, mail, "spam", "first", NOW)
    report(setup.store, "From: @b.test\nSubject: lunch\n\nat noon", "ham", "second", NOW)
    assert "1 text: reported, but reporters disagree" in run("ask")[2]


def test_a_class_that_the_model_lacks_is_told_with_the_way_to_add_it(
    run: Run, setup: Setup
) -> None:
    with setup.base.open("a", encoding="utf-8") as file:
        file.writelines(f"phish,verify account {number} now\n" for number in range(9))
    code, _, errors = learn(run, setup)
    assert code == 2
    assert "has the labels ham, phish, spam; expected those of the current version" in errors
    assert "Other classes need 'fit' instead of 'learn'" in errors


def test_reports_from_before_a_class_was_renamed_are_learned(run: Run, setup: Setup) -> None:
    label, text = REST[0]
    report(setup.store, text, "old name", "user", NOW)
    waiting = learn(run, setup, "--dry-run")[1]["learned"]
    assert waiting["set_aside"] == {"the label is not a class of the model": 1}
    names = f"--report-labels=old name={label}"
    learned = learn(run, setup, "--dry-run", names)[1]["learned"]
    assert (learned["counts"]["reports"], learned["set_aside"]) == (1, {})
    errors = learn(run, setup, "--dry-run", f"--report-labels=oldname={label}")[2]
    assert "--report-labels: no report has the label 'oldname'; the labels are: old name" in errors
    code, _, errors = learn(run, setup, "--dry-run", "--report-labels=old name=other")
    assert (code, "found the new name 'other'; expected one of ham" in errors) == (2, True)


@pytest.fixture
def without_probabilities(setup: Setup) -> Setup:
    """Promote a linear SVM."""
    labels, texts = zip(*BASE, strict=True)
    vectorizer = TfidfVectorizer()
    classifier = LinearSVC(random_state=0).fit(vectorizer.fit_transform(texts), labels)
    estimators = split_estimators([vectorizer, classifier])
    facts: dict[str, Any] = {"recipe": "exported from svm.joblib", "data": None, "metrics": None}
    facts |= {"positive": "spam", "threshold": None}
    made = make_bundle(export_model(*estimators), estimators, facts, NOW)
    promote(publish(made, setup.store), setup.store)
    return setup


def test_a_person_is_asked_beside_a_model_without_probabilities(
    run: Run, without_probabilities: Setup
) -> None:
    store = without_probabilities.store
    for reporter, label in (("first", "ham"), ("second", "spam")):
        report(store, REST[0][1], label, reporter, NOW)
    sure, unsure = "the", "see you later"
    Path("seen.txt").write_text(f"{sure}\n{unsure}\n", "utf-8")
    assert run("ask", "--texts", "seen.txt", "--random", "0", "--uncertain", "1")[0] == 0
    sheet = Path("sheet.csv").read_text("utf-8")
    assert (f",{unsure},," in sheet, f",{sure},," in sheet) == (True, False)
    Path("sheet.csv").write_text(sheet.replace(",,", ",spam,"), "utf-8")
    code, _, errors = run("ask", "--read", "sheet.csv")
    assert (code, "stored 2 labels: 2 asked" in errors) == (0, True)
    stored = [each for each in read_all_reports(store) if each.source == "asked"]
    assert [each.served and each.served.probability for each in stored] == [None, None]
    assert "wrote 2 of 4 reports" in run("reports", "export")[2]


def test_several_labels_are_refused_with_the_way_out(run: Run, setup: Setup) -> None:
    promote(publish(several_bundle(), setup.store), setup.store)
    for command in (("ask",), ("learn", "--data", setup.base)):
        code, _, errors = run(*command)
        assert (code, "'python -m train reports export --all' writes" in errors) == (2, True)


def test_a_sheet_without_a_label_stores_none(run: Run, setup: Setup) -> None:
    for reporter, label in (("first", "ham"), ("second", "spam")):
        report(setup.store, REST[0][1], label, reporter, NOW)
    run("ask")
    assert (
        run("ask", "--read", "sheet.csv")[2]
        == "found no label to store\nleft: 1 row without a label\n"
    )
    Path("sheet.csv").write_text(Path("sheet.csv").read_text("utf-8").replace(",,", ",odd,"))
    code, _, errors = run("ask", "--read", "sheet.csv")
    assert code == 2
    assert "every row has a label\nerror: sheet.csv: 1 row was not stored; correct" in errors
