"""The model card shows the stored metrics, and these are what the recipe achieves."""

import json
from pathlib import Path

import pytest

from emulation.servers import ROOT
from tests.support.commands import Run
from train.corpus.reader import Corpus
from train.errors import InputError
from train.evaluation.cross_validation import cross_validate
from train.evaluation.protocols import tutorial
from train.evaluation.thresholds import ThresholdGoal
from train.report.model_card import RUNS, model_card

FIGURES = ROOT / "docs" / "figures"
FIRST_RUN = next(iter(RUNS))


def test_the_model_card_is_up_to_date() -> None:
    assert (ROOT / "docs" / "model-card.md").read_text() == model_card(FIGURES)


def test_the_command_prints_the_card(run: Run) -> None:
    code, card, _ = run("card", FIGURES)
    assert (code, card) == (0, model_card(FIGURES))


@pytest.mark.no_cover  # fitting the collection is slow with coverage
def test_the_default_recipe_has_the_metrics_of_the_card(sms: Corpus) -> None:
    measured = cross_validate("default", tutorial(sms), ThresholdGoal()).metrics
    kept = json.loads((FIGURES / "sms-tutorial.json").read_text())
    assert measured["confusion"] == kept["confusion"]
    assert measured["brier"]["mean"] == pytest.approx(kept["brier"]["mean"], rel=1e-3)


def test_the_stored_metrics_meet_their_floors() -> None:
    kept = json.loads((FIGURES / "sms-distinct.json").read_text())
    assert kept["accuracy"]["mean"] >= 0.9935
    assert kept["mcc"]["mean"] >= 0.970
    assert kept["blocked_ham"]["mean"] <= 0.0005


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=rf"{FIRST_RUN}.json: no such file; 'make card' writes it"):
        model_card(tmp_path)


@pytest.mark.parametrize("content", ["[1]", "{"])
def test_a_file_without_metrics_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / f"{FIRST_RUN}.json").write_text(content)
    with pytest.raises(InputError, match=rf"{FIRST_RUN}.json: expected (a JSON object|JSON)"):
        model_card(tmp_path)
