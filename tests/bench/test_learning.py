"""The simulation of learning: its people, its quick recipe, and its tables."""

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest

from bench.learning.__main__ import main
from bench.learning.domains import Labelled, Size, make_domain
from bench.learning.full_recipe import FullRecipe
from bench.learning.people import ATTACKER, Users, reports_of_week
from bench.learning.quick_recipe import QuickRecipe
from bench.learning.tables import tables
from bench.learning.ways import EVERY_WAY
from train.errors import InputError
from train.evaluation.predictions import text_key
from train.learning.decisions import Decision

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "docs" / "figures" / "learning.json"
PAGE = ROOT / "docs" / "learning-simulation.md"
SIZE = Size(base=20, old=10, week=10, weeks=3)


def texts(ham: str, spam: str, count: int) -> list[Labelled]:
    rows = [Labelled(f"{ham} {at} {at * 7}", "ham") for at in range(count)]
    return rows + [Labelled(f"{spam} {at} {at * 7}", "spam") for at in range(count)]


OLD = texts("see you at eight", "win a free prize now", 20)
NEW = texts("the parcel is here", "pay the customs fee at this link", 20)


def keyed(rows: list[Labelled]) -> dict[str, Labelled]:
    return {text_key(row.text): row for row in rows}


def served(right: int, missed: int, blocked: int) -> list[tuple[Labelled, Decision]]:
    kinds = [("ham", "ham")] * right + [("spam", "spam")] * right
    kinds += [("spam", "ham")] * missed + [("ham", "spam")] * blocked
    return [
        (Labelled(f"text {at}", label), Decision(made, 1.0, sure=True))
        for at, (label, made) in enumerate(kinds)
    ]


def written(path: Path, rows: list[Labelled]) -> Path:
    path.write_text("".join(f"{row.label}\t{row.text}\n" for row in rows), encoding="utf-8")
    return path


def test_users_report_their_shares_of_the_mistakes_and_nothing_else() -> None:
    week = served(200, 1000, 1000)
    reports = reports_of_week(Users(), week, 0, Random(1))  # noqa: S311 - repeatable, no secret
    truth = {row.text: row.label for row, _ in week}
    assert all(report.label == truth[report.text] for report in reports)
    assert sum(report.label == "spam" for report in reports) == pytest.approx(300, abs=60)
    assert sum(report.label == "ham" for report in reports) == pytest.approx(600, abs=60)


@pytest.mark.parametrize(
    ("users", "share"),
    [
        pytest.param(Users(false=0.2), 0.2, id="false"),
        pytest.param(Users(flipped=0.2), 0.2, id="flipped"),
    ],
)
def test_a_fifth_of_the_reports_is_wrong(users: Users, share: float) -> None:
    week = served(500, 1000, 1000)
    truth = {row.text: row.label for row, _ in week}
    reports = reports_of_week(users, week, 0, Random(1))  # noqa: S311 - repeatable, no secret
    wrong = sum(report.label != truth[report.text] for report in reports)
    assert wrong / len(reports) == pytest.approx(share, abs=0.05)


def test_an_attacker_reports_caught_spam_as_ham() -> None:
    reports = reports_of_week(Users(flood=15), served(100, 0, 0), 0, Random(1))  # noqa: S311 - repeatable, no secret
    assert [(report.reporter, report.label) for report in reports] == [(ATTACKER, "ham")] * 15
    assert all(report.served is not None and report.served.label == "spam" for report in reports)


def test_the_parts_of_a_domain_share_no_text() -> None:
    domain = make_domain("a", keyed(OLD), keyed(NEW), SIZE, 1, mixed=True)
    parts = [domain.base.texts, *([row.text for row in week] for week in domain.weeks)]
    parts += [[row.text for row in domain.old], [row.text for row in domain.held_out]]
    every = [text for part in parts for text in part]
    assert len(set(every)) == len(every) == 20 + 30 + 10 + round(0.3 * 50)
    old = {row.text for row in OLD}
    assert any(row.text in old for week in domain.weeks for row in week)


def test_too_few_new_texts_are_refused() -> None:
    with pytest.raises(InputError, match="a: found 4 new texts; expected 20 or more"):
        make_domain("a", keyed(OLD), keyed(NEW[:4]), SIZE, 1, mixed=False)


def test_the_quick_recipe_decides_as_the_default_recipe_does() -> None:
    labels = [row.label for row in OLD]
    unseen = ["see you at nine", "a free prize for you", "win now", "eight or nine"]
    quick, full = (
        recipe.fit([row.text for row in OLD], labels) for recipe in (QuickRecipe(), FullRecipe())
    )
    decided = [quick.probabilities(unseen) > quick.threshold, full.probabilities(unseen) > 0.5]
    assert np.array_equal(decided[0], decided[1])


def test_a_weight_is_the_same_as_so_many_copies_of_the_text_for_the_svm() -> None:
    recipe = QuickRecipe()
    rows = [row.text for row in OLD]
    weights = np.where(np.arange(len(rows)) == 0, 30.0, 1.0)
    flipped = ["spam", *(row.label for row in OLD[1:])]
    light, heavy = (recipe.fit(rows, flipped, given) for given in (None, weights))
    assert heavy.probabilities(rows[:1])[0] > light.probabilities(rows[:1])[0]


def test_a_simulation_shows_that_the_loop_repairs_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = written(tmp_path / "old.tsv", OLD), written(tmp_path / "new.tsv", NEW)
    out = tmp_path / "learning.json"
    command = ["learning", "--data", f"parcels={old}:{new}", "--quick", "--in-depth"]
    monkeypatch.setattr("sys.argv", [*command, "--jobs", "1", "--out", str(out)])
    monkeypatch.setattr("bench.learning.__main__.QUICK", Size(20, 10, 14, 2))
    assert main() == 0
    results = json.loads(out.read_text())
    before, after = (results["parcels"][way][0] for way in ("no learning", "the loop"))
    assert before["after"]["mcc"] < after["after"]["mcc"] == 1
    assert after["labelled"] > 0
    shown = capsys.readouterr().out
    assert "| the loop | 1.000 | 0.0 % | 100.0 % |" in shown


def test_a_mistake_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["learning", "--data", "old.csv"])
    assert main() == 2
    expected = "error: expected NAME=OLD:NEW or NAME=OLD:+NEW, found 'old.csv'\n"
    assert capsys.readouterr().err == expected


def test_the_page_shows_the_published_figures() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for heading, table in tables(json.loads(PUBLISHED.read_text())).items():
        assert table in page, heading


def test_every_way_was_published() -> None:
    ways = [set(found) for found in json.loads(PUBLISHED.read_text()).values()]
    assert set(EVERY_WAY) == set.union(*ways)
