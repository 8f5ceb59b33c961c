"""docs/capacity.md shows what the simulation of bulk jobs computes."""

import re

import pytest

from bench.bulk_costs import speeds
from bench.bulk_costs.__main__ import ELSEWHERE, MIB, dollars, duration, two_digits
from bench.bulk_costs.distributed_map import COSTS, simulate
from bench.bulk_costs.job import Job
from emulation.servers import ROOT

TEXT = (ROOT / "docs" / "capacity.md").read_text()
COUNTS = {"10,000": 10**4, "1 million": 10**6, "100 million": 10**8}
LENGTHS = {"80 bytes": 80, "4 kB": 4000}
JOB = re.compile(r"^\| ([\w, ]+) of (80 bytes|4 kB) \| ([\d.]+) MiB \| ([\d,]+) \| (.+) \|$", re.M)


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=" ".join(row[:4])) for row in JOB.findall(TEXT)]
)
def test_a_job_takes_and_costs_what_the_simulation_says(row: tuple[str, ...]) -> None:
    texts, length, part, concurrency, shown = row
    job = Job(COUNTS[texts], LENGTHS[length])
    assert part == two_digits(job.size_of_part / MIB)
    speed = speeds.with_rows(speeds.DEFAULT)
    run = simulate(job, speed, int(concurrency.replace(",", "")))
    costs = run.costs()
    time = duration(run.seconds) + ("" if run.fits else " *")
    money = [dollars(costs[name]) for name in COSTS] + [dollars(sum(costs.values()))]
    assert shown.split(" | ") == [f"{run.parts:,}", f"{run.copies:,}", time, *money]


def test_the_jobs_elsewhere_cost_what_the_offers_say() -> None:
    jobs = [Job(count, size) for size in (80, 4000) for count in (10**6, 10**8)]
    for offer, scorer, model, rows in ELSEWHERE:
        bills = [offer.run(job, speeds.with_rows(model, rows)) for job in jobs]
        cells = " | ".join(f"{duration(bill.seconds)}, {dollars(bill.dollars)}" for bill in bills)
        assert re.search(rf"^\| {offer.name}.* \| {scorer} \| {re.escape(cells)} \|$", TEXT, re.M)


def test_all_sizes_and_concurrencies_are_shown() -> None:
    rows = JOB.findall(TEXT)
    assert {row[:2] for row in rows} == {(count, size) for count in COUNTS for size in LENGTHS}
    assert {row[3] for row in rows} == {"100", "1,000", "5,000"}
