"""Wrap a handler to time the phases of its cold start; copied into the contender's package.

It imports the framework and the libraries first and times each, then imports the handler's module
while it times the function that builds the model. It uses the system-wide monotonic clock, so that
the process that started this one can compare times.
"""

import importlib
import json
import os
import time
from pathlib import Path
from typing import Any

began = time.monotonic()
plan = json.loads(os.environ["BENCH_PROBE"])
build_seconds: list[float] = []


def import_seconds(modules: list[str]) -> float:
    """Import modules; return the seconds it took."""
    started = time.monotonic()
    for module in modules:
        importlib.import_module(module)
    return time.monotonic() - started


def timed(function: Any) -> Any:
    """Return a function that records how long each call takes."""

    def call(*args: Any, **options: Any) -> Any:
        started = time.monotonic()
        try:
            return function(*args, **options)
        finally:
            build_seconds.append(time.monotonic() - started)

    return call


phases = {
    "framework": import_seconds(plan["framework"]),
    "libraries": import_seconds(plan["libraries"]),
}
if plan["model_builder"]:
    owner, _, name = plan["model_builder"].partition(":")
    module = importlib.import_module(owner)
    setattr(module, name, timed(getattr(module, name)))
app_module, _, app_name = plan["handler"].partition(".")
app_seconds = import_seconds([app_module])
handler = getattr(importlib.import_module(app_module), app_name)
model = sum(build_seconds)
# The app's import reads S3 and builds the model; what is not building is reading.
phases |= {"model": model, "S3": app_seconds - model, "began": began, "ready": time.monotonic()}
Path(os.environ["BENCH_PROBE_FILE"]).write_text(json.dumps(phases))
