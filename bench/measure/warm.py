"""Warm requests: the handler alone, in its own process, without HTTP."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.contenders.catalog import Contender
from bench.contenders.folders import Folders
from bench.contenders.models import PublishedModel
from bench.measure.functions import MEMORY_MB, NAME, aws_environ
from bench.measure.spread import percentile, spread
from bench.measure.turns import in_turns
from emulation.gateway import proxy_event
from emulation.runtime_api import link_packages

DRIVER = Path(__file__).with_name("driver.py")
PERCENTILES = (50, 90, 99, 99.9)
ARRAY_SIZES = (1, 10, 100, 1000)
WARM_UP_REQUESTS = 50
"""The number of texts that warm a contender up if `warm_up` is empty."""
FUNCTION = {
    "AWS_LAMBDA_FUNCTION_NAME": NAME,
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(MEMORY_MB),
}


class ContenderError(Exception):
    """Raised if a contender's process ends without a result."""


def drive(
    contender: Contender,
    folders: Folders,
    model: PublishedModel,
    texts: Sequence[str],
    *,
    warm_up: Sequence[str] = (),
    array_sizes: Sequence[int] = (),
    content_type: str = "text/plain",
    path: str = "/spamorham",
) -> dict[str, Any]:
    """Return what bench/measure/driver.py measures of a contender with these texts.

    `content_type` is that of the texts, and `path` the route; arrays are always JSON.

    Raises
    ------
    ContenderError
        If the contender's process fails; the message has its standard error.
    """
    plan = {
        "handler": contender.handler,
        "warm_up": list(warm_up or texts[:WARM_UP_REQUESTS]),
        "texts": list(texts),
        "content_type": content_type,
        "array_sizes": list(array_sizes) if contender.accepts_arrays else [],
        "event": proxy_event(None, path=path),
    }
    return _driven(contender, folders, model, plan)


def _driven(
    contender: Contender, folders: Folders, model: PublishedModel, plan: Mapping[str, Any]
) -> dict[str, Any]:
    """Run the driver with a plan, in a process of its own, and return what it measured."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        runtime, plan_path, result_path = (
            directory / each for each in ("runtime", "plan.json", "result.json")
        )
        link_packages(runtime)
        plan_path.write_text(json.dumps(plan), "utf-8")
        _run(contender, [folders.folder(contender), runtime, plan_path, result_path], model)
        result: dict[str, Any] = json.loads(result_path.read_text("utf-8"))
        return result


def _run(contender: Contender, paths: Sequence[Path], model: PublishedModel) -> None:
    done = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-I", "-S", "-B", DRIVER, *paths],
        env=aws_environ() | model.environ() | FUNCTION,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ContenderError(f"{contender.name} ended with {done.returncode}:\n{done.stderr}")


def measure_warm(
    contenders: Sequence[Contender],
    folders: Folders,
    published: Mapping[str, PublishedModel],
    texts: Sequence[str],
    *,
    warm_up: Sequence[str],
    rounds: int,
) -> dict[str, dict[str, Any]]:
    """Return each contender's summary; the texts in `warm_up` are sent first and not timed."""
    results: dict[str, list[dict[str, Any]]] = {each.name: [] for each in contenders}
    for each in in_turns(contenders, rounds, "warm requests"):
        model = published[each.model]
        result = drive(
            each, folders, model, texts[:: each.every],
            warm_up=warm_up[:: each.every], array_sizes=ARRAY_SIZES,
        )  # fmt: skip
        results[each.name].append(result)
    return {each.name: summary(results[each.name], each.accepts_arrays) for each in contenders}


def summary(results: Sequence[Mapping[str, Any]], accepts_arrays: bool) -> dict[str, Any]:
    """Return the spread over the rounds of what the driver measured.

    Without arrays, every text is one request, so the texts per second are the same for each size.
    """
    single = spread(len(each["ns"]) / sum(each["ns"]) * 1e9 for each in results)
    return {
        "us": {
            f"p{percent:g}": spread(percentile(each["ns"], percent) / 1000 for each in results)
            for percent in PERCENTILES
        },
        "texts_per_second": {
            str(size): spread(each["per_second"][str(size)] for each in results)
            if accepts_arrays
            else single
            for size in ARRAY_SIZES
        },
        "load_ms": spread(each["load_s"] * 1000 for each in results),
        "rest_mb": spread(each["rest_kb"] / 1024 for each in results),
        "peak_mb": spread(each["peak_kb"] / 1024 for each in results),
    }
