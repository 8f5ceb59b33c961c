"""`reports forget` names the versions that learned from what it erases, while the text is known."""

import shutil
from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.learn_command import BASE, KEY, NOW, REST, fitted_to
from tests.support.reported import report
from tests.support.stores import publish
from train.registry.writable_store import open_writer

LABEL, TEXT = REST[0]


@pytest.fixture
def learned(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Publish two versions; the second one learned from a report, which the store holds."""
    monkeypatch.setenv("PREDICTIONS_KEY", KEY)
    store = open_writer(str(tmp_path / "models"))
    publish(fitted_to(BASE), store)
    report(store, TEXT, LABEL, "user", NOW)
    return publish(fitted_to([*BASE, REST[0]]), store)


@pytest.mark.parametrize("wanted", [["--caller", "user"], [TEXT]], ids=["reporter", "text"])
def test_versions_that_learned_from_a_report_are_named(
    run: Run, learned: str, wanted: list[str]
) -> None:
    for options in (["--dry-run"], []):
        code, _, errors = run("reports", "forget", *wanted, *options)
        assert code == 0
        assert errors.count(" learned from it\n") == 1
        assert f"models: {learned} learned from it" in errors
        assert f"  python -m train delete {learned} --to models" in errors
    assert "learned" not in run("reports", "forget", *wanted)[2]


def test_they_are_sought_where_the_models_are(run: Run, learned: str) -> None:
    shutil.move("models/reports", "elsewhere/reports")
    forget = ("reports", "forget", "--caller", "user", "--reports", "elsewhere")
    assert f"models: {learned} learned from it" in run(*forget, "--dry-run")[2]
    shutil.move("models", "gone")
    assert "learned from it" not in run(*forget)[2]


def test_a_version_with_another_key_is_told(
    run: Run, learned: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREDICTIONS_KEY", "j" * 32)
    errors = run("reports", "forget", "--caller", "user", "--dry-run")[2]
    assert f"{learned}: not searched: " in errors


def test_the_age_alone_seeks_no_version(run: Run, learned: str) -> None:
    errors = run("reports", "forget", "--older-than", "0")[2]
    assert ("erased 1 file" in errors, learned in errors) == (True, False)
