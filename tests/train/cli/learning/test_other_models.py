"""`learn` and `ask` where the model or the labels are not those of an earlier `fit`."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.manifest import read_manifest
from chalicelib.version_names import version_of
from tests.support.commands import Run
from tests.support.learn_command import NOW, REST, Setup, learn
from tests.support.reported import report
from tests.support.stores import promote, publish
from train.evaluation.predictions import FILE_NAME as PREDICTIONS
from train.registry.bundle import Bundle
from train.registry.training_record import FILE_NAME as TRAINING_RECORD


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
    assert (code, "1 texts: reported, but reporters disagree" in errors) == (0, True)


def test_a_sheet_of_reports_alone_needs_no_texts(run: Run, setup: Setup) -> None:
    code, _, errors = run("ask")
    assert (code, "or reports that wait for a person; --data also finds" in errors) == (2, True)
    for reporter, label in (("first", "ham"), ("second", "spam")):
        report(setup.store, REST[0][1], label, reporter, NOW)
    assert run("ask")[:2] == (0, "sheet.csv\n")
    assert Path("sheet.csv").read_text("utf-8").count("asked-") == 1


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
    assert waiting["set_aside"] == {"the label is none of the model's classes": 1}
    names = f"--report-labels=old name={label}"
    learned = learn(run, setup, "--dry-run", names)[1]["learned"]
    assert (learned["counts"]["reports"], learned["set_aside"]) == (1, {})
