"""The time and cost of a job on machines that are paid by the hour."""

import pytest

from bench.bulk_costs.elsewhere import EMR, MACHINE, SAGEMAKER
from bench.bulk_costs.job import Job, Speed

HOUR = Job(texts=64, text_bytes=100)
SLOW = Speed(3600.0, 0.0)
"""64 texts of an hour keep 64 processors busy for an hour."""


def test_an_hour_of_64_processors_costs_their_hourly_price() -> None:
    assert SAGEMAKER.run(HOUR, SLOW).dollars == pytest.approx(16 * 0.204)  # 16 ml.c5.xlarge
    emr = 64 * (0.052624 + 4 * 0.0057785) * 0.8
    assert EMR.run(HOUR, SLOW).dollars == pytest.approx(emr)


def test_a_machine_is_paid_from_its_start() -> None:
    bill = MACHINE.run(HOUR, SLOW)
    assert bill.seconds == 3600 + MACHINE.start_seconds
    assert bill.dollars == pytest.approx(2.32 * bill.seconds / 3600)


def test_a_short_job_pays_a_minute() -> None:
    assert EMR.run(Job(1, 1), Speed(0.001, 0.0)).dollars == pytest.approx(
        EMR.run(HOUR, Speed(60.0, 0.0)).dollars
    )
