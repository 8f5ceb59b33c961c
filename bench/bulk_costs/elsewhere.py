"""The same job on SageMaker batch transform, on Spark on EMR Serverless, and on one machine.

All have 64 processors, whose speed is that of this project's machine; the work is divided evenly.
How long they take to start is assumed, not measured. An x86 vCPU is half a core and an arm64 one a
whole, which favours SageMaker here.
"""

from typing import NamedTuple

from bench.bulk_costs import prices
from bench.bulk_costs.job import Job, Speed

PROCESSORS = 64
GB_PER_PROCESSOR = 4
LEAST_BILLED_SECONDS = 60


class Bill(NamedTuple):
    """The seconds from the start to the last result, and the dollars."""

    seconds: float
    dollars: float


class Offer(NamedTuple):
    """A way to run a job: the price of a processor, its start, and whether the start is billed."""

    name: str
    processor_hour: float
    start_seconds: float
    start_is_billed: bool

    def run(self, job: Job, speed: Speed) -> Bill:
        """Return the time and the cost of a job.

        640 texts of 1 s on 64 processors take 10 s, and a minute is billed:

        >>> Offer("any", 3.6, 30, False).run(Job(640, 100), Speed(1, 0))
        Bill(seconds=40.0, dollars=3.84)
        """
        busy = job.processor_seconds(speed) / PROCESSORS
        billed = max(busy + self.start_seconds * self.start_is_billed, LEAST_BILLED_SECONDS)
        dollars = billed / 3600 * self.processor_hour * PROCESSORS
        return Bill(busy + self.start_seconds, round(dollars, 6))


SAGEMAKER = Offer("SageMaker batch transform", prices.SAGEMAKER_VCPU_HOUR, 300, False)
EMR = Offer(
    "Spark on EMR Serverless",
    prices.EMR_VCPU_HOUR + GB_PER_PROCESSOR * prices.EMR_GB_HOUR,
    90,
    False,
)
MACHINE = Offer("one c7g.16xlarge", prices.C7G_16XLARGE_HOUR / PROCESSORS, 120, True)
