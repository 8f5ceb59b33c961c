"""The model card shows the stored metrics, and these are what the recipe achieves."""

import json
import shutil
from pathlib import Path

import pytest

from emulation.servers import ROOT
from tests.support.commands import Run
from train.corpus.first_corpus import CORPORA
from train.corpus.reader import Corpus
from train.errors import InputError
from train.evaluation.cross_validation import cross_validate
from train.evaluation.protocols import tutorial
from train.evaluation.thresholds import ThresholdGoal
from train.report.model_card import RUNS, model_card
from train.report.transfer_tables import ALL, HOMES, OTHERS

FIGURES = ROOT / "docs" / "figures"
TRANSFER = json.loads((FIGURES / "transfer.json").read_text())
METRICS = ("mcc", "blocked_ham", "spam_caught", "calibration_error")
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


def with_transfer(directory: Path, **changes: object) -> str:
    """Return the card with other figures of `bench.transfer`."""
    for name in RUNS:
        shutil.copy(FIGURES / f"{name}.json", directory)
    (directory / "transfer.json").write_text(json.dumps(TRANSFER | changes))
    return model_card(directory)


def test_the_card_names_each_corpus_with_its_licence_and_size() -> None:
    card = model_card(FIGURES)
    for corpus in CORPORA:
        counts = TRANSFER["texts"][corpus.name]
        row = f"| `{corpus.name}` | {corpus.credit} | {counts['ham']:,} | {counts['spam']:,} |"
        assert row in card


def test_the_matrix_has_a_dash_where_a_corpus_has_no_spam(tmp_path: Path) -> None:
    tests: dict[str, dict[str, float | None]]
    tests = {name: dict.fromkeys(METRICS, 0.25) for name in HOMES}
    rows = [f"| fitted to | {' | '.join(f'on `{name}`' for name in (*HOMES, 'poems'))} |"]
    tests["poems"] = dict.fromkeys(METRICS) | {"blocked_ham": 0.0004}
    texts = {name: {"ham": 6, "spam": 7} for name in tests}
    card = with_transfer(tmp_path, texts=texts, matrix=dict.fromkeys((*HOMES, OTHERS, ALL), tests))
    rows.append("| `sms` | " + "0.2500 | " * len(HOMES) + "- |")
    rows.append("| all others | " + "25.0 % | " * len(HOMES) + "0.04 % |")
    assert [row for row in rows if row not in card] == []
    assert "| `poems` | only tested on | 6 | 7 |" in card


def test_the_card_states_the_means_elsewhere_and_at_home(tmp_path: Path) -> None:
    def metrics(mcc: float) -> dict[str, float]:
        return dict.fromkeys(METRICS, 0.1) | {"mcc": mcc}

    own, other = {"sms": metrics(0.95)}, {name: metrics(0.5) for name in HOMES}
    matrix = {name: other | {name: metrics(0.9)} for name in HOMES}
    matrix["sms"] |= own
    matrix[OTHERS] = {name: metrics(0.75) for name in HOMES}
    matrix[ALL] = {name: metrics(0.875) for name in HOMES}
    card = " ".join(with_transfer(tmp_path, matrix=matrix).split())
    assert "is 0.2500 higher if the recipe is fitted to all other corpora" in card
    assert "all corpora cost 0.0350, and 0.0750 on the SMS Spam Collection" in card
    assert "| one other corpus | 0.5000 | 10.0 % | 10.0 % |" in card
    assert "misses 90.0 % of the spam in the corpus `smishing`" in card


def test_a_corpus_that_was_not_measured_is_named(tmp_path: Path) -> None:
    texts = {name: counts for name, counts in TRANSFER["texts"].items() if name != "chat"}
    with pytest.raises(
        InputError, match=r"needs the corpora chat as well: .* 'make card CORPORA=DIR"
    ):
        with_transfer(tmp_path, texts=texts)


@pytest.mark.parametrize("content", ["[1]", "{"])
def test_a_file_without_metrics_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / f"{FIRST_RUN}.json").write_text(content)
    with pytest.raises(InputError, match=rf"{FIRST_RUN}.json: expected (a JSON object|JSON)"):
        model_card(tmp_path)
