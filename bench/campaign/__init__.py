"""Campaigns that try to break the service, its models, its stores and its commands.

Each campaign is a promise of this project and thousands of cases that try to make it untrue. A case
is drawn from the seed and its number, so that each can be repeated alone. `python -m
bench.campaign` runs them all. They may import everything except `tests`.
"""

import os

# One thread computes in each process: a fork of a process with several could wait for ever.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
