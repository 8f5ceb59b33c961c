"""Warm requests: the handler alone, in a process of its own, without HTTP."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.contender import Contender
from bench.figures import percentile, spread
from bench.folders import Folders
from bench.models import Published
from bench.rounds import function_environ, in_turns
from emulation.gateway import proxy_event
from emulation.runtime_api import link_packages

DRIVER = Path(__file__).with_name("driver.py")
PERCENTILES = (50, 90, 99, 99.9)
ARRAYS = (1, 10, 100, 1000)
WARMING = 50
"""How many requests come before the first that is timed, where no texts are given for that."""
FUNCTION = {"AWS_LAMBDA_FUNCTION_NAME": "bench", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512"}
_FILES = ("runtime", "plan.json", "result.json")


class ContenderError(Exception):
    """Raised when a contender's process ends without its figures."""


def drive(
    contender: Contender,
    folders: Folders,
    model: Published,
    texts: Sequence[str],
    arrays: Sequence[int] = (),
    warming: Sequence[str] = (),
) -> dict[str, Any]:
    """Return what bench/driver.py measures of a contender with these texts, warmed with others.

    Raises
    ------
    ContenderError
        When its process ends before; the message has what it said.
    """
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        link_packages(directory / "runtime")
        plan = {
            "handler": contender.handler,
            "warming": list(warming or texts[:WARMING]),
            "texts": list(texts),
            "arrays": list(arrays) if contender.arrays else [],
            "event": proxy_event(None),
        }
        (directory / "plan.json").write_text(json.dumps(plan), "utf-8")
        _run(contender, [folders.folder(contender), *(directory / each for each in _FILES)], model)
        result: dict[str, Any] = json.loads((directory / _FILES[-1]).read_text("utf-8"))
        return result


def _run(contender: Contender, paths: Sequence[Path], model: Published) -> None:
    done = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-I", "-S", "-B", DRIVER, *paths],
        env=function_environ() | model.environ() | FUNCTION,
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
    published: Mapping[str, Published],
    texts: tuple[Sequence[str], Sequence[str]],
    rounds: int,
) -> dict[str, dict[str, Any]]:
    """Return each contender's figures; of both kinds of texts the first warm it up unmeasured."""
    warming, asked = texts
    found: dict[str, list[dict[str, Any]]] = {each.name: [] for each in contenders}
    for each in in_turns(contenders, rounds, "warm requests"):
        found[each.name].append(drive(each, folders, published[each.model], asked, ARRAYS, warming))
    return {each.name: summary(found[each.name], each.arrays) for each in contenders}


def summary(results: Sequence[Mapping[str, Any]], arrays: bool) -> dict[str, Any]:
    """Return the spread over rounds of what the driver measured.

    Without arrays a text per second is a request per second, however many texts there are.
    """
    single = spread(len(each["ns"]) / sum(each["ns"]) * 1e9 for each in results)
    return {
        "us": {
            f"p{percent:g}": spread(percentile(each["ns"], percent) / 1000 for each in results)
            for percent in PERCENTILES
        },
        "texts_per_second": {
            str(size): spread(each["per_second"][str(size)] for each in results)
            if arrays
            else single
            for size in ARRAYS
        },
        "load_ms": spread(each["load_s"] * 1000 for each in results),
        "rest_mb": spread(each["rest_kb"] / 1024 for each in results),
        "peak_mb": spread(each["peak_kb"] / 1024 for each in results),
    }
