"""`python -m bench.campaign` runs each campaign, prints one table, and fails if a case does."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from bench.campaign import __main__ as command
from bench.campaign import models
from bench.campaign.case import Campaign, Check, Plan
from bench.campaign.soak import CAMPAIGN as SOAK
from bench.campaign.workers import run
from emulation.servers import ROOT

SEED = "14"

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


@pytest.mark.parametrize(
    ("names", "cases"), [(["requests", "mutants"], "8"), (["faults", "kills"], "2")]
)
def test_a_few_cases_of_each_campaign_find_nothing(names: list[str], cases: str) -> None:
    # A process of its own: the campaigns change the environment and where output goes.
    arguments = ["-m", "bench.campaign", "--cases", cases, "--seed", SEED, "--only", *names]
    done = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    rows = [line.split(" | ") for line in done.stdout.splitlines() if line.count("|") > 4][2:]
    found = [(row[0].strip("| "), row[1], row[3]) for row in rows]
    assert found == [(name, cases, "0") for name in names], done.stdout
    assert done.returncode == 0


def test_a_second_of_soak_finds_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setattr(models, "LARGE_TERMS", 1000)
    plan = Plan(command.SEED, range(1), 60, 1, tmp_path_factory.mktemp("soak"))
    with SOAK.start(plan)() as check:
        assert list(check(0)) == []


def broken(case: int) -> Iterator[tuple[str, str]]:
    if case % 2:
        yield "an odd number", f"{case}; expected an even one"


@contextmanager
def opened() -> Iterator[Check]:
    yield broken


def start(plan: Plan) -> Callable[[], AbstractContextManager[Check]]:
    del plan
    return opened


def test_a_failure_is_shown_with_the_command_that_repeats_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "CAMPAIGNS", {"odd": Campaign("odd", "it is odd", 9, start)})
    assert command.main(["--cases", "6", "--seed", "3", "--processes", "2"]) == 1
    printed = capsys.readouterr().out
    assert "| odd | 6 | it is odd | 3 |" in printed
    assert "odd: an odd number: 3 cases; the first: 1; expected an even one" in printed
    assert "python -m bench.campaign --only odd --case 1 --seed 3" in printed
    assert command.main(["--case", "2", "--minutes", "1"]) == 0


def test_a_campaign_in_one_process_runs_in_order(tmp_path_factory: pytest.TempPathFactory) -> None:
    campaign = Campaign("odd", "it is odd", 9, start, processes=1)
    plan = Plan(1, range(9), 60, 1, tmp_path_factory.mktemp("odd"))
    assert [failure.case for failure in run(campaign, plan).failures] == [1, 3, 5, 7]


def test_every_campaign_is_documented_with_its_number_of_cases() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| [^|]+ \| ([\d,]+) \|", (ROOT / "docs" / "faults.md").read_text(), re.M
    )
    assert rows == [(name, f"{each.cases:,}") for name, each in command.CAMPAIGNS.items()]
