"""A handler's stand-in that tells where a cold start's time goes; copied into the package.

It imports framework and libraries first, each timed, then the handler's module itself, while it
times the function that makes the model. The clock is the machine's own, so that the process that
started this one can go on counting.
"""

import importlib
import json
import os
import time
from pathlib import Path
from typing import Any

began = time.monotonic()
told = json.loads(os.environ["BENCH_PROBE"])
parsed: list[float] = []


def imported(modules: list[str]) -> float:
    """Import modules; return the seconds it took."""
    started = time.monotonic()
    for module in modules:
        importlib.import_module(module)
    return time.monotonic() - started


def timed(function: Any) -> Any:
    """Return a function that adds its time to the model's."""

    def call(*args: Any, **options: Any) -> Any:
        started = time.monotonic()
        try:
            return function(*args, **options)
        finally:
            parsed.append(time.monotonic() - started)

    return call


parts = {"framework": imported(told["framework"]), "libraries": imported(told["libraries"])}
if told["parse"]:
    owner, _, name = told["parse"].partition(":")
    module = importlib.import_module(owner)
    setattr(module, name, timed(getattr(module, name)))
app_module, _, app_name = told["handler"].partition(".")
whole = imported([app_module])
handler = getattr(importlib.import_module(app_module), app_name)
model = sum(parsed)
parts |= {"model": model, "S3": whole - model, "began": began, "ready": time.monotonic()}
Path(os.environ["BENCH_PROBE_FILE"]).write_text(json.dumps(parts))
