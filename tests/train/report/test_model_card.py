"""The model card says what the figures say, and the figures are those of the collection."""

import json
from pathlib import Path

import pytest

from emulation.servers import ROOT
from tests.support.commands import Run
from train.corpus.reader import Corpus
from train.errors import InputError
from train.evaluation.cross_validation import cross_validate
from train.evaluation.protocols import tutorial
from train.evaluation.thresholds import Choice
from train.report.model_card import RUNS, model_card

pytestmark = pytest.mark.no_cover

FIGURES = ROOT / "docs" / "figures"


def test_the_model_card_is_made_from_the_figures() -> None:
    assert (ROOT / "docs" / "model-card.md").read_text() == model_card(FIGURES)


def test_the_command_prints_the_card(run: Run) -> None:
    code, card, _ = run("card", FIGURES)
    assert (code, card) == (0, model_card(FIGURES))


def test_the_default_recipe_has_the_figures_of_the_card(sms: Corpus) -> None:
    measured = cross_validate("default", tutorial(sms), Choice()).metrics
    kept = json.loads((FIGURES / "sms-tutorial.json").read_text())
    assert measured["confusion"] == kept["confusion"]
    assert measured["brier"]["mean"] == pytest.approx(kept["brier"]["mean"], rel=1e-3)


def test_the_aims_are_met_by_the_figures() -> None:
    kept = json.loads((FIGURES / "sms-distinct.json").read_text())
    assert kept["accuracy"]["mean"] >= 0.9935
    assert kept["mcc"]["mean"] >= 0.970
    assert kept["blocked_ham"]["mean"] <= 0.0005


def test_a_missing_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=rf"{RUNS[0]}.json: no such file; 'make card' writes it"):
        model_card(tmp_path)


@pytest.mark.parametrize("content", ["[1]", "{"])
def test_a_file_without_figures_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / f"{RUNS[0]}.json").write_text(content)
    with pytest.raises(InputError, match=rf"{RUNS[0]}.json: found no (figures|JSON)"):
        model_card(tmp_path)
